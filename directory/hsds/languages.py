"""Names of languages, in whatever spelling and language, as BCP 47 codes (pure; data of the CLDR)."""

import re
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global

from directory.search.folding import folded

# The names of all languages are known in these; a name that means two languages is never resolved.
READ_IN: Final = (
    "en", "es", "fr", "de", "pt", "it", "nl", "pl", "ru", "uk", "ar", "fa", "tr", "zh", "zh_Hant", "vi", "ko",
    "ja", "so", "sw", "am", "hi", "ur", "bn", "ne", "my", "tl", "ro", "el", "sv", "da", "nb", "fi", "hu",
    "cs",
)  # fmt: skip
# What the CLDR does not have, and what people write all the same.
OURS: Final[dict[str, str]] = {
    "farsi": "fa", "persian farsi": "fa", "farsi persian": "fa", "dari": "fa-AF", "dari persian": "fa-AF",
    "afghan persian": "fa-AF", "tadjik": "tg", "tajiki": "tg", "pushto": "ps", "pushtu": "ps",
    "pashtu": "ps", "pukhto": "ps", "pashto": "ps", "panjabi": "pa", "punjabi": "pa", "penjabi": "pa",
    "bangla": "bn", "bengalese": "bn", "sylheti": "syl", "gujerati": "gu", "gujrati": "gu",
    "hindustani": "hi",
    "oriya": "or", "singhalese": "si", "sinhalese": "si", "nepalese": "ne", "tamoul": "ta", "ourdou": "ur",
    "mandarin": "zh", "mandarin chinese": "zh", "chinese mandarin": "zh", "putonghua": "zh",
    "simplified chinese": "zh-Hans", "chinese simplified": "zh-Hans", "traditional chinese": "zh-Hant",
    "chinese traditional": "zh-Hant", "cantonese": "yue", "chinese cantonese": "yue", "toisanese": "yue",
    "taiwanese": "nan", "hokkien": "nan", "fukienese": "nan", "hakka": "hak", "shanghainese": "wuu",
    "filipino": "fil", "tagalog": "fil", "tagalog filipino": "fil", "pilipino": "fil", "ilocano": "ilo",
    "iloko": "ilo", "bisaya": "ceb", "visayan": "ceb", "cebuano": "ceb", "burmese": "my", "cambodian": "km",
    "khmer": "km", "laotian": "lo", "lao": "lo", "karen": "kar", "hmong": "hmn", "miao": "hmn", "mien": "ium",
    "rohingya": "rhg", "indonesian": "id", "bahasa indonesia": "id", "bahasa melayu": "ms", "malay": "ms",
    "castilian": "es", "castellano": "es", "castilian spanish": "es", "espanol": "es",
    "spanish castilian": "es",
    "francais": "fr", "brazilian portuguese": "pt-BR", "portuguese brazilian": "pt-BR",
    "portugues brasileiro": "pt-BR", "brazilian": "pt-BR", "haitian": "ht", "haitian creole": "ht",
    "creole haitian": "ht", "kreyol": "ht", "kreyol ayisyen": "ht", "creole haitien": "ht",
    "cape verdean": "kea", "cape verdean creole": "kea", "kriolu": "kea", "papiamento": "pap",
    "jamaican patois": "jam", "patwa": "jam", "krio": "kri", "papiamentu": "pap", "quichua": "qu",
    "valencian": "ca-valencia", "catalan": "ca", "galego": "gl", "euskera": "eu", "euskara": "eu",
    "flemish": "nl-BE", "vlaams": "nl-BE", "gaelic": "gd", "scots gaelic": "gd", "scottish gaelic": "gd",
    "irish": "ga", "irish gaelic": "ga", "gaeilge": "ga", "welsh": "cy", "cymraeg": "cy", "cornish": "kw",
    "manx": "gv", "moldovan": "ro", "moldavian": "ro", "rumanian": "ro", "roumanian": "ro",
    "serbo croatian": "sh", "croato serbian": "sh", "servian": "sr", "bosniak": "bs", "albanian": "sq",
    "kosovan": "sq", "shqip": "sq", "macedonian": "mk", "romani": "rom", "romany": "rom", "roma": "rom",
    "ukranian": "uk", "ukrainian": "uk", "byelorussian": "be", "belorussian": "be", "lettish": "lv",
    "slovene": "sl", "slovenian": "sl", "georgian": "ka", "armenian": "hy", "azeri": "az",
    "azerbaijani": "az", "kirghiz": "ky", "kyrgyz": "ky", "uzbeck": "uz", "uighur": "ug", "uyghur": "ug",
    "kurmanji": "kmr", "kurmancı": "kmr", "kurdish kurmanji": "kmr", "kurdish sorani": "ckb", "sorani": "ckb",
    "sorani kurdish": "ckb", "kurmanji kurdish": "kmr", "bahdini": "kmr", "badini": "kmr", "zazaki": "zza",
    "arabic standard": "ar", "modern standard arabic": "ar", "egyptian arabic": "arz",
    "moroccan arabic": "ary",
    "darija": "ary", "levantine arabic": "apc", "sudanese arabic": "apd", "iraqi arabic": "acm",
    "tamazight": "ber", "berber": "ber", "amazigh": "ber", "kabyle": "kab", "hebrew": "he", "ivrit": "he",
    "assyrian": "aii", "chaldean": "cld", "aramaic": "arc", "tigrigna": "ti", "tigrinya": "ti",
    "tigrina": "ti", "tigre": "tig", "amharic": "am", "amharique": "am", "amarigna": "am", "oromo": "om",
    "afaan oromo": "om", "oromiffa": "om", "oromifa": "om", "galla": "om", "somalian": "so", "somali": "so",
    "af soomaali": "so", "soomaali": "so", "afar": "aa", "kiswahili": "sw", "swahili": "sw",
    "kinyarwanda": "rw", "rwandan": "rw", "kirundi": "rn", "rundi": "rn", "luganda": "lg", "ganda": "lg",
    "lingala": "ln", "kikongo": "kg", "tshiluba": "lua", "chichewa": "ny", "nyanja": "ny", "chewa": "ny",
    "shona": "sn", "ndebele": "nd", "sesotho": "st", "sotho": "st", "setswana": "tn", "tswana": "tn",
    "isizulu": "zu", "zulu": "zu", "isixhosa": "xh", "xhosa": "xh", "twi": "ak", "akan": "ak", "fanti": "fat",
    "ewe": "ee", "hausa": "ha", "igbo": "ig", "ibo": "ig", "yoruba": "yo", "fula": "ff", "fulani": "ff",
    "fulah": "ff", "peul": "ff", "pulaar": "ff", "mandinka": "mnk", "mandingo": "man", "bambara": "bm",
    "wolof": "wo", "dinka": "din", "nuer": "nus", "acholi": "ach", "kikuyu": "ki", "gikuyu": "ki",
    "malagasy": "mg", "american sign language": "ase", "asl": "ase", "sign language asl": "ase",
    "asl american sign language": "ase", "american sign language asl": "ase", "bsl": "bfi",
    "british sign language": "bfi", "lsf": "fsl", "langue des signes francaise": "fsl",
    "french sign language": "fsl", "lse": "ssp", "lengua de signos espanola": "ssp", "isl": "isg",
    "irish sign language": "isg", "auslan": "asf", "nzsl": "nzs", "new zealand sign language": "nzs",
    "dgs": "gsg", "deutsche gebardensprache": "gsg", "german sign language": "gsg", "libras": "bzs",
    "maori": "mi", "te reo maori": "mi", "samoan": "sm", "tongan": "to", "fijian": "fj", "hawaiian": "haw",
    "chamorro": "ch", "marshallese": "mh", "chuukese": "chk", "navajo": "nv", "dine": "nv", "ojibwe": "oj",
    "ojibway": "oj", "cree": "cr", "inuktitut": "iu", "yup ik": "esu", "mixteco": "mix", "mixtec": "mix",
    "nahuatl": "nah", "zapoteco": "zap", "zapotec": "zap", "mam": "mam", "k iche": "quc", "quiche": "quc",
    "q eqchi": "kek", "kanjobal": "kjb", "q anjob al": "kjb", "guarani": "gn", "aymara": "ay",
    "greek modern": "el", "grec": "el", "holland": "nl", "dutch flemish": "nl", "engish": "en",
    "englsh": "en",
    "enlgish": "en", "spansh": "es", "spainish": "es", "portugese": "pt", "portugeuse": "pt",
    "vietnamse": "vi",
    "russain": "ru", "chineese": "zh", "japenese": "ja", "germen": "de", "somail": "so", "arabe": "ar",
}  # fmt: skip
# Words that are no language, and names that mean several: they stay words.
NEVER: Final = frozenset(
    [
        "creole",
        "patois",
        "sign",
        "chinese-or-other",
        "african",
        "indian",
        "yugoslavian",
        "ethiopian",
        "eritrean",
        "filipino-languages",
    ]
) | {"sign language", "all languages", "other", "interpreter available", "language line", "various"}
_AROUND: Final = re.compile(r"\b(?:language|languages|lingua|idioma|langue)\b|\(.*?\)")
_NO_LETTERS: Final = re.compile(r"[^\w\s]|_")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
_BETWEEN: Final = re.compile(r"\s*(?:[,;/|\n•]|\s&\s|\s\+\s|\band\b|\by\b|\bet\b|\bund\b)\s*", re.IGNORECASE)
NOTHING: Final = frozenset({"n/a", "na", "none", "-", "unknown", "null", "nil", "no"})


