"""The search's three functions on SQLite, over an FTS5 table; and its words. Twin of postgres.py."""

import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection

from directory.search import joined

HIGHEST = "\U0010ffff"


def put(services: Sequence[UUID]) -> None:
    """Make the rows of these services found by their terms. They are in the table, and were not found."""
    _run(
        "INSERT INTO directory_searchtext (rowid, terms) SELECT number, terms FROM directory_searchrow"
        " WHERE service_id IN (SELECT value FROM json_each(%s)) ORDER BY number",
        [json.dumps([service.hex for service in services])],
    )


def drop(numbers: Sequence[int]) -> None:
    """Make these rows not found any more. They are still in the table of rows, as they were put."""
    _run(
        "INSERT INTO directory_searchtext (directory_searchtext, rowid, terms)"
        " SELECT 'delete', number, terms FROM directory_searchrow"
        " WHERE number IN (SELECT value FROM json_each(%s))",
        [json.dumps(list(numbers))],
    )


def holding(terms: Iterable[str]) -> list[int]:
    """Return the numbers of the rows that have at least one of the terms."""
    return holding_each([terms])[0]


def holding_each(sets: Sequence[Iterable[str]]) -> list[list[int]]:
    """Return the same for each set of terms, asked at once; no term has a quotation mark in it."""
    each = [" OR ".join(f'"{term}"' for term in terms) for terms in sets]
    one = "SELECT %s, group_concat(rowid) FROM directory_searchtext WHERE directory_searchtext MATCH %s"
    return joined.in_order(_all(" UNION ALL ".join([one] * len(each)), joined.placed(each)))


def empty() -> None:
    """Make nothing found. A table that was emptied behind our back left its words here."""
    _run("INSERT INTO directory_searchtext (directory_searchtext) VALUES ('delete-all')")


def settle() -> None:
    """Put in order what many changes left in pieces."""
    _run("INSERT INTO directory_searchtext (directory_searchtext) VALUES ('optimize')")


def counts(words: Iterable[str]) -> dict[str, int]:
    """Return how many rows have each of these terms, of those that any has."""
    return dict(
        _all(
            "SELECT word, count FROM directory_searchword WHERE word IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(words))],
        )
    )


def common(least: int) -> list[tuple[str, int]]:
    """Return the terms that so many rows have, commonest first."""
    return _all(
        "SELECT word, count FROM directory_searchword WHERE count >= %s ORDER BY count DESC, word", [least]
    )


def beginning(prefix: str, most: int) -> list[tuple[str, int]]:
    """Return the commonest words with this beginning, commonest first."""
    return _all(
        "SELECT word, count FROM directory_searchword WHERE word >= %s AND word < %s"
        " ORDER BY count DESC, word LIMIT %s",
        [prefix, prefix + HIGHEST, most],
    )


def slipped(forms: Iterable[str]) -> list[tuple[str, int]]:
    """Return the words that have one of these forms, and how many rows have them."""
    return _all(
        "SELECT DISTINCT known.word, known.count FROM directory_searchslip slip"
        " JOIN directory_searchword known ON known.word = slip.word"
        " WHERE slip.slip IN (SELECT value FROM json_each(%s))",
        [json.dumps(list(forms))],
    )


def count(changes: Mapping[str, int]) -> None:
    """Add to the counts of words, or take from them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO directory_searchword (word, count) VALUES (%s, max(0, %s)) ON CONFLICT (word)"
            " DO UPDATE SET count = max(0, count + %s)",
            [(word, change, change) for word, change in changes.items()],
        )


def learn(slips: Iterable[tuple[str, str]]) -> None:
    """Remember forms of words."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO directory_searchslip (slip, word) VALUES (%s, %s)", list(slips))


def _run(statement: str, values: Sequence[object] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _all(statement: str, values: Sequence[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
