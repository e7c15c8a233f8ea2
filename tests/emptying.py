"""The record refuses to be emptied, and a test that commits has to be: this lets the test database, only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from django.db import connection
from django.test import TransactionTestCase

from staff.chain import GENESIS
from staff.models.record import AuditHead

TABLES: Final = ("staff_auditentry", "staff_audithead", "staff_auditcut")


@contextmanager
def unguarded() -> Iterator[None]:
    """Lift the triggers of the record for a moment, as the owner of the tables can.

    They are put back whatever happens; in a transaction that fails, by its being undone.
    """
    put_back = _lift()
    failed = True
    try:
        yield
        failed = False
    finally:
        if not (failed and connection.in_atomic_block):
            _run(put_back)


def _lift() -> list[str]:
    """Lift the triggers and return what puts them back."""
    if connection.vendor == "postgresql":
        _run([f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES])
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s)", TABLES
        )
        guards = cursor.fetchall()
    _run([f"DROP TRIGGER {name}" for name, _sql in guards])
    return [sql for _name, sql in guards]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def emptied_after_a_test_that_commits() -> Iterator[None]:
    """Let Django empty the tables after such a test, and begin the record anew."""
    empty = TransactionTestCase._fixture_teardown

    def emptying(case: TransactionTestCase) -> None:
        with unguarded():
            empty(case)
            AuditHead.objects.get_or_create(pk=1, defaults={"number": 0, "digest": GENESIS})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying)
        yield