@lru_cache(maxsize=1024)
def code_of(name: str) -> str | None:
    """Return the code of a language written in any way; None where it is not known, or means several."""
    tag = _tag(name.strip())
    if tag:
        return tag
    bare = _bare(name)
    if bare in NEVER:
        return None
    if bare in OURS:
        return OURS[bare]
    found = _names().get(bare)
    if found is None and (inner := _bare(_AROUND.sub(" ", folded(name)))) not in NEVER:
        found = OURS.get(inner) or _names().get(inner)
    return found or None


def several(text: str) -> list[str]:
    """Return the names in a field that may hold several; the text itself where it names one."""
    if code_of(text):
        return [text]
    return [part for part in (part.strip(" .") for part in _BETWEEN.split(text)) if part]


def says_nothing(text: str) -> bool:
    """Return whether a field is filled with a word for emptiness."""
    return folded(text) in NOTHING


def _tag(text: str) -> str | None:
    """Return a language tag as BCP 47 writes it, if the text is one that the CLDR knows."""
    if not _TAG.fullmatch(text):
        return None
    parts = re.split("[-_]", text)
    base = parts[0].lower()
    base = str(get_global("language_aliases").get(base, base))
    if base.split("_")[0] not in Locale("en").languages:
        return None
    rest = [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    return "-".join([*base.split("_"), *rest])


def _bare(name: str) -> str:
    return " ".join(_NO_LETTERS.sub(" ", folded(name)).split())


@cache
def _names() -> dict[str, str]:
    """Return the code of each name in each language that is read; "" for a name of two languages.

    English comes first: what it says holds, whatever the word means elsewhere.
    """
    known: dict[str, str] = {}
    english: set[str] = set()
    for written_in in READ_IN:
        here: dict[str, str] = {}
        for code, name in Locale.parse(written_in).languages.items():
            here.setdefault(_bare(str(name)), _plain(str(code)))
        for name, code in here.items():
            if name in english:
                continue
            known[name] = code if known.get(name, code) == code else ""
        if written_in == "en":
            english = set(here)
    return known


def _plain(code: str) -> str:
    return {"tl": "fil"}.get(code, code.replace("_", "-"))
