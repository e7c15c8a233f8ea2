"""What every column of every table is for: each room declares its own, and nothing may go without (pure).

`safety.inventory_report` puts the declarations beside the models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Ground(StrEnum):
    """Why data may be held. The articles are the GDPR's; who runs the site confirms them for its law."""

    NOBODY = "about nobody"
    PUBLISHED = "published by the service itself; Art. 6(1)(f)"
    HELP = "the help that was asked for; Art. 6(1)(f), 9(2)(d)"
    CONSENT = "consent, which can be taken back; Art. 6(1)(a), 9(2)(a)"
    WORK = "working here; Art. 6(1)(b), (f)"
    ACCOUNT = "answering for what was done; Art. 5(2), 6(1)(f)"


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is for. What is empty is as for the table; how long it lives comes from its clock."""

    purpose: str
    ground: Ground | None = None
    readers: str = ""
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What one table is for, on what ground, and who can read it; `columns` names every one of them."""

    purpose: str
    ground: Ground
    readers: str
    columns: Mapping[str, Column | str] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """Return what is declared for a column, filled up from the table; None if nothing is."""
        said = self.columns.get(name)
        if said is None:
            return None
        one = Column(said) if isinstance(said, str) else said
        return Column(one.purpose, one.ground or self.ground, one.readers or self.readers, one.keep)


class DeclaredTwice(TypeError):
    """Two rooms declare the same table."""


_tables: Final[dict[str, Table]] = {}
_outside: Final[dict[str, str]] = {}


def declare(tables: Mapping[str, Table]) -> None:
    """Add the tables of a room, by the label of the model, as `referral.Case`. Raises: DeclaredTwice."""
    for label, table in tables.items():
        if _tables.setdefault(label, table) != table:
            raise DeclaredTwice(label)


def outside_models(tables: Mapping[str, str]) -> None:
    """Add tables that belong to no model, by their name, each with what it holds."""
    _outside.update(tables)


def declared() -> Mapping[str, Table]:
    """Return what was declared, by the label of the model."""
    return dict(_tables)


def outside() -> Mapping[str, str]:
    """Return the tables that belong to no model, with what each holds."""
    return dict(_outside)
