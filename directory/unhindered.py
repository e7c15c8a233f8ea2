"""Long work with millions of rows: what otherwise helps with a few of them, and hinders here."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

# Objects more than there were at the last look; Python's own 700 took a quarter of the time of an import,
# whose rows go by themselves when they were written.
AFTER: Final = (200_000, 20, 50)


@contextmanager
def unhindered() -> Iterator[None]:
    """Look seldom for objects that only name each other while this runs; then as often as before."""
    before = gc.get_threshold()
    gc.freeze()  # what is here already stays: it is not looked at again and again
    gc.set_threshold(*AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def for_many_rows() -> None:
    """Have PostgreSQL work for many new rows, until the transaction ends.

    It knows nothing of tables that grow within a transaction, and would read all of one to find a few rows:
    it is held to the indexes. What the search is to find waits to be put in order until there is much of it.
    Long texts are packed in a way that takes a tenth of the time, where it has it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
                " SET LOCAL gin_pending_list_limit = '64MB';"
                " SELECT set_config(name, 'lz4', true) FROM pg_settings"
                " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
            )
