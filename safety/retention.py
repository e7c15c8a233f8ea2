"""How long everything lives: each room registers its models here, and what must go is asked here.

A model is one of four things: it has a clock (`register`), it goes with another one (`part_of`), it holds
people's data and stays as long as something else does (`lasting`), or it is about nobody (`not_personal`).
`safety.purging` destroys what is due.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import models

from safety.keeping_times import TIMES, Time
from safety.models import RetentionSetting

Model = type[models.Model]
OnRecord = Literal["each", "count", "nowhere"]


def no_keys(pk: Any) -> Iterable[uuid.UUID]:
    """Return the keys of a thing that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A kind of thing that is destroyed when its time is over.

    `due` gives the primary keys of what must go at a moment; `keys` the names of what sealed one of them;
    `destroy` removes the rows of one, inside a transaction, and does nothing to what is not due any more.
    `on_record` says whether `destroy` records each, the purge records how many, or only a day's count stays.
    `also` names further times that end it; `says` is how long it lives where no time alone can say it.
    """

    model: Model
    kind: str
    keep_for: str
    due: Callable[[datetime], Iterable[Any]]
    destroy: Callable[[Any], None]
    keys: Callable[[Any], Iterable[uuid.UUID]]
    on_record: OnRecord
    also: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the house says of a model without a clock of its own: until when it stays, or why it may."""

    model: Model
    personal: bool
    kind: str
    words: str


class TwiceDeclared(TypeError):
    """A model, or a kind, was declared before, and otherwise."""


class NoSuchTime(LookupError):
    """There is no setting of this name; see safety/keeping_times.py."""


_clocks: Final[dict[Model, Clock]] = {}
_standing: Final[dict[Model, Standing]] = {}
_key_columns: Final[set[tuple[Model, str]]] = set()
Recorder = Callable[[str, int], None]
_recorders: Final[list[Recorder]] = []


def register(
    model: Model, *, kind: str, keep_for: str, due: Callable[[datetime], Iterable[Any]],
    destroy: Callable[[Any], None], keys: Callable[[Any], Iterable[uuid.UUID]] = no_keys,
    on_record: OnRecord = "count", also: tuple[str, ...] = (), says: str = "",
) -> None:  # fmt: skip
    """Give a model a clock. Asked once, when its room starts.

    Raises: NoSuchTime; TwiceDeclared.
    """
    for slug in (keep_for, *also):
        _time(slug)
    clock = Clock(model, kind, keep_for, due, destroy, keys, on_record, also, says)
    taken = any(known.kind == kind and known.model is not model for known in _clocks.values())
    if taken or model in _standing or _clocks.setdefault(model, clock) != clock:
        raise TwiceDeclared(f"{model._meta.label} or the kind {kind} was declared before")


def part_of(model: Model, *, kind: str) -> None:
    """Say that the rows of a model go with things of a kind that has a clock. Raises: TwiceDeclared."""
    _stand(Standing(model, True, kind, ""))


def lasting(model: Model, *, until: str) -> None:
    """Say that a model holds people's data, and until when it stays. Raises: TwiceDeclared."""
    _stand(Standing(model, True, "", until))


def not_personal(model: Model, *, why: str) -> None:
    """Say that no row of a model is about a person, and why. Raises: TwiceDeclared."""
    _stand(Standing(model, False, "", why))


def key_column(model: Model, field: str) -> None:
    """Say that a column names a key of the keys database. A key that no such column names is swept."""
    model._meta.get_field(field)
    _key_columns.add((model, field))


def recorded_by(recorder: Recorder) -> None:
    """Say who puts on record how many of a kind were destroyed: it is called inside their transaction."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def put_on_record(kind: str, count: int) -> None:
    """Tell whoever keeps the record."""
    for recorder in _recorders:
        recorder(kind, count)


def clocks() -> list[Clock]:
    """Return every kind that has a clock, in the order in which the rooms registered them."""
    return list(_clocks.values())


def clock_of(model: Model) -> Clock | None:
    """Return the clock that decides how long rows of a model live, its own or that of what it is part of."""
    if model in _clocks:
        return _clocks[model]
    stands = _standing.get(model)
    return next((clock for clock in _clocks.values() if stands and clock.kind == stands.kind), None)


def standing_of(model: Model) -> Standing | None:
    """Return what was said of a model without a clock of its own."""
    return _standing.get(model)


def undeclared(among: Iterable[Model]) -> list[str]:
    """Return the models that nobody declared, or that go with a kind which has no clock."""
    kinds = {clock.kind for clock in _clocks.values()}
    return sorted(
        model._meta.label
        for model in among
        if model not in _clocks
        and (model not in _standing or (_standing[model].kind and _standing[model].kind not in kinds))
    )


def key_columns() -> list[tuple[Model, str]]:
    """Return every column that names a key."""
    return sorted(_key_columns, key=lambda column: (column[0]._meta.label, column[1]))


def _stand(standing: Standing) -> None:
    if standing.model in _clocks or _standing.setdefault(standing.model, standing) != standing:
        raise TwiceDeclared(f"{standing.model._meta.label} was declared before")


# --- the times that administrators set ---


def keep(slug: str) -> timedelta:
    """Return how long things live now. Raises: NoSuchTime."""
    return _time(slug).length(value(slug))


def value(slug: str) -> int:
    """Return the number that is set, in the unit of the time. Raises: NoSuchTime."""
    time = _time(slug)
    row = RetentionSetting.objects.filter(pk=slug).first()
    return time.bounded(row.value) if row else time.default


def values() -> Mapping[str, int]:
    """Return the number of every time."""
    set_here = {row.pk: row.value for row in RetentionSetting.objects.all()}
    return {
        slug: time.bounded(set_here[slug]) if slug in set_here else time.default
        for slug, time in TIMES.items()
    }


def _time(slug: str) -> Time:
    try:
        return TIMES[slug]
    except KeyError:
        raise NoSuchTime(f"there is no time of keeping called {slug}") from None
