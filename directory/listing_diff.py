"""What two editions of a listing say differently, field by field (pure).

Rows of one part are the same row when they have the same id. What is confidential is not in a document, so
it cannot be in a difference either (S5): of a sealed row only that there is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

Row = Mapping[str, Any]
Leaves = dict[tuple[str, ...], str]
# What a reader of the desk has no use for: keys, order, and what a foreign file said in fields of its own.
SILENT: Final = frozenset({"id", "extra", "rows", "last_modified", "metadata", "attributes"})
SENSITIVE: Final = frozenset(
    {"phones", "additional_urls", "url", "email", "service_at_locations", "contacts", "locations"}
)
LIKE_ENOUGH: Final = 0.35  # of two texts; below that their words are no help to each other


class Change(StrEnum):
    """How a part of a listing came to differ."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Line:
    """One field, before and after. `field` is its name in the standard or in our profile."""

    field: str
    before: str
    after: str

    def pieces(self) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
        """Return both texts in pieces, each with whether the other side does not have it."""
        return _pieces(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of the listing itself (`part` is empty), or of one row of a part. `called` names the row."""

    part: str
    change: Change
    called: str
    lines: tuple[Line, ...]

    @property
    def sensitive(self) -> bool:
        """Return whether a wrong value here sends people to somebody else."""
        return self.part in SENSITIVE or any(line.field in SENSITIVE for line in self.lines)


def compare(before: Row, after: Row) -> list[Group]:
    """Return what differs, what concerns the listing itself first; empty when nothing a reader sees does."""
    return [*_own(before, after), *_rows(before, after)]


def _own(before: Row, after: Row) -> Iterator[Group]:
    lines = _lines(_leaves(before, deep=False), _leaves(after, deep=False))
    if lines:
        yield Group("", Change.CHANGED if before else Change.ADDED, "", lines)


def _rows(before: Row, after: Row) -> Iterator[Group]:
    for part in sorted({*_parts(before), *_parts(after)}):
        old, new = (_by_id(side.get(part, ())) for side in (before, after))
        for key in dict.fromkeys([*old, *new]):
            yield from _row(part, old.get(key), new.get(key))


def _row(part: str, old: Row | None, new: Row | None) -> Iterator[Group]:
    lines = _lines(_leaves(old or {}), _leaves(new or {}))
    change = Change.ADDED if old is None else Change.GONE if new is None else Change.CHANGED
    if lines or change is not Change.CHANGED:
        yield Group(part, change, called(new or old or {}), lines)


def called(row: Row) -> str:
    """Return what tells one row of a part from another: its number, address, name or days."""
    if (row.get("waypost") or {}).get("confidential") or is_sealed(row):
        return ""
    location = row.get("location") or {}
    for name in (
        "number",
        "url",
        "document",
        "option",
        "source",
        "byday",
        "code",
        "name",
        "title",
        "description",
    ):
        if row.get(name):
            return str(row[name])
    ours = row.get("waypost") or {}
    return str(location.get("name") or " ".join(filter(None, (ours.get("country"), ours.get("region")))))


def is_sealed(row: Row) -> bool:
    """Return whether the true content of a row is sealed: the row says only that there is one."""
    inner = row.get("location") or row
    return bool((inner.get("waypost") or {}).get("confidential"))


def _parts(document: Row) -> list[str]:
    return [name for name, value in document.items() if _is_part(value) and name not in SILENT]


def _is_part(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(row, Mapping) for row in value)


def _by_id(rows: Any) -> dict[str, Row]:
    return {str(row.get("id", place)): row for place, row in enumerate(rows) if isinstance(row, Mapping)}


def _leaves(row: Row, *, deep: bool = True, path: tuple[str, ...] = ()) -> Leaves:
    """Return every single value of a row by its path; `deep` goes into rows below it too."""
    found: Leaves = {}
    for name, value in row.items():
        here = (*path, name)
        if name in SILENT:
            continue
        if isinstance(value, Mapping):
            found |= _leaves(value, deep=deep, path=here)
        elif _is_part(value):
            # The listing's own parts are compared row by row; sources and the like stay with their row.
            if deep or path:
                found |= _below(value, here)
        else:
            found[here] = _text(value)
    return found


def _below(rows: Any, path: tuple[str, ...]) -> Leaves:
    found: Leaves = {}
    for place, row in enumerate(rows):
        key = str(row.get("id", place))
        found |= {
            (*at[: len(path)], key, *at[len(path) :]): said for at, said in _leaves(row, path=path).items()
        }
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return str(value)


def _lines(before: Leaves, after: Leaves) -> tuple[Line, ...]:
    return tuple(
        Line(_field(path), before.get(path, ""), after.get(path, ""))
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    )


def _field(path: tuple[str, ...]) -> str:
    """Return the name of a field; of one in a row below, with its part. Keys of rows stay out."""
    if path[0] == "waypost":
        return path[1] if len(path) == 2 else f"{path[1]}.{path[-1]}"
    if len(path) > 1 and path[-2] != "waypost":
        return f"{path[0]}.{path[-1]}" if path[0] != "location" else path[-1]
    return path[-1]


def _pieces(before: str, after: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    old, new = before.split(" "), after.split(" ")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) < 2 or len(new) < 2 or matcher.ratio() < LIKE_ENOUGH:
        return [(True, before)], [(True, after)]
    left, right = [], []
    for how, a, b, c, d in matcher.get_opcodes():
        if b > a:
            left.append((how != "equal", " ".join(old[a:b])))
        if d > c:
            right.append((how != "equal", " ".join(new[c:d])))
    return left, right
