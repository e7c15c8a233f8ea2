"""The dirty feeds of the tests, read as an import reads them. All of them are invented."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from directory.hsds.incoming import Incoming, Ledger, Line
from directory.hsds.read import Source, incoming
from directory.hsds.record import Terms
from directory.hsds.rules import Rule, Rules

FEEDS: Final = Path(__file__).parent / "feeds"
RULES: Final = Rules([
    Rule("crisis intervention", "crisis"), Rule("domestic violence", "domestic_violence"),
    Rule("legal aid", "legal"),
    Rule("frauenhaus", "domestic_violence"), Rule("crisis hotlines", "crisis"),
])  # fmt: skip


@dataclass(slots=True)
class Read:
    """What a feed gave."""

    services: list[Incoming]
    ledger: Ledger
    lines: list[Line] = field(default_factory=list)
    recognised: str = ""

    def refused(self) -> list[tuple[str, int, str, str]]:
        """Return file, row, field and reason of each refusal."""
        found = [line for line in self.lines if line.outcome == "refused"]
        return [(line.place.file, line.place.row, line.field, line.code) for line in found]

    def named(self, name: str) -> Incoming:
        """Return the service of this name."""
        return next(one for one in self.services if one.document["name"] == name)

    def repairs_of(self, file: str, row: int) -> set[str]:
        """Return the names of the repairs of a row."""
        return {line.code for line in self.lines if (line.place.file, line.place.row) == (file, row)}


def read(name: str | Path, *, country: str = "", mapping: str = "", feed: str = "f") -> Read:
    """Read a feed of the tests, or a file of the caller's."""
    lines: list[Line] = []
    found = Read([], Ledger(tell=lines.append), lines)

    def recognised(words: str) -> None:
        found.recognised = words

    source = Source(FEEDS / name, FEEDS / mapping if mapping else None)
    terms = Terms(feed=feed, country=country, rules=RULES)
    found.services = list(incoming(source, terms=terms, ledger=found.ledger, recognised=recognised))
    return found


def zipped(name: str, folder: Path) -> Path:
    """Return a feed of tables as a zip."""
    return Path(shutil.make_archive(str(folder / name), "zip", FEEDS / name))
