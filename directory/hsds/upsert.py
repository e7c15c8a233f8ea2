"""Many rows into a table at once: a whole column is made ready at a time, and new rows are copied in.

Django's own way makes an object of every row and looks at every value twice; a first stock of a hundred
thousand services has millions of them.
"""

import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connections, router
from django.db.models import NOT_PROVIDED, Field, ForeignKey, Model

AT_ONCE: Final = 1_000  # rows in memory as the engine takes them
FEW: Final = 20  # rows; to copy fewer in is not worth the question
# Kinds of columns whose values an engine takes as they are.
AS_THEY_ARE: Final = frozenset(
    {
        "BooleanField", "CharField", "FloatField", "IntegerField", "PositiveIntegerField",
        "PositiveSmallIntegerField", "TextField",
    }
)  # fmt: skip
_KEYS: Final = {UUID, type(None)}
_EMPTY: Final[dict[type, str]] = {dict: "{}", list: "[]"}
Row = Mapping[str, Any]


def upsert(
    model: type[Model],
    rows: Iterable[Row],
    *,
    keep: Collection[str] = (),
    there: Collection[UUID] | None = None,
) -> None:
    """Insert the rows, or make those of the same key the same. A row that is there keeps the columns `keep`.

    A row is its columns by attribute, the key among them; a column that it does not name gets its default.
    `there` are the keys of these rows that the table has already, where the caller looked.
    """
    connection = connections[router.db_for_write(model)]
    fields = model._meta.concrete_fields
    statement = _statement(model, connection.ops.quote_name, frozenset(keep))
    with connection.cursor() as cursor:
        for part in _parts(rows):
            left = part
            if there is not None and _is_copied(part, connection):
                left = [row for row in part if row["id"] in there] if there else []
                new = [row for row in part if row["id"] not in there] if left else part
                _copy(cursor, model, fields, new)
            if left:
                cursor.executemany(statement, _ready(fields, left, connection))


def insert(model: type[Model], rows: Iterable[Row]) -> None:
    """Insert rows that are not there yet; the database itself counts a key that is a number."""
    connection = connections[router.db_for_write(model)]
    fields = [one for one in model._meta.concrete_fields if not one.db_returning]
    statement = _insertion(model, fields, connection.ops.quote_name)
    with connection.cursor() as cursor:
        for part in _parts(rows):
            if _is_copied(part, connection):
                _copy(cursor, model, fields, part)
            else:
                cursor.executemany(statement, _ready(fields, part, connection))


def _is_copied(part: Sequence[Row], connection: Any) -> bool:
    return connection.vendor == "postgresql" and len(part) > FEW


def _copy(cursor: Any, model: type[Model], fields: Sequence[Field], rows: Sequence[Row]) -> None:
    """Have PostgreSQL take rows as a stream: it reads one statement, and answers once."""
    quoted = cursor.db.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    with cursor.cursor.copy(f"COPY {quoted(model._meta.db_table)} ({names}) FROM STDIN") as copy:
        for row in _ready(fields, rows, cursor.db):
            copy.write_row(row)


def _insertion(model: type[Model], fields: Sequence[Field], quoted: Callable[[str], str]) -> str:
    names = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own columns


def _statement(model: type[Model], quoted: Callable[[str], str], keep: frozenset[str]) -> str:
    fields = model._meta.concrete_fields
    changed = [
        quoted(field.column) for field in fields if not field.primary_key and field.attname not in keep
    ]
    return (
        f"{_insertion(model, fields, quoted)} ON CONFLICT ({quoted(model._meta.pk.column)}) DO UPDATE SET "
        + ", ".join(f"{column} = EXCLUDED.{column}" for column in changed)
    )


def _ready(fields: Sequence[Field], rows: Sequence[Row], connection: Any) -> list[tuple[Any, ...]]:
    """Return the rows as the engine takes them."""
    named: set[str] = set().union(*rows)
    columns = [_written(field, _column(field, rows, named), connection) for field in fields]
    return list(zip(*columns, strict=True))


def _column(field: Field, rows: Sequence[Row], named: Container[str]) -> list[Any]:
    """Return what the rows have in a column: its default where they don't name it. `named`: what any does."""
    name = field.attname
    if name in named:
        try:
            return list(map(itemgetter(name), rows))
        except KeyError:
            pass  # some name it
    if field.default is not NOT_PROVIDED and callable(field.default):
        return [row[name] if name in row else field.get_default() for row in rows]
    default = field.get_default()
    if name not in named:
        return [default] * len(rows)
    return [row.get(name, default) for row in rows]


def _written(field: Field, values: list[Any], connection: Any) -> list[Any]:
    kind = (field.target_field if isinstance(field, ForeignKey) else field).get_internal_type()
    if kind in AS_THEY_ARE:
        return values
    if kind == "UUIDField":
        return _keys(field, values, connection)
    if kind == "JSONField" and field.encoder is None:
        return [None if value is None else json.dumps(value) if value else _empty(value) for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _keys(field: Field, values: list[Any], connection: Any) -> list[Any]:
    if not {*map(type, values)} <= _KEYS:
        return [field.get_db_prep_save(value, connection) for value in values]
    written: list[str | None] = msgspec.to_builtins(values)
    if connection.vendor == "sqlite":  # which has no such type: it keeps the digits
        return [one and one.replace("-", "") for one in written]
    return written


def _empty(value: Any) -> str:
    return _EMPTY.get(type(value)) or json.dumps(value)


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while part := list(islice(left, AT_ONCE)):
        yield part
