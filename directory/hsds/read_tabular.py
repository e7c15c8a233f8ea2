"""HSDS as a package of tables, versions 1.x to 3.x: a folder of CSV files or a zip of one (no Django)."""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

import msgspec

from directory.hsds import cells, joining, tables
from directory.hsds.incoming import Mended, Place, Reason, Refused, Repair
from directory.hsds.joining import REFUSED, REPAIRED, USED, Join
from directory.hsds.raw import Found, Raw, Reading
from directory.hsds.shapes import OURS

MOST_BYTES: Final = 8 * 2**30  # of a package when unpacked; more is no directory


def read(reading: Reading) -> Iterator[Found]:
    """Yield every service of the package with what belongs to it; each row of each table is counted."""
    with ExitStack() as stack:
        package = stack.enter_context(_opened(reading.path))
        found = sorted(_tables(package))
        reading.recognised = f"HSDS {tables.version_of(stem for _name, stem, _entity in found)}, tables"
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="waypost-import-"))
        join = Join(Path(folder) / "rows.sqlite3")
        stack.callback(join.close)
        run = _Run(reading, join)
        for name, stem, entity in found:
            run.load(package, name, stem, entity)
        run.settle()
        yield from run.services()
        run.end()


class _Package:
    """The files of a folder or of a zip, by name."""

    def __init__(self, folder: Path | None, archive: zipfile.ZipFile | None) -> None:
        self.folder, self.archive = folder, archive

    def names(self) -> list[str]:
        if self.archive:
            return [info.filename for info in self.archive.infolist() if info.file_size and not info.is_dir()]
        return [path.name for path in self.folder.iterdir() if path.is_file()] if self.folder else []

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        if self.archive:
            with self.archive.open(name) as file:
                yield file
        elif self.folder:
            with (self.folder / name).open("rb") as file:
                yield file


@contextmanager
def _opened(path: Path) -> Iterator[_Package]:
    if path.is_dir():
        yield _Package(path, None)
        return
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
            raise zipfile.BadZipFile("the package is larger than any directory is")
        yield _Package(None, archive)


def _tables(package: _Package) -> Iterator[tuple[str, str, str]]:
    for name in package.names():
        path = PurePosixPath(name)
        if path.suffix.lower() != ".csv" or path.name.startswith((".", "__")):
            continue
        yield name, path.stem, tables.entity_of(path.stem) or ""


