"""The record of a foreign file that is being cleaned, and what an import knows beside the file (pure)."""

from dataclasses import dataclass, field
from typing import Any

from directory.hsds.incoming import Mended, Repair, SealedPiece
from directory.hsds.rules import Rules


@dataclass(frozen=True, slots=True)
class Terms:
    """What an import knows beside the file: the feed's name, its country, and what foreign terms mean."""

    feed: str
    country: str = ""
    rules: Rules = field(default_factory=lambda: Rules(()))


@dataclass(slots=True)
class Record:
    """The record that is being cleaned."""

    terms: Terms
    country: str = ""
    profiled: bool = False  # our own form: what it says of numbers, kinds and hours holds
    repairs: list[Mended] = field(default_factory=list)
    sealed: list[SealedPiece] = field(default_factory=list)
    aside: list[Any] = field(
        default_factory=list
    )  # parts that could not be used, for the service's own extra
    always: bool = False  # words said that it never closes
    closed_on_holidays: bool = False
    words_for_hours: list[str] = field(default_factory=list)
    hidden: int = 0  # how many confidential objects lie around the one that is read

    def note(self, what: Repair, where: str) -> None:
        """Remember what was put right."""
        self.repairs.append(Mended(what, where))
