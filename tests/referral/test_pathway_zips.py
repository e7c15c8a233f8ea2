"""A zip that somebody brings to the desk is read as far as a pathway can be, and not believed."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import desk_pathways, editions
from referral.models.pathway import PathwayDraft
from staff.models.person import User
from tests.referral.drafting import P01
from tests.referral.small_book import book_of
from tests.referral.test_editing_desk import bring_in, zipped

pytestmark = pytest.mark.django_db
NO_ZIP = "This is not a zip with the files of a pathway"


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


@pytest.fixture
def editor(jun: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(jun, proved=True)


def refused(editor: Client, packed: bytes) -> bool:
    page = bring_in(editor, packed).content.decode()
    assert not PathwayDraft.objects.exists()
    return NO_ZIP in page


def packed_as(method: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(P01, "{}")
    return packed.getvalue()


def lying(size: int) -> bytes:
    """Return a zip of a large file that says of itself, twice, that it is a small one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(P01, b" " * size)
    return packed.getvalue().replace(struct.pack("<L", size), struct.pack("<L", 10))


def with_a_password() -> bytes:
    made = bytearray(zipped({P01: "{}"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(mark) + place] |= 1
    return bytes(made)


def broken() -> bytes:
    made = bytearray(zipped({P01: "{}" * 400}))
    start = made.index(P01.encode()) + len(P01)
    made[start : start + 4] = b"\xff\xff\xff\xff"
    return bytes(made)


BAD = {
    "bzip2": packed_as(zipfile.ZIP_BZIP2),
    "lzma": packed_as(zipfile.ZIP_LZMA),
    "a password": with_a_password(),
    "broken": broken(),
    "cut off": zipped({P01: "{}" * 400})[:-30],
    "not text": zipped({P01: "{}"}).replace(b"{}", b"\xff\xfe"),
    "a lie about its size": lying(50_000),
}


@pytest.mark.parametrize("packed", BAD.values(), ids=BAD.keys())
def test_a_zip_that_cannot_be_read_is_refused_calmly(editor: Client, packed: bytes) -> None:
    assert refused(editor, packed)


def test_too_many_files_are_refused(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_pathways, "MOST_FILES", 3)
    assert refused(editor, zipped({f"pathways/p01/{number}.json": "{}" for number in range(4)}))
    assert not refused(editor, zipped({P01: "{}"}))


def test_bytes_are_counted_as_they_come_and_not_as_they_are_said_to_be(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_pathways, "LARGEST_UNPACKED", 1000)
    asked: list[int] = []
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda file, n=-1: asked.append(n) or read(file, n))
    assert refused(editor, zipped({"pathways/p01/a.json": " " * 600, "pathways/p01/b.json": " " * 600}))
    assert asked == [1001, 401]


@pytest.mark.parametrize(
    "text", ["[" * 5000 + "]" * 5000, "9" * 5000, '{"id": NaN}', '{"id": "\\ud800"}'],
    ids=["brackets in brackets", "a long number", "no number", "half a character"],
)  # fmt: skip
def test_what_no_reader_of_json_takes_is_named(editor: Client, text: str) -> None:
    page = bring_in(editor, zipped({P01: text})).content.decode()
    assert "Not saved" in page
    assert not PathwayDraft.objects.exists()
