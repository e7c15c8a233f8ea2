"""The chain of the record: each entry's digest covers the entry before it. Pure: no Django, no database.

SHA-256 without a key: whoever can write the whole table can also make a whole chain anew. What catches that
is the head, a number and a digest, kept by somebody outside. `staff.tampering` looks for what is wrong.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

GENESIS: Final = "0" * 64  # the previous digest of the first entry, and the head of an empty record
FORM: Final = "waypost-record-1"  # first in what is hashed: a later form can never be taken for this one


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it stands in the table. `facts` is the text as stored, `at` as `moment` writes it."""

    number: int
    at: str
    act: str
    actor_id: int | None
    subject_kind: str
    subject_id: str
    facts: str
    previous: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the record reached at one moment, and the digest that it had there."""

    number: int
    digest: str


START: Final = Head(0, GENESIS)


def moment(at: datetime) -> str:
    """Return a moment as it is hashed: UTC, ISO 8601, cut to milliseconds.

    Raises: ValueError if `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("the record keeps aware moments only; pass one with a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def canonical(value: Mapping[str, object] | list[object]) -> str:
    """Return a value as JSON that has one spelling only: sorted keys, no spaces, ASCII.

    Example:
        >>> canonical({"role": "auditor", "count": 2})
        '{"count":2,"role":"auditor"}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest(link: Link) -> str:
    """Return the digest that an entry must have: of all its columns but the digest itself."""
    return digest_of(canonical([FORM, link.number, link.at, link.act, link.actor_id, link.subject_kind,
                                link.subject_id, link.facts, link.previous]))  # fmt: skip


def sealed(link: Link) -> Link:
    """Return an entry with its digest filled in."""
    return replace(link, digest=digest(link))
