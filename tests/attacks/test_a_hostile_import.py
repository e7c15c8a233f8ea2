"""Somebody uploads a file that is made to hurt: to fill the machine, to get out of its folder, to run in a
spreadsheet, to be read for ever.
"""

import csv
import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import Client

from directory import import_jobs, listing_table
from directory.hsds import read_csv, read_tabular
from directory.hsds.read import NotRecognised
from directory.incoming_file import PrivateFolder
from staff.models.person import User
from tests.directory import feeds_read

pytestmark = pytest.mark.one_engine
PATIENCE_S = 30.0  # on a machine with much else to do; the attacks below would take hours
MEGABYTE = 1 << 20


@pytest.fixture
def in_time() -> Iterator[None]:
    """See that the test does not take for ever."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < PATIENCE_S


@pytest.fixture
def bounded(in_time: None) -> Iterator[Callable[[], int]]:
    """Return how many bytes were held at most since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def package(folder: Path, **tables: str | bytes) -> Path:
    """Return a zip of tables."""
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return path


# --- a zip that is larger than it looks ---


def test_a_zip_that_says_it_is_a_hundred_gigabytes_is_not_unpacked(tmp_path: Path, bounded) -> None:
    path = package(tmp_path, services="id,name\n1,A line\n", phones="id,number\n")
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    for where in (20, 24):  # both sizes in the last entry of the directory: as large as they can be said
        raw[at + where : at + where + 4] = b"\xfe\xff\xff\xff"
    directory = bytes(raw[at : raw.rfind(b"PK\x05\x06")])
    whole = raw[: raw.rfind(b"PK\x05\x06")] + directory * 30 + raw[raw.rfind(b"PK\x05\x06") :]
    end = whole.rfind(b"PK\x05\x06")
    size = int.from_bytes(whole[end + 12 : end + 16], "little") + len(directory) * 30
    whole[end + 8 : end + 12] = (32).to_bytes(2, "little") * 2
    whole[end + 12 : end + 16] = size.to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(zipfile.BadZipFile, match="larger than any directory"):
        feeds_read.read(path)
    assert bounded() < 20 * MEGABYTE


def test_a_zip_of_kilobytes_with_one_endless_line_is_given_up_and_not_held(tmp_path: Path, bounded) -> None:
    path = package(tmp_path, services=b"id,name,url\n1," + b"a" * (150 * MEGABYTE))
    assert path.stat().st_size < MEGABYTE
    tracemalloc.reset_peak()
    found = feeds_read.read(path)
    assert [code for _file, _row, _field, code in found.refused()] == ["broken"]
    assert bounded() < 100 * MEGABYTE


