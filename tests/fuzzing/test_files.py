"""Every reader of a file or of another server's answer: rows are taken, or refused by name."""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from directory import pulling_pages, pulling_wire, seed_file
from directory.hsds.read import NotRecognised
from directory.hsds.read_csv import BadMapping, mapping
from directory.hsds.shapes import ENTITIES
from directory.pulling_wire import Answer, Failed
from referral import editing_documents
from referral.pathway import read as reading
from referral.pathway.lines import SeedError
from tests.directory import feeds_read
from tests.fuzzing.effort import JSON, TEXT, effort

COLUMNS = st.sampled_from([
    "id", "name", "service_id", "organization_id", "description", "url", "email", "status", "number",
    "extension",
    "minimum_age", "latitude", "opens_at", "byday", "valid_from", "language", "amount", "type", "", "ID ",
    "name",
])  # fmt: skip
TABLES = st.sampled_from(
    ["services", "phones", "organizations", "schedules", "locations", "languages", "what"]
)
FIELDS = st.one_of(
    TEXT, st.sampled_from([*ENTITIES["service"].fields, *ENTITIES["service"].children, "services"])
)
RECORD = st.dictionaries(FIELDS, JSON, max_size=8)


def taken(name: str, raw: bytes, **said: str) -> None:
    """Read a file of these bytes: no row is lost, and nothing but a refusal by name is raised."""
    with tempfile.TemporaryDirectory(prefix="waypost-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        try:
            found = feeds_read.read(path, country="GB", **said)
        except (NotRecognised, zipfile.BadZipFile):
            return
        ledger = found.ledger
        assert ledger.read == ledger.taken + ledger.repaired + ledger.refused
        for service in found.services:
            text = json.dumps(service.document, allow_nan=False)
            assert "\\u0000" not in text
            assert "\\u202e" not in text


@effort(40)
@given(st.one_of(RECORD, st.lists(RECORD, max_size=4), JSON), st.sampled_from(["x.json", "x.ndjson"]))
def test_json_of_any_kind(value: object, name: str) -> None:
    taken(name, json.dumps(value).encode("utf-8", "surrogatepass"))


@effort(40)
@given(st.binary(max_size=300), st.sampled_from([b"", b"[", b"{", b"<", b'{"services": [', b"\xff\xfe",
b"PK\x03\x04"]),
       st.sampled_from(["x.json", "x.ndjson", "x.xml", "x.zip", "x.csv"]))  # fmt: skip
def test_bytes_of_any_kind(raw: bytes, beginning: bytes, name: str) -> None:
    taken(name, beginning + raw)


@effort(40)
@given(st.dictionaries(TABLES, st.tuples(st.lists(COLUMNS, max_size=8), st.lists(st.lists(TEXT, max_size=9),
max_size=4)),
                       max_size=3))  # fmt: skip
def test_a_package_of_any_tables(tables: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory(prefix="waypost-fuzz-") as folder:
        path = Path(folder) / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, (header, rows) in tables.items():
                lines = [",".join(header), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
                archive.writestr(f"{name}.csv", "\n".join(lines).encode("utf-8", "replace"))
        taken("x.zip", path.read_bytes())


TAGS = st.sampled_from([
    "Key", "Name", "Description", "Phone", "PhoneNumber", "Email", "Address", "URL", "Site", "SiteService",
    "Taxonomy",
    "Code", "TimeOpen", "Confidential", "PhysicalAddress", "Country", "GeographicAreaServed", "Languages",
    "a",
])  # fmt: skip
ELEMENT = st.recursive(
    st.tuples(TAGS, TEXT),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)),
    max_leaves=10,
)


def _xml(node: tuple[str, Any]) -> str:
    tag, inside = node
    body = inside if isinstance(inside, str) else "".join(_xml(one) for one in inside)
    shown = "".join(sign for sign in body if sign.isprintable()) if isinstance(inside, str) else body
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;") if isinstance(inside, str) else shown
    return f"<{tag}>{escaped}</{tag}>"


@effort(60)
@given(st.lists(ELEMENT, max_size=6))
def test_agencies_of_any_kind(parts: list[Any]) -> None:
    body = "".join(_xml(one) for one in parts)
    service = f"<AgencyService><Key>2</Key><Name>B</Name>{body}</AgencyService>"
    raw = f"<Source><Agency><Key>1</Key><Name>A</Name>{body}{service}</Agency></Source>"
    taken("x.xml", raw.encode("utf-8", "replace"))


@effort(40)
@given(st.dictionaries(COLUMNS, st.one_of(TEXT, st.sampled_from(["name", "phone1", "hours1", "minimum_age",
"email"])),
                       max_size=5))  # fmt: skip
def test_a_mapping_of_any_kind(columns: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="waypost-fuzz-") as folder:
        path = Path(folder) / "map.yaml"
        path.write_bytes(json.dumps({"columns": columns}).encode())  # which is YAML too
        try:
            mapping(path)
        except BadMapping:
            return


# --- what another directory answers ---


@effort(60)
@given(st.one_of(JSON, st.dictionaries(st.sampled_from(["contents", "services", "total_items",
"total_pages", "last_page"]),
                                       JSON, max_size=4)), st.integers(1, 3))  # fmt: skip
def test_a_page_of_another_directory_is_rows_or_a_failure(value: object, number: int) -> None:
    try:
        raw = json.dumps(value).encode("utf-8", "surrogatepass")
        page = pulling_pages.paged(Answer(200, raw), number)
    except Failed:
        return
    assert all(isinstance(one, msgspec.Raw) for one in page.rows)


@effort(40)
@given(st.binary(max_size=200))
def test_bytes_of_another_directory_are_rows_or_a_failure(raw: bytes) -> None:
    try:
        pulling_pages.paged(Answer(200, raw), 1)
    except Failed:
        return


@effort(80)
@given(
    st.one_of(
        TEXT, TEXT.map(lambda text: f"https://{text}"), TEXT.map(lambda text: f"http://127.0.0.1{text}")
    )
)
def test_an_address_to_pull_from_is_safe_or_refused(url: str) -> None:
    try:
        found = pulling_wire.checked(url)
    except Failed:
        return
    assert found.isascii()
    assert found.startswith("https://") or found.startswith(
        ("http://127.", "http://localhost", "http://[::1]")
    )


@effort(40)
@given(
    st.integers(100, 599),
    st.dictionaries(st.sampled_from(["content-type", "etag", "date", "retry-after"]), TEXT),
)
def test_the_head_of_an_answer_is_read_or_refused(status: int, headers: dict[str, str]) -> None:
    try:
        answer = pulling_wire._answer(status, headers, b"{}")
    except Failed:
        return
    assert answer.mark.isprintable()
    assert 0 <= pulling_wire._wait(headers) <= pulling_wire.LONGEST_WAIT_S


# --- files of ours ---


@effort(40)
@given(
    st.one_of(st.binary(max_size=100), JSON.map(lambda value: json.dumps(value).encode("utf-8", "replace")))
)
def test_a_seed_is_whole_or_an_error_that_names_the_place(raw: bytes) -> None:
    for shape in (seed_file.ListingsFile, seed_file.EmergencyFile, seed_file.PlatformsFile):
        try:
            seed_file.read(raw, shape=shape, name="x.json")
        except seed_file.SeedError as error:
            told = str(error)
            if "x.json" not in told:
                raise


@effort(25)
@given(JSON)
def test_pathway_files_are_a_book_or_an_error_by_name(value: object) -> None:
    with tempfile.TemporaryDirectory(prefix="waypost-fuzz-") as folder:
        for place in ("pathways/p01/flow.json", "pathways/shared/flow.json", "pathways/cards/cards.json",
                      "pathways/p01/en.adult.json"):  # fmt: skip
            path = Path(folder) / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value), encoding="utf-8", errors="replace")
        try:
            reading.read(Path(folder) / "pathways")
        except SeedError:
            return


@effort(60)
@given(st.one_of(TEXT, st.from_regex(r"pathways/(p\d\d|cards|shared)/\w+\.\w+\.json")))
def test_the_name_of_a_pathway_file_is_known_or_nobodys(path: str) -> None:
    found = editing_documents.whose(path)
    assert found is None or len(found) == 3
