"""Many rows into a table at once: a statement that is prepared once, and values as the engine takes them.

Django's own way makes an object of every row and looks at every value twice; a first stock of a hundred
thousand services has millions of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from django.db import connections, router
from django.db.models import Field, Model

AT_ONCE: Final = 1_000  # rows in memory as the engine takes them
# Kinds of columns whose values an engine takes as they are.
AS_THEY_ARE: Final = frozenset(
    {
        "BooleanField", "CharField", "FloatField", "IntegerField", "PositiveIntegerField",
        "PositiveSmallIntegerField", "TextField",
    }
)  # fmt: skip


def upsert(model: type[Model], rows: Iterable[Mapping[str, Any]], *, keep: Collection[str] = ()) -> None:
    """Insert the rows, or make those of the same key the same. A row that is there keeps the columns `keep`.

    A row is its columns by attribute, the key among them; a column that it does not name gets its default.
    """
    connection = connections[router.db_for_write(model)]
    columns = list(model._meta.concrete_fields)
    statement = _statement(model, connection.ops.quote_name, frozenset(keep))
    ready = (_ready(columns, row, connection) for row in rows)
    with connection.cursor() as cursor:
        for part in _parts(ready):
            cursor.executemany(statement, part)


def _statement(model: type[Model], quoted: Callable[[str], str], keep: frozenset[str]) -> str:
    fields = model._meta.concrete_fields
    names = ", ".join(quoted(field.column) for field in fields)
    changed = [
        quoted(field.column) for field in fields if not field.primary_key and field.attname not in keep
    ]
    return (
        f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))}) "  # noqa: S608 - names of our own columns
        f"ON CONFLICT ({quoted(model._meta.pk.column)}) DO UPDATE SET "
        + ", ".join(f"{column} = EXCLUDED.{column}" for column in changed)
    )


def _ready(columns: list[Field], row: Mapping[str, Any], connection: Any) -> list[Any]:
    return [
        (row[field.attname] if field.attname in row else field.get_default())
        if _as_it_is(field)
        else field.get_db_prep_save(
            row[field.attname] if field.attname in row else field.get_default(), connection
        )
        for field in columns
    ]


@cache
def _as_it_is(field: Field) -> bool:
    return field.get_internal_type() in AS_THEY_ARE


def _parts(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while part := list(islice(rows, AT_ONCE)):
        yield part
