"""What became of every row, and every correction and disagreement on the way: the material of the report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """The three things that can become of a row."""

    TAKEN = "taken"
    MERGED = "merged"
    REFUSED = "refused"


class RowLost(Exception):
    """A row has no fate, or has two: the build stops rather than lose or count a listing twice."""


class Unusable(Exception):
    """A row cannot become a listing; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one row, with the id it went into and the reason."""

    table: str
    row: str
    fate: Fate
    into: str | None
    why: str | None


@dataclass(slots=True)
class Ledger:
    """Collects outcomes, repairs, disagreements and decisions by name in the order they happen."""

    read: Counter[str] = field(default_factory=Counter)
    outcomes: list[Outcome] = field(default_factory=list)
    repairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    disagreements: list[dict[str, str]] = field(default_factory=list)
    decisions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def taken(self, *, table: str, row: str, into: str) -> None:
        """Note that a row became the listing `into`."""
        self.outcomes.append(Outcome(table, row, Fate.TAKEN, into, None))

    def merged(self, *, table: str, row: str, into: str, why: str) -> None:
        """Note that a row went into a listing that an earlier row began."""
        self.outcomes.append(Outcome(table, row, Fate.MERGED, into, why))

    def refused(self, *, table: str, row: str, why: str) -> None:
        """Note that a row was left out, and why."""
        self.outcomes.append(Outcome(table, row, Fate.REFUSED, None, why))

    def repair(self, name: str, *, row: str, detail: str = "") -> None:
        """Note a change of a value by the name of the repair."""
        self.repairs.setdefault(name, []).append((row, detail))

    def decide(self, name: str, *, row: str, detail: str = "") -> None:
        """Note a flag that was set from a name or from our own list, so that a person can look it over."""
        self.decisions.setdefault(name, []).append((row, detail))

    def disagree(self, *, country: str, number: str, what: str, shown: str) -> None:
        """Note that table and metadata differ on an emergency number, and what is shown in the end."""
        self.disagreements.append({"country": country, "number": number, "what": what, "shown": shown})

    def counts(self) -> dict[str, dict[str, int]]:
        """Return rows read, taken, merged and refused, by table."""
        fates = Counter((outcome.table, outcome.fate) for outcome in self.outcomes)
        return {
            table: {"read": read, **{fate.value: fates[table, fate] for fate in Fate}}
            for table, read in self.read.items()
        }

    def balance(self) -> None:
        """Do nothing when every row read has exactly one fate.

        Raises: RowLost when the fates of a table do not sum to its rows, or a row has two.
        """
        for table, count in self.counts().items():
            if count["read"] != count["taken"] + count["merged"] + count["refused"]:
                raise RowLost(f"{table}: {count}")
        twice = doubled((outcome.table, outcome.row) for outcome in self.outcomes)
        if twice:
            raise RowLost(f"more than one fate: {twice[:5]}")


def doubled(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the keys that stand more than once."""
    return [key for key, count in Counter(keys).items() if count > 1]
