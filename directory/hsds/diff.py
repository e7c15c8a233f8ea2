"""What a feed would change: incoming documents against those that the directory holds, by field (pure)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from directory.hsds.shapes import OURS, Document, canonical

# What says nothing to somebody who weighs a change: the order of rows, and what is kept aside.
_SILENT: Final = frozenset({"extra"})
SHOWN_AT_MOST: Final = 40  # fields of one listing; more are counted


class Action(StrEnum):
    """What carrying out a plan does with a listing."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"  # the feed has it no more: a proposal to withdraw it
    BUSY = "busy"  # somebody is at work on it: left alone until that is decided
    ELSEWHERE = "elsewhere"  # a followed directory has it, and here it came from elsewhere: left alone


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a listing, before and after, as texts; empty where it was not there."""

    path: str
    before: str
    after: str


def fields(before: Document | None, after: Document) -> list[Field]:
    """Return every field in which two documents differ, in the order of their paths."""
    old, new = dict(_leaves(before or {}, "")), dict(_leaves(after, ""))
    return [
        Field(path, old.get(path, ""), new.get(path, ""))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield every single value with its path; rows of a list are named by their ids, not by their order."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in _SILENT:
                yield from _leaves(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, one in enumerate(value):
            yield from _leaves(one, f"{path}[{str(one.get('id', number))[:8]}]")
    elif isinstance(value, list):
        yield path, "; ".join(map(str, value))
    else:
        yield path, str(value)


def is_same(before: Document, after: Document) -> bool:
    """Return whether two documents say the same, what is kept aside included."""
    return canonical(before) == canonical(after)


class PlanDigest:
    """What tells a plan from every other one: which listings, what is done, and from what to what."""

    def __init__(self, feed: str) -> None:
        self._hash = hashlib.sha256(feed.encode())

    def add(self, action: Action, own: str, before: str, after: str) -> None:
        """Put one step of the plan in."""
        self._hash.update(f"\n{action.value} {own} {before} {after}".encode())

    def value(self) -> str:
        """Return the digest."""
        return self._hash.hexdigest()


def listing_of(document: Document) -> str:
    """Return the listing's own id, as pages know it."""
    return str(document.get(OURS, {}).get("listing") or document["id"])
