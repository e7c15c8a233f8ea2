"""Whether a database would take a write now, asked without writing anything."""

import os
from pathlib import Path

from django.db import DatabaseError, connections


def takes_writes(alias: str) -> bool:
    """Return whether the database answers and takes writes: false for a replica, a frozen file, an outage."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SHOW transaction_read_only")
                return bool(cursor.fetchone()[0] == "off")
            cursor.execute("PRAGMA query_only")
            return not cursor.fetchone()[0] and _may_be_written(str(connection.settings_dict["NAME"]))
    except DatabaseError:
        return False


def _may_be_written(name: str) -> bool:
    """SQLite puts a journal beside the file, so the folder counts as well. What is no file is in memory."""
    file = Path(name)
    return not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
