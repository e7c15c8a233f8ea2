"""The panels of the page of today: each room registers what it has to tell, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from staff.models.person import User
from staff.roles import Ability


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel: what it is, what else is known, where it leads; a figure stands at its end."""

    label: str
    detail: str = ""
    address: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What one room has to tell today; `empty` is said when it has nothing."""

    title: str
    rows: tuple[Row, ...]
    empty: str
    more: str = ""  # address of the page that has all of it
    more_label: str = ""
    urgent: bool = False  # somebody could come to harm: it stands first, and says so to a screen reader


Build = Callable[[User], Panel]
_panels: Final[list[tuple[Ability, Build]]] = []


def register(*, ability: Ability, build: Build) -> None:
    """Show a panel on the page of today to whoever has the ability."""
    if (ability, build) not in _panels:
        _panels.append((ability, build))


def of(person: User) -> list[Panel]:
    """Return the panels that are open to a person, urgent ones first, else as the rooms registered them."""
    found = [build(person) for ability, build in _panels if person.may(ability)]
    return sorted(found, key=lambda panel: not panel.urgent)