class _Run:
    """One reading of a package: rows go into the join, come out as services, and each is counted once."""

    def __init__(self, reading: Reading, join: Join) -> None:
        self.reading, self.join, self.ledger = reading, join, reading.ledger
        self.folded: dict[tuple[str, str], list[tuple[int, Any]]] = {}
        reading.count = self.count

    def load(self, package: _Package, name: str, stem: str, entity: str) -> None:
        """Read a table. One that HSDS never had is refused row by row: nothing of it is lost in silence."""
        file_name = PurePosixPath(name).name
        with package.open(name) as file:
            try:
                if entity == "taxonomy" and tables.is_old_taxonomy(entity, cells.header_of(file)):
                    entity = "taxonomy_term"
                file.seek(0)
                for row in cells.rows(file):
                    self._row(row, Place(file_name, row.number), stem, entity)
            except cells.Broken as broken:
                self.ledger.refuse(Refused(Place(file_name, broken.row), "", Reason.BROKEN))

    def _row(self, row: cells.CsvRow, place: Place, stem: str, entity: str) -> None:
        if row.cells is None:
            self.ledger.refuse(Refused(place, "", Reason.COLUMNS))
            return
        if not entity:
            if stem.lower() in tables.ABOUT_THE_FILE:
                self.ledger.row([(place, one) for one in row.repairs])
            else:
                self.ledger.refuse(Refused(place, "", Reason.UNUSED))
            return
        given = {name: value for name, value in row.cells.items() if value.strip()}
        made, moved = tables.today(_with_profile(given), entity, stem)
        kept = [*row.repairs, *moved]
        if entity in tables.FOLDED_IN.values():
            self._fold(entity, made, place, kept)
            return
        number = self.join.add(entity, _trimmed(made), place)
        if kept:
            self.join.note(number, kept)

    def _fold(self, entity: str, row: dict[str, Any], place: Place, kept: list[Mended]) -> None:
        """Keep a row of an older version until its service comes by."""
        own = row.get("service_id", "").strip()
        number = self.join.add("note", row, place)
        kept.append(Mended(Repair.OLD_VERSION, entity))
        self.join.note(number, kept)
        self.folded.setdefault((entity, own), []).append((number, row))

    def settle(self) -> None:
        """Refuse the rows that stand there twice."""
        self.join.ready()
        for number, _entity in list(self.join.twice()):
            self.join.state[number] = REFUSED
            self.ledger.refuse(Refused(self.join.place(number), "id", Reason.TWICE))

    def services(self) -> Iterator[Found]:
        """Yield each service with everything below it."""
        for raw, rows in self.join.services():
            self._with_folded(raw, rows)
            raw.origins = rows
            yield raw

    def _with_folded(self, raw: Raw, rows: dict[str, int]) -> None:
        own = str(raw.record.get("id", "")).strip()
        for entity in dict.fromkeys(tables.FOLDED_IN.values()):
            found = self.folded.pop((entity, own), [])
            if not found:
                continue
            words = [_words(row, entity) for _number, row in found]
            target = {"eligibility": "eligibility_description"}.get(entity, entity)
            if entity in ("eligibility", "interpretation_services"):
                raw.record[target] = "\n".join(filter(None, [raw.record.get(target), *words]))
            else:
                raw.record[target] = [row for _number, row in found]
            rows.update({f"\x00{number}": number for number, _row in found})

    def count(self, raw: Raw, end: Refused | list[Mended]) -> None:
        """Count the rows that a record was made of."""
        rows = raw.origins
        if isinstance(end, Refused):
            number = rows[""]
            self.join.state[number] = REFUSED
            self.ledger.refuse(Refused(self.join.place(number), end.field, end.reason))
            return
        by_row: dict[int, list[Mended]] = {}
        for one in end:
            prefix = _longest(one.field, rows)
            told = by_row.setdefault(rows[prefix], [])
            same = Mended(one.what, one.field[len(prefix) :])
            if same not in told:  # one row may stand in several places of a record
                told.append(same)
        for number in dict.fromkeys(rows.values()):
            self._used(number, by_row.get(number, []))

    def _used(self, number: int, repairs: list[Mended]) -> None:
        """Count a row at its first use; one that many services share is repaired in each, and told once."""
        state, repairs = self.join.state, [*self.join.notes.pop(number, ()), *repairs]
        if state[number] == joining.UNSEEN:
            state[number] = REPAIRED if repairs else USED
            self.ledger.row([(self.join.place(number), one) for one in repairs])
        elif state[number] == USED and repairs:
            state[number] = REPAIRED
            self.ledger.taken -= 1
            self.ledger.repaired += 1
            for one in repairs:
                self.ledger.mended(self.join.place(number), one)

    def end(self) -> None:
        """Refuse the rows that no service was made of, each with its reason."""
        for _number, entity, place, row in self.join.left():
            field, reason = self._why_left(entity, row)
            self.ledger.refuse(Refused(place, field, reason))

    def _why_left(self, entity: str, row: dict[str, Any]) -> tuple[str, Reason]:
        if entity == "organization":
            return "", Reason.NO_SERVICE
        links = [name for name in sorted(joining.LINKS.get(entity, ())) if row.get(name)]
        if entity == "note" or links:
            return (links or ["service_id"])[0], Reason.ORPHAN
        return "", Reason.UNUSED


def _trimmed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its identifiers without blanks: they are compared."""
    return {
        name: value.strip() if name == "id" or name.endswith("_id") else value for name, value in row.items()
    }


def _with_profile(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of our own package with our profile as the object that it is."""
    if OURS not in row:
        return row
    try:
        return {**row, OURS: msgspec.json.decode(row[OURS], type=dict[str, Any])}
    except msgspec.DecodeError:
        return row


def _words(row: dict[str, Any], entity: str) -> str:
    return str(row.get(entity) or row.get("description") or "")


def _longest(field: str, rows: dict[str, int]) -> str:
    """Return the longest path in `rows` that the field begins with."""
    path = field
    while path:
        if path in rows:
            return path
        cut = path.rstrip(".")
        path = cut[: cut.rfind(".") + 1]
    return ""
