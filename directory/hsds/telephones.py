"""Telephones of foreign files: which number it is, in full where that is certain (pure)."""

import re
from typing import Any, Final

from directory import numbers
from directory.hsds.incoming import Repair
from directory.hsds.shapes import OURS, Document
from directory.hsds.texts import unquoted
from directory.search.folding import folded

TYPES: Final = frozenset({"voice", "sms", "whatsapp", "video", "fax", "cell", "pager", "textphone"})
_TYPES_OURS: Final = {
    "": "voice", "text": "sms", "texting": "sms", "text message": "sms", "sms text": "sms", "mobile": "cell",
    "cell phone": "cell", "cellular": "cell", "cellphone": "cell", "tty": "textphone", "tdd": "textphone",
    "tty tdd": "textphone", "tdd tty": "textphone", "minicom": "textphone", "text telephone": "textphone",
    "videophone": "video", "vp": "video", "video phone": "video", "whats app": "whatsapp",
    "telephone": "voice",
    "phone": "voice", "landline": "voice", "office": "voice", "main": "voice", "main phone": "voice",
    "work": "voice", "hotline": "voice", "helpline": "voice", "crisis line": "voice", "toll free": "voice",
    "tollfree": "voice", "toll-free": "voice", "freephone": "voice", "phone number": "voice", "tel": "voice",
    "administrative": "voice", "after hours": "voice", "intake": "voice", "fax number": "fax",
    "facsimile": "fax", "telefono": "voice", "telefax": "fax",
}  # fmt: skip
_FREE: Final = frozenset({"toll free", "tollfree", "toll-free", "freephone"})
_EXTENSION: Final = re.compile(
    r"[\s,;]*(?:\(?\s*(?:ext(?:ension)?|extn|poste|x|#)\.?\s*:?\s*(\d{1,7})\)?)\s*$", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\s*(?:[/;|\n]|\bor\b|\bou\b|\band\b|,)\s*", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d")
MOST_NUMBERS: Final = 6  # more in one field is no list of numbers


def parts(row: Document) -> tuple[list[Document], list[Repair]]:
    """Return a telephone as one or several, each with one number, and what was put right.

    Empty when there is no number at all: then the caller keeps the words aside.
    """
    written = unquoted(str(row.get("number") or "").strip())
    repairs = [Repair.QUOTES] if written != str(row.get("number") or "").strip() else []
    if not _DIGITS.search(written) and not _vanity(written):
        return [], [*repairs, Repair.PHONE_EMPTY]
    pieces = [piece for piece in _BETWEEN.split(written) if piece]
    if not 2 <= len(pieces) <= MOST_NUMBERS or not all(_is_whole(piece) for piece in pieces):
        return [{**row, "number": written}], repairs
    return [{**row, "number": piece} for piece in pieces], [*repairs, Repair.PHONE_SPLIT]


def _is_whole(piece: str) -> bool:
    """Return whether a piece could be a whole number: `/15` is a way to write the end of another one."""
    return len(_DIGITS.findall(_EXTENSION.sub("", piece))) >= 7 and not re.search(r"[a-wyzA-WYZ]{4}", piece)


def _vanity(text: str) -> bool:
    return bool(re.fullmatch(r"[+()\d\s.-]*[A-Z]{4,}[\dA-Z\s.-]*", text)) and len(text) <= 25


def mended(row: Document, *, country: str) -> tuple[Document, list[Repair]]:
    """Return the telephone with its number in full, its type as we have it, and its extension apart."""
    ours: dict[str, Any] = dict(row.get(OURS) or {})
    found, repairs = dict(row), list[Repair]()
    _extension(found, ours, repairs)
    _type(found, ours, repairs)
    reading = numbers.read(found["number"], country=country)
    if reading.valid:
        ours.update({"e164": "" if reading.short else reading.e164, "valid": True, "short": reading.short})
        if reading.short:
            ours["inside_country_only"] = True
    else:
        repairs.append(Repair.PHONE_NOT_VALID)
    return {**found, OURS: ours}, repairs


def _extension(row: Document, ours: dict[str, Any], repairs: list[Repair]) -> None:
    """Take an extension out of the number; one that is no plain number goes where words fit."""
    given = str(row.get("extension") or "").strip()
    found = _EXTENSION.search(row["number"])
    if found and not given and len(_DIGITS.findall(row["number"][: found.start()])) >= 3:
        row["number"], given = row["number"][: found.start()].strip(), found[1]
        repairs.append(Repair.EXTENSION_MOVED)
    row.pop("extension", None)
    bare = re.sub(r"^(?:ext(?:ension)?|x)\.?\s*", "", given, flags=re.IGNORECASE)
    if len(bare) <= 9 and bare.isascii() and bare.isdigit() and str(int(bare)) == bare:
        row["extension"] = int(bare)
        repairs += [Repair.EXTENSION_MOVED] if bare != given else []
    elif given:
        ours["extension_text"] = given[:40]
        repairs.append(Repair.EXTENSION_MOVED)


def _type(row: Document, ours: dict[str, Any], repairs: list[Repair]) -> None:
    written = str(row.get("type") or "")
    if written in TYPES:
        return
    plain = " ".join(re.sub(r"[^\w\s-]", " ", folded(written)).split())
    row["type"] = plain if plain in TYPES else _TYPES_OURS.get(plain, "voice")
    if not plain:
        return
    repairs.append(Repair.PHONE_TYPE)
    if plain in _FREE:
        ours.setdefault("free", True)
    if plain not in TYPES:
        ours["extra"] = {**ours.get("extra", {}), "type": written}
