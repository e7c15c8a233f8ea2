"""The files of a pathway as an editor changes them: where each stands, what two changes make. (pure)

A file is written as the seeds are, so that what was not touched stays the same byte for byte.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from referral.bookshelf import LANGUAGES, PATHWAYS, Files

Doc = dict[str, Any]
AUDIENCES: Final = ("adult", "under18", "professional")
FOLDER: Final = re.compile(r"p[0-9]{2}|shared|cards")
_ENGLISH: Final = re.compile(rf"{PATHWAYS}/(p[0-9]{{2}}|shared|cards)/en\.(adult|under18|professional)\.json")
_OTHER: Final = re.compile(
    rf"{LANGUAGES}/([a-z]{{2,3}}(?:_[A-Za-z]+)?)/{PATHWAYS}/(p[0-9]{{2}}|shared|cards)\.(adult|under18|professional)\.json"
)
_STRUCTURE: Final = re.compile(rf"{PATHWAYS}/(?:(p[0-9]{{2}}|shared)/flow|(cards)/cards)\.json")
_PLACE: Final = re.compile(r"(\w+)\[(\d+)\]")

# In which order a field that is new to a thing takes its place among the others.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "question": (
        "id", "use", "choose", "most", "counts_as", "about", "headings", "skip_if", "forms", "protective",
        "show", "answers", "next", "answers_next", "effects_by",
    ),
    "answer": ("id", "heading", "if", "alone", "effects", "next"),
    "line": ("id", "if", "tags", "dated"),
}  # fmt: skip


class Clash(Exception):
    """Two people changed the same place of a file, each from the same edition."""


def dump(doc: Doc) -> str:
    """Return the file as the seeds write theirs."""
    return json.dumps(doc, indent=2, ensure_ascii=False) + "\n"


def load(text: str) -> Doc:
    """Return what a file holds; it was read by the reader of pathways before."""
    found: Doc = json.loads(text)
    return found


def structure_path(folder: str) -> str:
    """Return where the questions, the plan or the cards of a folder stand."""
    return f"{PATHWAYS}/{folder}/{'cards' if folder == 'cards' else 'flow'}.json"


def wording_path(folder: str, language: str, audience: str) -> str:
    """Return where the words of a folder stand, in a language, for an audience."""
    if language == "en":
        return f"{PATHWAYS}/{folder}/en.{audience}.json"
    first, _, rest = language.partition("-")
    locale = f"{first}_{rest.title() if len(rest) > 2 else rest.upper()}" if rest else first
    return f"{LANGUAGES}/{locale}/{PATHWAYS}/{folder}.{audience}.json"


def whose(path: str) -> tuple[str, str, str] | None:
    """Return folder, language and audience of a file of words; None if it is none."""
    if found := _ENGLISH.fullmatch(path):
        return found[1], "en", found[2]
    if found := _OTHER.fullmatch(path):
        return found[2], found[1].lower().replace("_", "-"), found[3]
    return None


def folder_of(path: str) -> str:
    """Return the folder that a file belongs to; empty for files of the whole house."""
    words = whose(path)
    if words:
        return words[0]
    found = _STRUCTURE.fullmatch(path)
    return (found[1] or found[2]) if found else ""


def of_folder(files: Files, folder: str) -> dict[str, str]:
    """Return the files of one folder, its words in every language among them."""
    return {path: files[path] for path in sorted(files) if folder_of(path) == folder}


def texts(files: Files, folder: str, language: str, audience: str) -> dict[str, str]:
    """Return the words of a folder by their keys, in the order of the file."""
    path = wording_path(folder, language, audience)
    return dict(load(files[path])["texts"]) if path in files else {}


def put(thing: Doc, kind: str, name: str, value: Any) -> None:
    """Set a field; one that says nothing is left out unless it stands there already, empty."""
    empty = value in (None, [], {}, "", False)
    if not empty:
        if name in thing:
            thing[name] = value
        else:
            _insert(thing, kind, name, value)
    elif name in thing:
        if thing[name] in (None, [], {}, "", False):
            return
        if isinstance(thing[name], list) and name in ("effects", "tags") and kind == "line":
            thing[name] = []
        else:
            del thing[name]


def _insert(thing: Doc, kind: str, name: str, value: Any) -> None:
    order = FIELDS[kind]
    after = order[order.index(name) + 1 :]
    items = list(thing.items())
    at = next((n for n, (known, _) in enumerate(items) if known in after), len(items))
    items.insert(at, (name, value))
    thing.clear()
    thing.update(items)


def with_texts(text: str, changed: Mapping[str, str | None], *, after: str = "") -> str:
    """Return a file of words with some of them changed, new ones behind the key `after`, None taken out."""
    doc = load(text)
    found: dict[str, str] = {
        key: said for key, said in doc["texts"].items() if changed.get(key, "") is not None
    }
    new = {key: said for key, said in changed.items() if said is not None and key not in found}
    found |= {key: said for key, said in changed.items() if said is not None and key in found}
    doc["texts"] = _placed(found, new, after)
    return dump(doc)


def _placed(found: dict[str, str], new: dict[str, str], after: str) -> dict[str, str]:
    if after not in found:
        return found | new
    items = list(found.items())
    at = [key for key, _ in items].index(after) + 1
    return dict(items[:at] + list(new.items()) + items[at:])


def reworded(before: str, after: str) -> list[str]:
    """Return the keys whose words differ in both files; "" stands for what the file says of itself."""
    old, new = load(before), load(after)
    about = {k: v for k, v in old.items() if k != "texts"} != {k: v for k, v in new.items() if k != "texts"}
    changed = [key for key, said in new["texts"].items() if old["texts"].get(key, said) != said]
    return ([""] if about else []) + changed


def merged(path: str, *, base: str | None, mine: str | None, theirs: str | None) -> str | None:
    """Return one file from two changes of the same one. Raises: Clash where both changed the same place."""
    if theirs == base or mine == theirs:
        return mine
    if mine == base:
        return theirs
    if whose(path) is None or base is None or mine is None or theirs is None:
        raise Clash(path)
    return _merged_words(load(base), load(mine), load(theirs), path)


def _merged_words(base: Doc, mine: Doc, theirs: Doc, path: str) -> str:
    found = dict(theirs)
    for name, value in mine.items():
        if name != "texts" and value != base.get(name):
            if theirs.get(name) not in (base.get(name), value):
                raise Clash(path)
            found[name] = value
    words, behind = dict(theirs["texts"]), ""
    for key, said in mine["texts"].items():
        if said != base["texts"].get(key):
            if theirs["texts"].get(key) not in (base["texts"].get(key), said):
                raise Clash(path)
            words = words | {key: said} if key in words else _placed(words, {key: said}, behind)
        behind = key
    for key in base["texts"].keys() - mine["texts"].keys():
        if theirs["texts"].get(key, base["texts"][key]) != base["texts"][key]:
            raise Clash(path)
        words.pop(key, None)
    found["texts"] = words
    return dump(found)


def place_in_words(doc: Doc, field: str) -> str:
    """Return a place like `questions[2].answers[0].next` with ids in place of numbers."""
    said: list[str] = []
    here: Any = doc
    for part in field.split("."):
        name = part.partition("[")[0]
        here = here.get(name) if isinstance(here, dict) else None
        said.append(name)
        for _, number in _PLACE.findall(part):
            here = here[int(number)] if isinstance(here, list) and int(number) < len(here) else None
            said.append(str(here["id"]) if isinstance(here, dict) and "id" in here else str(int(number) + 1))
    return " ".join(said)
