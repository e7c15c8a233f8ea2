"""Rows of tables by their keys: one question with one value in it, however many keys there are.

Django's own way gives each key a place in the question and makes an object of each row; a first stock of a
hundred thousand services has millions of both.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import compress
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Field, ForeignKey, Model
from django.db.models.base import ModelState

from directory.models.among import IS_AMONG, one_value

Row = dict[str, Any]
_Column = Callable[[Sequence[Any]], Sequence[Any]]
_Made = TypeVar("_Made", bound=Model)


def rows(
    model: type[Model],
    by: str,
    keys: Collection[UUID],
    *,
    only: Sequence[str] | None = None,
    further: tuple[str, str] | None = None,
) -> list[Row]:
    """Return the rows of which a column is one of the keys, as `values()` does; in no order.

    `only` are the columns that are wanted, by attribute; `further` is one more column, and what it has to be.
    """
    if not keys:
        return []
    connection = connections[router.db_for_read(model)]
    quoted = connection.ops.quote_name
    fields = _fields(model, tuple(only) if only is not None else None)
    asked = IS_AMONG[connection.vendor].format(column=quoted(model._meta.get_field(by).column))
    values: list[Any] = [one_value(keys, connection.vendor)]
    if further:
        asked += f" AND {quoted(model._meta.get_field(further[0]).column)} = %s"
        values.append(further[1])
    names = ", ".join(quoted(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quoted(model._meta.db_table)} WHERE {asked}", values)  # noqa: S608 - names of our own columns
        return _told(cursor.fetchall(), fields, connection)


def of(model: type[_Made], row: Mapping[str, Any]) -> _Made:
    """Return a row as an object of its table, made without looking at each value again."""
    made = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(row, _state=state)
    return made


def filled(models: Collection[type[Model]]) -> set[type[Model]]:
    """Return those of these tables, of one database, that have a row; asked at once."""
    asked = list(models)
    if not asked:
        return set()
    connection = connections[router.db_for_read(asked[0])]
    quoted = connection.ops.quote_name
    tables = [quoted(model._meta.db_table) for model in asked]
    each = ", ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608 - tables of ours
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}")
        return set(compress(asked, cursor.fetchone()))


@cache
def _fields(model: type[Model], only: tuple[str, ...] | None) -> tuple[Field, ...]:
    return tuple(one for one in model._meta.concrete_fields if only is None or one.attname in only)


def _told(found: Sequence[Sequence[Any]], fields: Sequence[Field], connection: Any) -> list[Row]:
    """Return rows of the engine as rows of ours: a whole column is read at a time."""
    if not found:
        return []
    names = [field.attname for field in fields]
    columns = list(zip(*found, strict=True))
    for at, field in enumerate(fields):
        reading = _reading(field, connection)
        if reading:
            columns[at] = tuple(reading(columns[at]))
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _reading(field: Field, connection: Any) -> _Column | None:
    """Return what makes the values of a column what Django would make them; None where they are that."""
    kind = _kind(field)
    if kind == "UUIDField" and connection.vendor == "sqlite":
        return _as_keys
    if kind == "JSONField" and field.decoder is None:
        return _as_json
    column = field.get_col(field.model._meta.db_table)
    each = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def converted(values: Sequence[Any]) -> Sequence[Any]:
        for one in each:
            values = [one(value, column, connection) for value in values]
        return values

    return converted if each else None


def _kind(field: Field) -> str:
    return str((field.target_field if isinstance(field, ForeignKey) else field).get_internal_type())


def _as_keys(values: Sequence[str | None]) -> Sequence[UUID | None]:
    """Return keys of their digits; many rows under one parent have one key of it in common."""
    known: dict[str | None, UUID | None] = {None: None}
    for value in values:
        if value not in known:
            known[value] = UUID(int=int(value, 16))  # type: ignore[arg-type]
    return [known[value] for value in values]


def _as_json(values: Sequence[str | None]) -> Sequence[Any]:
    return [
        {} if value == "{}" else [] if value == "[]" else None if value is None else json.loads(value)
        for value in values
    ]
