"""What all readers hand on: records nested as HSDS nests them, with values as the file has them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from directory.hsds.incoming import Ledger, Mended, Place, Refused


@dataclass(slots=True)
class Raw:
    """One service as a file tells it.

    `origins` says for the beginning of a path, `phones[0].`, the number of the row in which it stands, where
    a file has rows of parts; `repairs` is what the reader itself had to put right.
    """

    place: Place
    record: Any
    origins: dict[str, int] = field(default_factory=dict)
    repairs: list[Mended] = field(default_factory=list)


Found = Raw | Refused


@dataclass(slots=True)
class Reading:
    """One run over a file: what was recognised, how far it is, and how its rows are counted.

    `step` is called with the number of records that were read. A reader that counts rows itself (a package of
    tables) sets `count`: it gets each record with what became of it, before it is asked for the next.
    """

    path: Path
    ledger: Ledger
    step: Callable[[int], None] = lambda n: None
    recognised: str = ""
    count: Callable[[Raw, Refused | list[Mended]], None] | None = None


Reader = Callable[[Reading], Iterator[Found]]
