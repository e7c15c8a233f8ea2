"""The inventory of the data: every column of every model, with what the rooms declared and the clocks say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models

from safety import inventory, retention
from safety.fields import SealedText
from safety.inventory import Column, Ground, Table
from safety.keeping_times import TIMES

FOR_GOOD: Final = "as long as the site"
DEFAULTS: Final = {slug: time.default for slug, time in TIMES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One column as the inventory shows it; `sealed` says that only a key reads it."""

    name: str
    purpose: str
    ground: str
    readers: str
    keep: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One table with its columns and the database it lies in; `personal`: a row is about somebody."""

    label: str
    table: str
    database: str
    purpose: str
    personal: bool
    keep: str
    lines: tuple[Line, ...]

    @property
    def about_people(self) -> bool:
        """Return whether a row tells of somebody who did not publish it: what an order would be for."""
        return self.personal and any(line.ground != Ground.PUBLISHED for line in self.lines)

    @property
    def sealed(self) -> tuple[Line, ...]:
        """Return the columns that only a key reads."""
        return tuple(line for line in self.lines if line.sealed)

    @property
    def clear(self) -> tuple[Line, ...]:
        """Return the columns that anybody reads who has the database."""
        return tuple(line for line in self.lines if not line.sealed)


def all_models() -> list[type[models.Model]]:
    """Return every model that has a table, the tables between two models included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def parts(times: Mapping[str, int] = DEFAULTS) -> list[Part]:
    """Return the inventory with these times of keeping, in the order of the rooms, without what nobody
    declared: see `unclassified`.
    """
    known = inventory.declared()
    return [
        _part(model, known[model._meta.label], times) for model in all_models() if model._meta.label in known
    ]


def rows(part: Part) -> int:
    """Return how many rows a table has at this moment."""
    return apps.get_model(part.label)._base_manager.using(part.database).count()


def unclassified() -> list[str]:
    """Return every column without a declaration, and every declaration without a column."""
    return [*_without_declaration(), *_without_column()]


def kept(model: type[models.Model], times: Mapping[str, int] = DEFAULTS) -> str:
    """Return how long rows of a model live with these times, in words."""
    clock, stands = retention.clock_of(model), retention.standing_of(model)
    if clock:
        return clock.says or "; ".join(_length(slug, times[slug]) for slug in (clock.keep_for, *clock.also))
    return stands.words if stands and stands.personal else FOR_GOOD


def _length(slug: str, value: int) -> str:
    time = TIMES[slug]
    return f"{value} {time.unit if value != 1 else time.unit[:-1]} {time.since}"


def _part(model: type[models.Model], table: Table, times: Mapping[str, int]) -> Part:
    stands, keep = retention.standing_of(model), kept(model, times)
    return Part(
        label=model._meta.label,
        table=model._meta.db_table,
        database=getattr(model, "database", DEFAULT_DB_ALIAS),
        purpose=table.purpose,
        personal=stands.personal if stands else bool(retention.clock_of(model)),
        keep=keep,
        lines=tuple(_lines(model, table, keep)),
    )


def _lines(model: type[models.Model], table: Table, keep: str) -> Iterator[Line]:
    for field in model._meta.concrete_fields:
        column = table.column(field.name)
        if column:
            yield _line(field, column, keep)


def _line(field: "models.Field[Any, Any]", column: Column, keep: str) -> Line:
    return Line(
        name=field.column,
        purpose=column.purpose,
        ground=str(column.ground),
        readers=column.readers,
        keep=column.keep or keep,
        sealed=isinstance(field, SealedText),
    )


def _without_declaration() -> Iterator[str]:
    known = inventory.declared()
    for model in all_models():
        table = known.get(model._meta.label)
        for field in model._meta.concrete_fields:
            if table is None or table.column(field.name) is None:
                yield f"{model._meta.label}.{field.name} is declared by nobody"


def _without_column() -> Iterator[str]:
    there = {model._meta.label: _names(model._meta.concrete_fields) for model in all_models()}
    for label, table in inventory.declared().items():
        for name in table.columns:
            if name not in there.get(label, frozenset()):
                yield f"{label}.{name} is declared and does not exist"


def _names(fields: Iterable[Any]) -> frozenset[str]:
    return frozenset(field.name for field in fields)
