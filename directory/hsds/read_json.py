"""HSDS 3 as JSON: a page, a list, a full record, lines of records, a folder of such; read as it streams."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import ijson
import msgspec

from directory.hsds import decoding
from directory.hsds.incoming import Mended, Place, Reason, Refused, Repair
from directory.hsds.raw import Found, Raw, Reading

LISTS: Final = frozenset(
    {"contents", "services", "organizations", "service_at_locations", "items", "data", "results"}
)
_OF_A_RECORD: Final = frozenset({"id", "name"})
_LINES: Final = (".ndjson", ".jsonl")
_OWN_FILES: Final = frozenset({"datapackage.json", "package.json"})
_DEEPEST: Final = 200  # values in one another; a record has some ten
_NOT_ASCII: Final = 127


def read(reading: Reading) -> Iterator[Found]:
    """Yield every service of a file or a folder; whatever is no service is refused by name."""
    reading.recognised = reading.recognised or "HSDS 3, JSON"
    for path in files(reading.path):
        yield from _file(path)


def files(path: Path) -> list[Path]:
    """Return the files of a folder in the order of their names; a file is itself."""
    if path.is_file():
        return [path]
    found = [one for one in sorted(path.iterdir()) if one.suffix.lower() in (".json", *_LINES)]
    return [one for one in found if one.name not in _OWN_FILES]


def _file(path: Path) -> Iterator[Found]:
    encoding = decoding.encoding_of(path)
    row = 0
    with path.open("rb") as file:
        for row, record in enumerate(_values(file, encoding, path), 1):
            place = Place(path.name, row)
            if isinstance(record, Reason):
                yield Refused(place, "", record)
                continue
            for raw in services_of(record, place):
                if isinstance(raw, Raw) and decoding.is_other(encoding) and not _is_plain(raw.record):
                    raw.repairs.append(Mended(Repair.ENCODING, ""))
                yield raw
    if not row:
        yield Refused(Place(path.name, 0), "", Reason.NO_SERVICE)


def services_of(record: Any, place: Place) -> Iterator[Found]:
    """Yield the services in a record: itself, or those of a body, or the one of a place."""
    if not isinstance(record, dict):
        yield Refused(place, "", Reason.NOT_AN_OBJECT)
    elif isinstance(record.get("service"), dict) and "location" in record:
        inner = {name: value for name, value in record.items() if name != "service"}
        yield Raw(place, {**record["service"], "service_at_locations": [inner]})
    elif _is_body(record):
        body = {name: value for name, value in record.items() if name != "services"}
        services = [one for one in record.get("services") or [] if isinstance(one, dict)]
        if not services:
            yield Refused(place, "services", Reason.NO_SERVICE)
        for service in services:
            yield Raw(place, {**service, "organization": service.get("organization") or body})
    elif _is_something_else(record):
        yield Refused(place, "", Reason.UNUSED)
    else:
        yield Raw(place, record)


def _is_body(record: dict[str, Any]) -> bool:
    said = {"organization_identifiers", "legal_status", "tax_id", "year_incorporated", "programs", "website"}
    return isinstance(record.get("services"), list) or (bool(said & set(record)) and "status" not in record)


def _is_something_else(record: dict[str, Any]) -> bool:
    """Return whether a record is a place, a term or a list of terms: those come with their services."""
    if "status" in record or "organization" in record or "phones" in record and "location_type" not in record:
        return False
    return bool({"location_type", "taxonomy_detail", "term_uri", "parent_id", "version"} & set(record))


def _values(file: IO[bytes], encoding: str, path: Path) -> Iterator[Any]:
    """Yield the records of a file one by one; a Reason where a record, or the rest, cannot be read."""
    if path.suffix.lower() in _LINES:
        yield from _lines(file, encoding)
        return
    prefix = _where(decoding.as_utf8(file, encoding))
    file.seek(0)
    readable = _Watched(decoding.as_utf8(file, encoding), path, encoding)
    try:
        yield from ijson.items(readable, prefix, use_float=True, multiple_values=True)
    except (ijson.JSONError, ValueError):
        yield Reason.BROKEN


class _Watched:
    """A file that is read no further once it is nested too deep: where each value is takes longer to say, the
    deeper it lies, and a file of nothing but brackets would take days.

    Brackets are counted as they go by, those in texts too; only when there are many is it looked at closely.
    """

    def __init__(self, file: IO[bytes], path: Path, encoding: str) -> None:
        self._file, self._path, self._encoding = file, path, encoding
        self._open, self._is_watched = 0, True

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if self._is_watched:
            self._open += sum(piece.count(sign) for sign in (b"[", b"{"))
            self._open -= sum(piece.count(sign) for sign in (b"]", b"}"))
            if self._open > _DEEPEST:
                self._look_closely()
        return piece

    def _look_closely(self) -> None:
        self._is_watched = False
        with self._path.open("rb") as again:
            if _is_too_deep(decoding.as_utf8(again, self._encoding)):
                raise ValueError("nested deeper than any record of a directory")


def _is_too_deep(file: IO[bytes]) -> bool:
    depth = 0
    for event, _value in ijson.basic_parse(file, use_float=True, multiple_values=True):
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > _DEEPEST:
            return True
    return False


def _where(file: IO[bytes]) -> str:
    """Return where the records of a file are: `item` of a list, below a key, or the whole of it."""
    depth = 0
    try:
        for event, value in ijson.basic_parse(file, use_float=True, multiple_values=True):
            if event == "start_array" and depth == 0:
                return "item"
            if event == "map_key" and depth == 1 and value in _OF_A_RECORD:
                return ""
            if event == "map_key" and depth == 1 and value in LISTS:
                return f"{value}.item"
            depth += event in ("start_map", "start_array")
            depth -= event in ("end_map", "end_array")
    except (ijson.JSONError, ValueError):
        return ""
    return ""


def _lines(file: IO[bytes], encoding: str) -> Iterator[Any]:
    """Yield a record for each line; a line that cannot be read costs only itself."""
    try:
        for line in decoding.lines(file, encoding):
            if line.strip():
                yield _record(line)
    except decoding.LineTooLong:
        yield Reason.BROKEN


def _record(line: str) -> Any:
    try:
        return msgspec.json.decode(line.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return Reason.BROKEN


def _is_plain(record: Any) -> bool:
    return msgspec.json.encode(record).isascii()
