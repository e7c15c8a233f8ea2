"""The search's three functions on PostgreSQL, over a text vector with a GIN index. Twin of sqlite.py.

The vector is a generated column, so a row is found as soon as it is there. No extension is needed: slips are
looked up among the words as on SQLite, so that both answer alike (docs/decisions/0006).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from directory.search import joined

_HELD_TO_THE_INDEX: Final = (
    "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off; "
)


def put(services: Sequence[UUID]) -> None:
    """Make these rows found by their terms: the column has done it."""


def drop(numbers: Sequence[int]) -> None:
    """Make these rows not found any more: deleting them will do it."""


def holding(terms: Iterable[str]) -> list[int]:
    """Return the numbers of the rows that have at least one of the terms."""
    return holding_each([terms])[0]


def holding_each(sets: Sequence[Iterable[str]]) -> list[list[int]]:
    """Return the same for each set of terms, asked at once; no term has a quotation mark in it.

    For a common word PostgreSQL would read all vectors one after another, each from beside its row: ten times
    as slow as the index, which it is therefore held to. Starting helpers takes longer than the answer, and so
    does compiling the question (jit), which it does where it takes rare terms for common ones.
    """
    each = [" | ".join(f"'{term}'" for term in terms) for terms in sets]
    one = "SELECT %s, string_agg(number::text, ',') FROM directory_searchrow WHERE found_by @@ %s::tsquery"
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD_TO_THE_INDEX + " UNION ALL ".join([one] * len(each)),
            joined.placed(each),
        )
        for _ in range(_HELD_TO_THE_INDEX.count(";")):
            cursor.nextset()
        return joined.in_order(cursor.fetchall())


def empty() -> None:
    """Make nothing found: emptying the table has done it."""


def settle() -> None:
    """Put in order what many changes left in pieces."""
    _run("SELECT gin_clean_pending_list('directory_searchrow_found_by')")
    for table in ("searchrow", "searchword", "searchslip"):
        _run(f"ANALYZE directory_{table}")


def counts(words: Iterable[str]) -> dict[str, int]:
    """Return how many rows have each of these terms, of those that any has."""
    return dict(_all("SELECT word, count FROM directory_searchword WHERE word = ANY(%s)", [list(words)]))


def common(least: int) -> list[tuple[str, int]]:
    """Return the terms that so many rows have, commonest first."""
    return _all(
        "SELECT word, count FROM directory_searchword WHERE count >= %s ORDER BY count DESC, word", [least]
    )


def beginning(prefix: str, most: int) -> list[tuple[str, int]]:
    """Return the commonest words with this beginning, commonest first."""
    return _all(
        "SELECT word, count FROM directory_searchword WHERE word LIKE %s"
        ' ORDER BY count DESC, word COLLATE "C" LIMIT %s',
        [f"{prefix}%", most],  # no term has a sign in it that means something to LIKE
    )


def slipped(forms: Iterable[str]) -> list[tuple[str, int]]:
    """Return the words that have one of these forms, and how many rows have them."""
    return _all(
        "SELECT DISTINCT known.word, known.count FROM directory_searchslip slip"
        " JOIN directory_searchword known ON known.word = slip.word WHERE slip.slip = ANY(%s)",
        [list(forms)],
    )


def count(changes: Mapping[str, int]) -> None:
    """Add to the counts of words, or take from them."""
    words = sorted(changes)  # two that write the same words wait for each other and do not block
    more = [word for word in words if changes[word] > 0]
    fewer = [word for word in words if changes[word] < 0]
    if more:
        _run(
            "INSERT INTO directory_searchword AS known (word, count)"
            " SELECT word, change FROM unnest(%s::text[], %s::int[]) AS changes (word, change)"
            " ON CONFLICT (word) DO UPDATE SET count = known.count + excluded.count",
            [more, [changes[word] for word in more]],
        )
    if fewer:
        _run(
            "INSERT INTO directory_searchword AS known (word, count)"
            " SELECT word, -change FROM unnest(%s::text[], %s::int[]) AS changes (word, change)"
            " ON CONFLICT (word) DO UPDATE SET count = greatest(0, known.count - excluded.count)",
            [fewer, [changes[word] for word in fewer]],
        )


def learn(slips: Iterable[tuple[str, str]]) -> None:
    """Remember forms of words."""
    pairs = list(slips)
    _run(
        "INSERT INTO directory_searchslip (slip, word) SELECT * FROM unnest(%s::text[], %s::text[])",
        [[slip for slip, _ in pairs], [word for _, word in pairs]],
    )


def _run(statement: str, values: Sequence[object] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _all(statement: str, values: Sequence[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
