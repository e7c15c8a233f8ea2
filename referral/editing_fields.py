"""What differs between the files of two editions, field by field, so that nothing escapes. (pure)

A thing with an id is held against the thing of that id. The texts of a wording are not among these rows: they
are shown side by side by themselves. A file that differs and has no row says so in a row of its own.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from referral import editing_documents as documents
from referral.bookshelf import Files

Row = tuple[str, str, str]  # place and field, what it said, what it says
MOST: Final = 400  # letters of one value; a question that is new says more, on its own page
ORDER: Final = "order"
WRITTEN: Final = "written differently"


def rows(before: Files, after: Files) -> list[Row]:
    """Return a row for every field that differs, by file and place."""
    found: list[Row] = []
    for path in sorted(before.keys() | after.keys()):
        was, now = before.get(path), after.get(path)
        if was == now:
            continue
        if was is None or now is None:
            found.append((path, "" if was is None else "(file)", "" if now is None else "(file)"))
            continue
        found += _of_file(path, documents.load(was), documents.load(now))
    return found


def _of_file(path: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Row]:
    words = documents.whose(path) is not None
    inside = [row for row in _differ(path, was, now) if not (words and row[0].startswith(f"{path} texts"))]
    reworded = words and was.get("texts") != now.get("texts")
    return inside if inside or reworded else [(path, "", WRITTEN)]


def _differ(place: str, was: Any, now: Any) -> Iterator[Row]:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys((*was, *now)):
            yield from _differ(f"{place} {name}", was.get(name), now.get(name))
    elif _has_ids(was) and _has_ids(now):
        yield from _things(place, was, now)
    elif was != now:
        yield place, _told(was), _told(now)


def _things(place: str, was: list[Any], now: list[Any]) -> Iterator[Row]:
    old, new = ({one["id"]: one for one in things} for things in (was, now))
    for name in dict.fromkeys((*old, *new)):
        if name in old and name in new:
            yield from _differ(f"{place} {name}", old[name], new[name])
        else:
            yield f"{place} {name}", _told(old.get(name)), _told(new.get(name))
    stayed = [name for name in old if name in new], [name for name in new if name in old]
    if stayed[0] != stayed[1]:
        yield f"{place} {ORDER}", ", ".join(stayed[0]), ", ".join(stayed[1])


def _has_ids(things: Any) -> bool:
    return isinstance(things, list) and all(isinstance(one, Mapping) and "id" in one for one in things)


def _told(value: Any) -> str:
    if value is None:
        return ""
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= MOST else f"{said[:MOST]} …"
