"""The rows of a CSV file, with cells under their columns: short, long and shifted ones told apart (pure)."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from directory.hsds import decoding
from directory.hsds.incoming import Mended, Repair
from directory.hsds.tables import column

LONGEST_CELL: Final = 1 << 20  # signs; a cell that is longer lacks its closing quotation mark
MOST_COLUMNS: Final = 2_000  # no directory has more; what is tried on each pair of them would take for ever
_LONGEST_SHAPED: Final = 4_096  # signs of an address or a number; on longer ones a pattern could run for days
_DELIMITERS: Final = ",;\t|"
csv.field_size_limit(LONGEST_CELL)

_UUID: Final = re.compile(r"\{?[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\}?")
_SHAPES: Final[dict[str, re.Pattern[str]]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "assurer_email": re.compile(r"[^@\s]+@[^@\s]+"),
    "url": re.compile(r"[^@]*\.[^@]*|[^@.]*"),
    "website": re.compile(r"[^@]*\.[^@]*|[^@.]*"),
    "latitude": re.compile(r"-?\d{1,3}(?:[.,]\d+)?"),
    "longitude": re.compile(r"-?\d{1,3}(?:[.,]\d+)?"),
    "minimum_age": re.compile(r"[\d.,]+\D{0,15}"),
    "maximum_age": re.compile(r"[\d.,]+\D{0,15}"),
    "status": re.compile(r"[^\W\d][\w -]{1,24}|[01]"),
    "opens_at": re.compile(r"\d{1,2}\D?.{0,12}"),
    "closes_at": re.compile(r"\d{1,2}\D?.{0,12}"),
    "last_modified": re.compile(r"\d{1,4}[-/]\d.*"),
    "assured_date": re.compile(r"\d{1,4}[-/]\d.*"),
    "address_type": re.compile(r"[a-z]{4,10}"),
    "location_type": re.compile(r"[a-z]{4,10}"),
    "link_entity": re.compile(r"[a-z_]+"),
    "country": re.compile(r"[^\d@]{2,60}"),
}
_ID: Final = re.compile(r"[^\s,]{1,80}")
# What stands in a column for words only when the columns are shifted.
_NO_WORDS: Final = re.compile(r"https?://\S+|[^@\s]+@[\w-]+\.[\w.-]+")
_WORDS: Final = frozenset({"name", "alternate_name", "description", "city", "address_1"})


@dataclass(slots=True)
class CsvRow:
    """A row of a file. `cells` is None when they cannot be put under the columns."""

    number: int
    cells: dict[str, str] | None
    repairs: list[Mended] = field(default_factory=list)


class Broken(Exception):
    """The file cannot be read from this row on."""

    def __init__(self, row: int) -> None:
        super().__init__("a quotation mark is not closed, a line or the header has no end, or it is no CSV")
        self.row = row


def rows(file: IO[bytes]) -> Iterator[CsvRow]:
    """Yield the rows below the header; a blank line is no row. Raises: Broken."""
    encoding = decoding.encoding_of_stream(file)
    file.seek(0)
    source = _Lines(file, encoding)
    first = next(source, "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        first = next(source, "")
    delimiter = max(_DELIMITERS, key=first.count)
    source.put_back(first)
    reader = csv.reader(source, delimiter=delimiter)
    number = 0
    try:
        header = [column(name) for name in next(reader, [])]
        if len(header) > MOST_COLUMNS:
            raise Broken(1)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                source.odd = False
                continue
            number += 1
            yield _row(number, cells, header, odd=source.taken_odd(cells))
    except (csv.Error, decoding.LineTooLong) as error:
        raise Broken(number + 1) from error


def header_of(file: IO[bytes]) -> list[str]:
    """Return the columns of a file."""
    row = next(iter(rows(file)), None)
    return list(row.cells or ()) if row else []


class _Lines:
    """The lines of a file as text; `odd` tells that one of them was not what the file is."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self.odd, self._back = False, [""]
        self._whole = decoding.is_other(encoding) and encoding != decoding.MIXED
        self._lines = self._mixed(file) if encoding == decoding.MIXED else decoding.lines(file, encoding)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._back[0]:
            line, self._back[0] = self._back[0], ""
            return line
        return next(self._lines).replace("\x00", "")

    def put_back(self, line: str) -> None:
        """Give a line once more."""
        self._back[0] = line

    def taken_odd(self, cells: list[str]) -> bool:
        """Return whether the row that was just read was not in UTF-8."""
        odd, self.odd = self.odd, False
        return odd or (self._whole and not all(cell.isascii() for cell in cells))

    def _mixed(self, file: IO[bytes]) -> Iterator[str]:
        for line in decoding.within_bounds(file):
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                self.odd = True
                yield line.decode("cp1252", "replace")


def _row(number: int, cells: list[str], header: list[str], *, odd: bool) -> CsvRow:
    repairs = [Mended(Repair.ENCODING, "")] if odd else []
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(header):
        cells, joined = _joined(cells, header)
        repairs += [Mended(Repair.COLUMNS_JOINED, joined)] if cells else []
    elif len(cells) < len(header):
        if _misfits(cells, header):
            return CsvRow(number, None, repairs)
        repairs.append(Mended(Repair.COLUMNS_SHORT, header[len(cells)]))
        cells = [*cells, *[""] * (len(header) - len(cells))]
    elif _misfits(cells, header) > 1 or _id_is_words(cells, header):
        return CsvRow(number, None, repairs)
    found = {name: cell for name, cell in zip(header, cells, strict=False) if name} if cells else None
    return CsvRow(number, found, repairs)


def _joined(cells: list[str], header: list[str]) -> tuple[list[str], str]:
    """Return the cells with a text that a comma had cut whole again, if there is only one way to do so."""
    over = len(cells) - len(header)
    ways = []
    for at in range(len(header)):
        piece = cells[at : at + over + 1]
        if any(not part.startswith(" ") for part in piece[1:]):
            continue  # a comma in a sentence is followed by a blank; a column is not
        whole = [*cells[:at], ",".join(piece), *cells[at + over + 1 :]]
        if header[at] not in _SHAPES and not _is_id(header[at]) and not _misfits(whole, header):
            ways.append((whole, header[at]))
    return ways[0] if len(ways) == 1 else ([], "")


def _misfits(cells: list[str], header: list[str]) -> int:
    """Return how many cells could not be what their columns are for."""
    return sum(
        not _fits(name, cell.strip()) for name, cell in zip(header, cells, strict=False) if cell.strip()
    )


def _fits(name: str, cell: str) -> bool:
    if _is_id(name):
        return bool(_ID.fullmatch(cell))
    shape = _SHAPES.get(name)
    if len(cell) > _LONGEST_SHAPED:
        return shape is None
    if shape is None:
        return not _UUID.fullmatch(cell) and not (name in _WORDS and _NO_WORDS.fullmatch(cell))
    return bool(shape.fullmatch(cell))


def _id_is_words(cells: list[str], header: list[str]) -> bool:
    return any(
        name == "id" and not _ID.fullmatch(cell.strip())
        for name, cell in zip(header, cells, strict=False)
        if cell.strip()
    )


def _is_id(name: str) -> bool:
    return name == "id" or (name.endswith("_id") and name not in ("tax_id",))
