"""Foreign files as services of ours: what a file is, and what becomes of each of its rows (no Django)."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directory.hsds import beside, read_airs, read_csv, read_json, read_tabular
from directory.hsds.fields import text_of
from directory.hsds.incoming import Incoming, Ledger, Reason, Refused
from directory.hsds.raw import Raw, Reader, Reading
from directory.hsds.record import Terms
from directory.hsds.shapes import key

_BEGINNING: Final = 4096  # bytes that tell what a file is


class NotRecognised(Exception):
    """The file is none that can be read here."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: a file or a folder, with a mapping where it is a plain CSV file."""

    path: Path
    mapping: Path | None = None


def incoming(
    source: Source,
    *,
    terms: Terms,
    ledger: Ledger,
    step: Callable[[int], None] = lambda n: None,
    recognised: Callable[[str], None] = lambda words: None,
    by_two: bool = False,
) -> Iterator[Incoming]:
    """Yield every service that can be taken; `ledger` counts all rows, taken and refused.

    `by_two`: of a long file, a second process may clean some of the records.

    Raises: NotRecognised before anything is read.
    """
    reader = _reader(source)
    reading = Reading(source.path, ledger, step)
    seen: set[bytes] = set()
    told = False
    # A reader that counts rows itself is told of each record before it reads the next.
    all_found = beside.cleaned(reader(reading), terms, may_share=lambda: by_two and not reading.count)
    for found, cleaned in all_found:
        if not told:
            recognised(reading.recognised)
            told = True
        made = _taken(found, cleaned, terms, seen, ledger)
        _count(reading, found, made)
        step(1)
        if isinstance(made, Incoming):
            yield made
    ledger.check()


def _taken(
    found: Raw | Refused, made: Incoming | Refused, terms: Terms, seen: set[bytes], ledger: Ledger
) -> Incoming | Refused:
    """Return the service, or why it is none; the second of an identifier is refused."""
    if isinstance(found, Refused):
        return found
    if isinstance(made, Refused):
        _remember_refused(found, terms, ledger)
        return made
    own = bytes.fromhex(made.document["id"].replace("-", ""))
    if own in seen:
        return Refused(found.place, "id", Reason.TWICE)
    seen.add(own)
    made.repairs = [*found.repairs, *made.repairs]
    return made


def _remember_refused(found: Raw, terms: Terms, ledger: Ledger) -> None:
    """A service that is in the file and cannot be taken is not gone."""
    written = text_of(found.record.get("id")).strip() if isinstance(found.record, dict) else ""
    if written:
        ledger.refused_services.add(key(terms.feed, "service", written).bytes)


def _count(reading: Reading, found: Raw | Refused, made: Incoming | Refused) -> None:
    if isinstance(found, Raw) and reading.count:
        reading.count(found, made if isinstance(made, Refused) else made.repairs)
    elif isinstance(made, Refused):
        reading.ledger.refuse(made)
    else:
        reading.ledger.row([(made.place, one) for one in made.repairs])


def _reader(source: Source) -> Reader:
    """Return what reads a file, by what it holds. Raises: NotRecognised."""
    path = source.path
    if path.is_dir():
        names = [one.suffix.lower() for one in path.iterdir() if one.is_file()]
        if ".csv" in names:
            return read_tabular.read
        if any(read_json.files(path)):
            return read_json.read
        raise NotRecognised("the folder holds neither CSV nor JSON files")
    if not path.is_file():
        raise NotRecognised("there is no such file")
    if source.mapping:
        return read_csv.reader(source.mapping)
    return _by_beginning(path)


def _by_beginning(path: Path) -> Reader:
    if zipfile.is_zipfile(path):
        return read_tabular.read
    with path.open("rb") as file:
        start = file.read(_BEGINNING).replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"{", b"[")):
        return read_json.read
    if start.startswith(b"<"):
        return read_airs.read
    raise NotRecognised(
        "the file is neither JSON nor XML nor a package of tables; a plain CSV needs a mapping"
    )
