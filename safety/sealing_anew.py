"""Seal everything anew under another key of the installation; each room registers its places.

Whoever changes WAYPOST_SEAL_KEY gives the one of before as WAYPOST_SEAL_KEY_OLD. From then on everything new
is under the present key, and what is here sealed anew is read under either until its own row is written. So
this may be stopped anywhere, at any moment, and begun again: nothing is lost, and nothing is done twice. What
passes by itself (`passes`) is not touched; until then the key of before has to be known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.db import models, transaction

from safety import keys
from safety.models import DataKey

AT_ONCE: Final = 500  # rows of one transaction: short enough to hold up nobody


@dataclass(slots=True)
class Counts:
    """How much of a place was sealed anew, was so already, and opens under no key that is known."""

    anew: int = 0
    already: int = 0
    lost: int = 0


class Place(Protocol):
    """Seals what a room keeps anew, or, where it may not write, counts what it would."""

    def __call__(self, *, write: bool) -> Counts: ...


_places: Final[dict[str, Place]] = {}
_passing: Final[dict[str, Callable[[], timedelta]]] = {}


def place(name: str, does: Place) -> None:
    """Register where something is sealed under the installation's key."""
    _places[name] = does


def passes(name: str, within: Callable[[], timedelta]) -> None:
    """Register what is made with the key, can't be made anew, and is over by itself within a time."""
    _passing[name] = within


def run(*, write: bool) -> Iterator[tuple[str, Counts]]:
    """Yield each place with what was done there."""
    for name, does in _places.items():
        yield name, does(write=write)


def passed_by(now: datetime) -> dict[str, datetime]:
    """Return by when the last of each thing that passes by itself is over."""
    return {name: now + within() for name, within in _passing.items()}


def rows(found: models.QuerySet[Any], *, column: str, about: Callable[[Any], str], write: bool) -> Counts:
    """Seal one column of these rows anew, 500 in one transaction. A row that somebody else wrote or deleted
    meanwhile is left as they left it.
    """
    counts, after = Counts(), None
    while batch := list((found if after is None else found.filter(pk__gt=after)).order_by("pk")[:AT_ONCE]):
        after = batch[-1].pk
        with transaction.atomic(using=found.db):
            for row in batch:
                _row(row, column, about(row), counts, write=write)
    return counts


def _row(row: Any, column: str, about: str, counts: Counts, *, write: bool) -> None:
    sealed = getattr(row, column)
    try:
        anew = keys.sealed_anew(sealed, about=about)
    except keys.CannotOpen:
        counts.lost += 1
        return
    if anew is None:
        counts.already += 1
        return
    if write:
        type(row)._default_manager.filter(pk=row.pk, **{column: sealed}).update(**{column: anew})
    counts.anew += 1


def data_keys(*, write: bool) -> Counts:
    """Wrap every data key anew. The keys themselves stay, and with them whatever they sealed."""
    return rows(DataKey.objects.all(), column="wrapped", about=keys.about_data_key, write=write)


def register() -> None:
    """Put this room's own place in."""
    place("data keys", data_keys)