def test_a_file_in_a_zip_is_never_written_under_its_own_name(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "deep" / "down"
    inside.mkdir(parents=True)
    path = inside / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../services.csv", "id,name,status\n1,A line,active\n")
        archive.writestr("../escaped.csv", "id,name\n1,x\n")
        archive.writestr(f"{tmp_path}/absolute.csv", "id,name\n1,x\n")
    feeds_read.read(path, country="GB")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [path]


# --- a name that leads somewhere else ---


@pytest.mark.parametrize(
    "name", ["../../settings.json", "/etc/cron.d/x.json", "..\\..\\x.json", "x\x00.json"]
)
def test_the_name_of_an_upload_leads_nowhere(tmp_path: Path, name: str) -> None:
    handler = PrivateFolder(tmp_path / "job", most_bytes=MEGABYTE)
    (tmp_path / "job").mkdir()
    handler.new_file("file", name, "application/json", 5)
    handler.receive_data_chunk(b"[{}]", 0)
    assert isinstance(handler.file_complete(4), UploadedFile)
    assert [str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()] == [
        "job/file.json"
    ]


@pytest.mark.parametrize("job", ["../../../../etc/passwd", "..", ".", "a" * 31 + "/", "", "%2e%2e"])
def test_the_number_of_a_job_leads_nowhere(job: str, settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (import_jobs.home().parent / import_jobs.NOTE).write_text("{}")
    with pytest.raises(import_jobs.UnknownJob):
        import_jobs.known(job)


# --- two gigabytes ---


def test_an_upload_of_two_gigabytes_ends_at_the_limit(tmp_path: Path, bounded) -> None:
    handler = PrivateFolder(tmp_path, most_bytes=2 * MEGABYTE)
    handler.new_file("file", "x.json", "application/json", 2 << 30)
    piece, sent = b"[" * 65536, 0

    def send() -> None:
        for start in range(sent, 2 << 30, len(piece)):
            handler.receive_data_chunk(piece, start)

    with pytest.raises(StopUpload):
        send()
    assert handler.too_large
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 2 * MEGABYTE
    assert bounded() < 5 * MEGABYTE


@pytest.mark.django_db
def test_who_says_beforehand_that_two_gigabytes_come_is_not_read(
    dalia: User, signed_in: Callable[..., Client], settings, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    body = b'--x\r\nContent-Disposition: form-data; name="feed"\r\n\r\nharbour\r\n--x--\r\n'
    answer = signed_in(dalia).generic(
        "POST", "/desk/import/upload/", body, "multipart/form-data; boundary=x", CONTENT_LENGTH=str(2 << 30)
    )
    assert answer.status_code == 413
    assert list((tmp_path / "var").rglob("*.json")) == []


@pytest.mark.parametrize("beginning", ["[", "<Source>"])
def test_two_gigabytes_of_nothing_cost_nothing(tmp_path: Path, beginning: str, bounded) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(beginning.encode())
        file.seek((2 << 30) - 1)
        file.write(b"\x00")  # the file has a hole: it takes no disk
    assert os.stat(path).st_blocks * 512 < MEGABYTE
    try:
        found = feeds_read.read(path, country="GB")
    except NotRecognised:
        found = None
    assert found is None or not found.services
    assert bounded() < 100 * MEGABYTE


# --- tables ---


def test_a_million_columns_are_not_gone_through_in_pairs(tmp_path: Path, in_time: None) -> None:
    columns = ",".join(["c"] * 1_000_000)
    cells = ", ".join(["x"] * 1_000_001)
    found = feeds_read.read(package(tmp_path, services=f"{columns}\n{cells}\n"))
    assert found.refused() == [("services.csv", 1, "", "broken")]


def test_a_header_that_is_too_wide_is_refused_whole(tmp_path: Path) -> None:
    columns = ",".join(["id", "name", *(f"c{number}" for number in range(2_500))])
    found = feeds_read.read(package(tmp_path, services=f"{columns}\n1,A line\n"), country="GB")
    assert found.services == []
    assert found.refused() == [("services.csv", 1, "", "broken")]


@pytest.mark.parametrize(
    "cell", ["." * 900_000 + "@", "a@" * 400_000, "9" * 900_000, "Mo-" * 300_000, "(" * 900_000]
)
@pytest.mark.parametrize("column", ["url", "email", "number", "hours", "age"])
def test_a_cell_of_a_megabyte_runs_no_pattern_for_ever(
    tmp_path: Path, in_time: None, cell: str, column: str
) -> None:
    mapped = {"number": "phone1", "hours": "hours1", "age": "minimum_age"}.get(column, column)
    (tmp_path / "map.yaml").write_text(f"columns: {{id: id, name: name, it: {mapped}}}\n")
    (tmp_path / "x.csv").write_text(f'id,name,it\n1,A line,"{cell}"\n')
    found = feeds_read.read(tmp_path / "x.csv", mapping=str(tmp_path / "map.yaml"), country="GB")
    assert len(found.services) + len(found.refused()) == 1


def test_a_mapping_that_doubles_itself_is_no_mapping(tmp_path: Path, bounded) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    (tmp_path / "map.yaml").write_text("\n".join([*lines, "columns: *a39"]))
    with pytest.raises(read_csv.BadMapping):
        read_csv.mapping(tmp_path / "map.yaml")
    assert bounded() < 50 * MEGABYTE


# --- XML ---

XML = '<?xml version="1.0"?>{dtd}<Source><Agency><Key>1</Key><Name>{name}</Name>{service}</Agency></Source>'
SERVICE = "<AgencyService><Key>2</Key><Name>{name}</Name></AgencyService>"


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE s [<!ENTITY e "lol"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>',
        '<!DOCTYPE s SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE s [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
        "<!DOCTYPE s>",
    ],
)
def test_a_file_with_definitions_of_its_own_is_not_read(tmp_path: Path, dtd: str) -> None:
    path = tmp_path / "x.xml"
    name = "&e;" if "ENTITY e" in dtd else "A line"
    path.write_text(XML.format(dtd=dtd, name="Agency", service=SERVICE.format(name=name)))
    found = feeds_read.read(path, country="GB")
    assert found.services == []
    assert [code for *_place, code in found.refused()] == ["broken"]


@pytest.mark.parametrize("what", ["<a>" * 200_000, '<a b="' + "x" * 2_000_000])
def test_xml_without_an_end_is_given_up(tmp_path: Path, what: str, in_time: None) -> None:
    path = tmp_path / "x.xml"
    path.write_text(XML.format(dtd="", name="Agency", service=what))
    assert feeds_read.read(path).services == []


@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
def test_json_without_an_end_is_given_up(tmp_path: Path, suffix: str, in_time: None) -> None:
    path = tmp_path / f"x{suffix}"
    for what in ("[" * 300_000, '{"a":' * 300_000, '[{"id": "1", "name": ' + "[" * 300_000):
        path.write_text(what)
        assert feeds_read.read(path).services == []


# --- what runs when somebody opens it ---


@pytest.mark.parametrize("cell", [
    "=1+1", "+1+cmd|' /C calc'!A0", "+44+HYPERLINK(\"http://x\")", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1",
    "\uff1d1+1", "\uff0b1", "\uff20SUM(1)",
])  # fmt: skip
def test_what_came_in_as_a_formula_goes_out_as_a_text(cell: str) -> None:
    row = next(csv.reader(io.StringIO(_written([listing_table.harmless(cell)])), skipinitialspace=False))
    assert row[0].startswith("'")
    assert (
        listing_table.harmless("+44 20 7946-0100; +44 (0)20 7946 0101")
        == "+44 20 7946-0100; +44 (0)20 7946 0101"
    )


def _written(row: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(row)
    return out.getvalue()


def test_a_zip_is_counted_by_what_is_in_it_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    path = package(tmp_path, services="id,name\n1,A line\n")
    monkeypatch.setattr(read_tabular, "MOST_BYTES", 5)
    monkeypatch.setattr(read_tabular._Run, "load", SimpleNamespace)  # nothing may get as far
    with pytest.raises(zipfile.BadZipFile):
        feeds_read.read(path)
