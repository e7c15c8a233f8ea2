"""Ids are given for ever: what a draft drops without a word, and what comes back with another meaning. (pure)

What is taken out of a flow or of the cards stays named in its file under `retired`, so that nobody gives the
name to something else. Names are those of the stored list of ids, without the folder: `made`, `made:yes`,
`plan.talk`, and among the cards `blackmail`, `blackmail.alone`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from referral import editing_documents as documents
from referral.bookshelf import Files
from referral.editing_documents import Doc
from referral.pathway.rules import Breach

RULE: Final = "ID"
FIELD: Final = "retired"


def named(doc: Doc) -> dict[str, str]:
    """Return every name that a flow or the cards give, each with the key of its words."""
    found: dict[str, str] = {}
    for asked in doc.get("questions", []):
        found[asked["id"]] = asked["id"]
        found |= {
            f"{asked['id']}:{one['id']}": f"{asked['id']}.{one['id']}" for one in asked.get("answers", [])
        }
    for lines in doc.get("plan", {}).values():
        found |= {f"plan.{one['id']}": f"plan.{one['id']}" for one in lines}
    for card in doc.get("cards", []):
        found[card["id"]] = card["id"]
        found |= {f"{card['id']}.{one['id']}": f"{card['id']}.{one['id']}" for one in card["lines"]}
    return found


def meanings(files: Files, folder: str) -> dict[str, str]:
    """Return every name of a folder with its English words, where the folder is there."""
    text = files.get(documents.structure_path(folder))
    words = documents.texts(files, folder, "en", "adult")
    return {name: words.get(key, "") for name, key in named(documents.load(text)).items()} if text else {}


def with_retired(doc: Doc, before: Doc) -> Doc:
    """Return a changed flow or the changed cards with what was taken out of them named as retired."""
    now, kept = named(doc), list(doc.get(FIELD, []))
    gone = [name for name in named(before) if name not in now and name not in kept]
    return {**doc, FIELD: [*kept, *gone]} if gone else doc


def without_words(files: Files, doc: Doc, folder: str) -> dict[str, str]:
    """Return files of words that speak of what the changed flow has no more, without those words."""
    was, now = named(_doc(files, folder)), named(doc)
    gone = [key for name, key in was.items() if name not in now]
    found = {}
    for path, text in documents.of_folder(files, folder).items():
        if documents.whose(path) is None:
            continue
        left_over = [
            known
            for known in documents.load(text)["texts"]
            if any(known == key or known.startswith((f"{key}.", f"{key}@")) for key in gone)
        ]
        if left_over:
            found[path] = documents.with_texts(text, dict.fromkeys(left_over))
    return found


def broken(
    before: Files, after: Files, folder: str, *, ever: Iterable[Mapping[str, str]] = ()
) -> list[Breach]:
    """Return what a draft does to names that are for ever; `ever` are the meanings of older editions."""
    was, now = _doc(before, folder), _doc(after, folder)
    old, new = meanings(before, folder), meanings(after, folder)
    retired, known = set(now.get(FIELD, [])), set(was.get(FIELD, []))
    found = [
        f"{folder}.{name} was published and is gone; name it under retired"
        for name in sorted((old.keys() | known) - new.keys() - retired)
    ]
    found += [
        f"{folder}.{name} is retired and may not come back" for name in sorted((known | retired) & new.keys())
    ]
    for name in sorted(new.keys() - old.keys() - known - retired):
        if any(name in older and older[name] != new[name] for older in ever):
            found.append(f"{folder}.{name} was published once with other words; what is new needs a new id")
    return [Breach(RULE, folder, one) for one in found]


def _doc(files: Files, folder: str) -> Doc:
    text = files.get(documents.structure_path(folder))
    return documents.load(text) if text else {}
