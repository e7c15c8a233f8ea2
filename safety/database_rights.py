"""What each user of PostgreSQL may do with each table: each room declares its own, else it is refused (pure).

Beside the inventory (`safety.inventory`), which says what a table is for. `safety.database_grants` makes the
statements of it, and compares it with what PostgreSQL says.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Who asks the databases. The owner of the tables is none of them: it may do everything."""

    DESK = "desk"  # the desk, or both doors in one process, and the timers that work for it
    PUBLIC = "public"  # the public door
    READER = "reader"  # a public door that only reads: what the public door reads, and nothing else
    METRICS = "metrics"
    BACKUP = "backup"  # reads all of the main database, and nothing of the keys
    KEYS_DESK = "keys-desk"
    KEYS_PUBLIC = "keys-public"


class Right(StrEnum):
    """What can be done with a table. TRUNCATE, TRIGGER and REFERENCES are nobody's but the owner's."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


# Which rights, and each with which columns; none named means the whole table.
Rights = Mapping[Right, tuple[str, ...]]
Table = Mapping[Role, Rights]


class DeclaredTwice(TypeError):
    """Two rooms declare the same table or function."""


def may(*whole: Right, read: str = "") -> Rights:
    """Return rights on a whole table; `read` names the only columns that may be read, with blanks between."""
    some: Rights = {Right.SELECT: tuple(read.split())} if read else {}
    return {**dict.fromkeys(whole, ()), **some}


READ: Final = may(Right.SELECT)
ADD: Final = may(Right.SELECT, Right.INSERT)
ALL: Final = may(*Right)

_tables: Final[dict[str, Table]] = {}
_functions: Final[dict[str, tuple[Role, ...]]] = {}


def declare(tables: Mapping[str, Table]) -> None:
    """Add the tables of a room, by the label of the model, as `referral.Case`, or by the name of a table that
    belongs to none. Raises: DeclaredTwice.
    """
    for label, table in tables.items():
        if _tables.setdefault(label, table) != table:
            raise DeclaredTwice(label)


def declare_functions(functions: Mapping[str, tuple[Role, ...]]) -> None:
    """Add functions that do for a role what it may not do itself, with their arguments' types.

    Raises: DeclaredTwice.
    """
    for name, roles in functions.items():
        if _functions.setdefault(name, roles) != roles:
            raise DeclaredTwice(name)


def declared() -> Mapping[str, Table]:
    """Return what was declared, by the label of the model or the name of the table."""
    return dict(_tables)


def functions() -> Mapping[str, tuple[Role, ...]]:
    """Return who may call which function."""
    return dict(_functions)


def rights(role: Role, table: Table) -> Rights:
    """Return what a role may do with a table."""
    if role is Role.BACKUP:
        return READ
    if role is Role.READER:
        of_the_public = table.get(Role.PUBLIC, {})
        return {right: of_the_public[right] for right in of_the_public if right is Right.SELECT}
    return table.get(role, {})
