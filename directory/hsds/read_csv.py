"""A plain CSV file, one service a row, with a mapping that says what each column is (no Django).

The mapping is a YAML file: `columns` gives for each column of the file a field of ours, `defaults` what holds
for every row, `separators` what parts a cell of several. docs/import.md has an example.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from directory.hsds import cells
from directory.hsds.incoming import Mended, Place, Reason, Refused, Repair
from directory.hsds.raw import Found, Raw, Reader, Reading
from directory.hsds.shapes import CONFIDENTIAL, ENTITIES, OURS, Document
from directory.hsds.tables import column
from directory.hsds.values import country

_PARTS: Final[dict[str, tuple[str, str]]] = {
    "phone": ("phones", "number"), "language": ("languages", "name"), "hours": ("schedules", "description"),
    "area": ("service_areas", "name"), "document": ("required_documents", "document"),
    "term": ("attributes", "taxonomy_term"), "url": ("additional_urls", "url"),
}  # fmt: skip
_MANY: Final = {"languages", "attributes", "service_areas", "required_documents"}


class BadMapping(Exception):
    """The mapping cannot be used; the message names the column of the mapping, never a value of the file."""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mapping file says."""

    columns: dict[str, str]
    defaults: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it
    separators: dict[str, str] = {}  # noqa: RUF012 - the same
    taxonomy: str = ""
    confidential: str = ""  # a column: what it says yes to has a place that nobody may be told
    staff_only: str = ""  # a column: what it says yes to is for staff only


_MOST_DIGITS: Final = 18
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "si", "sí", "oui", "ja"})


def mapping(path: Path) -> Mapping:
    """Read a mapping. Raises: BadMapping."""
    try:
        found = msgspec.yaml.decode(path.read_bytes(), type=Mapping)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise BadMapping("the mapping is no YAML file of columns, defaults and separators") from error
    for written, target in found.columns.items():
        if not _known(target):
            raise BadMapping(f"the mapping sends the column {column(written)} to a field that there is not")
    return found


def reader(path: Path) -> Reader:
    """Return what reads a CSV file by this mapping. Raises: BadMapping."""
    told = mapping(path)

    def read(reading: Reading) -> Iterator[Found]:
        """Yield a service for each row."""
        reading.recognised = "CSV with a mapping"
        yield from _rows(reading, told)

    return read


def _known(target: str) -> bool:
    head, _, rest = target.partition(".")
    if target in ("aside", "id") or target in ENTITIES["service"].fields:
        return True
    if head in ("organization", "address", "location"):
        return rest in ENTITIES[head].fields
    if head == OURS:
        return rest in ENTITIES["service"].profile
    return head.rstrip("0123456789") in _PARTS and rest in (
        "",
        "type",
        "description",
        "code",
        "note",
        "label",
        "extension",
    )


def _rows(reading: Reading, told: Mapping) -> Iterator[Found]:
    name = reading.path.name
    targets = {column(written): target for written, target in told.columns.items()}
    with reading.path.open("rb") as file:
        try:
            for row in cells.rows(file):
                place = Place(name, row.number)
                if row.cells is None:
                    yield Refused(place, "", Reason.COLUMNS)
                else:
                    yield _record(row, targets, told, place)
        except cells.Broken as broken:
            yield Refused(Place(name, broken.row), "", Reason.BROKEN)


def _record(row: cells.CsvRow, targets: dict[str, str], told: Mapping, place: Place) -> Raw:
    record: Document = {OURS: {}, "status": "active"}
    repairs, extra = list(row.repairs), {}
    for name, default in told.defaults.items():
        _put(record, name, default, told)
    for written, cell in (row.cells or {}).items():
        value, target = cell.strip(), targets.get(written)
        if not value or written in (column(told.confidential), column(told.staff_only)):
            continue
        if target is None or target == "aside":
            extra[written] = value
            repairs += [Mended(Repair.FIELD_KEPT_ASIDE, written)] if target is None else []
        else:
            _put(record, target, value, told)
    if extra:
        record[OURS]["extra"] = extra
    _marks(record, row.cells or {}, told, repairs)
    return Raw(place, _finished(record), repairs=repairs)


def _put(record: Document, target: str, value: Any, told: Mapping) -> None:
    """Put a value where its column belongs."""
    head, _, rest = target.partition(".")
    if not rest and head.rstrip("0123456789") not in _PARTS:
        record[head] = value
    elif head == OURS:
        record[OURS][rest] = _typed(value, ENTITIES["service"].profile[rest].kind)
    elif head in ("organization", "address", "location"):
        record.setdefault(f"{head}:", {})[rest] = value
    else:
        _part(record, head, rest, str(value), told)


def _typed(value: Any, kind: str) -> Any:
    """Return a cell of our own profile as what its field is; one that cannot be so stays words."""
    if not isinstance(value, str):
        return value
    if kind == "flag" and value.lower() in (*_YES, "no", "n", "false", "0", "non"):
        return value.lower() in _YES
    if kind == "list":
        return [part.strip() for part in value.split(";") if part.strip()]
    is_number = value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS
    return int(value) if kind == "integer" and is_number else value


def _part(record: Document, head: str, rest: str, value: str, told: Mapping) -> None:
    """Put a value into the part of its number: phone2.type belongs to phone2."""
    number = head[len(head.rstrip("0123456789")) :]
    key, field = _PARTS[head.removesuffix(number)]
    separator = told.separators.get(head, ";" if key in _MANY else "")
    pieces = value.split(separator) if separator and not rest else [value]
    for index, piece in enumerate(one.strip() for one in pieces if one.strip()):
        slot = f"{number}:{index}"
        made = record.setdefault(f"{key}:", {}).setdefault(slot, {})
        made[rest or field] = _term(piece, told) if field == "taxonomy_term" else piece


def _term(name: str, told: Mapping) -> Document:
    found = {"id": f"{told.taxonomy}:{name.casefold()}", "name": name, "description": name}
    return {**found, "taxonomy": told.taxonomy} if told.taxonomy else found


def _marks(record: Document, row: dict[str, str], told: Mapping, repairs: list[Mended]) -> None:
    """Honour the columns that say that a place must not be told, or that a listing is for staff."""
    if row.get(column(told.confidential), "").strip().lower() in _YES:
        record.setdefault("location:", {})[OURS] = {CONFIDENTIAL: True}
    if row.get(column(told.staff_only), "").strip().lower() in _YES:
        record[OURS]["visibility"] = "staff"
        repairs.append(Mended(Repair.HELD_BACK, column(told.staff_only)))


def _finished(record: Document) -> Document:
    """Return the record with its parts as lists, its body, and its place."""
    found = {name: value for name, value in record.items() if not name.endswith(":")}
    own = str(found.get("id", ""))
    for key, _field in _PARTS.values():
        if parts := record.get(f"{key}:"):
            found[key] = [part for _slot, part in sorted(parts.items())]
    if body := record.get("organization:"):
        found["organization"] = {"id": f"{body.get('id') or body.get('name')}", **body}
    place, where = record.get("location:", {}), record.get("address:", {})
    if set(where) == {"country"} and not set(place) - {OURS}:
        found[OURS].setdefault("country", country(where.pop("country"))[0] or "")  # a country is no place
    if where or set(place) - {OURS}:
        location = {"id": f"{own}:place", "location_type": "physical", **place}
        if where:
            location["addresses"] = [{"id": f"{own}:address", "address_type": "physical", **where}]
        found["service_at_locations"] = [{"id": f"{own}:at", "location": location}]
    return found
