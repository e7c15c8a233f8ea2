"""Texts that went through too many hands."""

import io

import pytest

from directory.hsds import cells, decoding, texts
from directory.hsds.incoming import Repair


@pytest.mark.parametrize(
    ("written", "read", "repair"),
    [
        ("&amp;lt;p&amp;gt;Help&amp;lt;/p&amp;gt;", "Help", Repair.HTML_TAGS),
        ("one\\ntwo", "one\ntwo", Repair.LITERAL_NEWLINE),
        ("CafÃ© de la paix", "Café de la paix", Repair.ENCODED_TWICE),
        ("a bell\x07", "a bell", Repair.CONTROL_SIGNS),
        ("<script>alert(1)</script>Help", "Help", Repair.HTML_TAGS),
        ("Tom &amp; Ann", "Tom & Ann", Repair.HTML_ESCAPED),
    ],
)
def test_a_text_is_made_readable_and_it_is_told(written: str, read: str, repair: Repair) -> None:
    found, repairs = texts.clean(written, lines=True)
    assert found == read
    assert repair in repairs


@pytest.mark.parametrize(
    "text", ["Ages <5 and >12", "AT&T", "a < b", "Ã la carte", "50 % & more", "C:\\temp"]
)
def test_a_text_that_is_right_stays_as_it_is(text: str) -> None:
    assert texts.clean(text, lines=True) == (text, [])


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [("Grüße".encode(), "utf-8"), (b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "utf-8-sig"),
     ("Grüße".encode("utf-16"), "utf-16"),
     ("Straße und Grüße, für alle".encode("cp1252"), "cp1252")],
)  # fmt: skip
def test_an_encoding_is_found_out(raw: bytes, encoding: str) -> None:
    assert decoding.encoding_of_stream(io.BytesIO(raw)) == encoding


def test_rows_in_another_encoding_among_rows_in_utf8_are_read_and_told() -> None:
    good = "id,name\n" + "".join(f"{number},Grüße aus der Stadt\n" for number in range(40))
    rows = list(cells.rows(io.BytesIO(good.encode() + "99,Straße\n".encode("cp1252"))))
    assert rows[-1].cells == {"id": "99", "name": "Straße"}
    assert [one.what for one in rows[-1].repairs] == [Repair.ENCODING]
    assert not any(row.repairs for row in rows[:-1])


HEAD = "id,name,description,url,email,status\n"


def test_a_comma_in_a_sentence_is_put_back_when_there_is_one_way() -> None:
    row = next(
        cells.rows(io.BytesIO(f"{HEAD}1,House,Tea, and talk,https://a.example,a@a.example,active\n".encode()))
    )
    assert row.cells is not None
    assert row.cells["description"] == "Tea, and talk"
    assert [one.what for one in row.repairs] == [Repair.COLUMNS_JOINED]


@pytest.mark.parametrize(
    "line",
    [
        "1,House,https://a.example,a@a.example,active,",  # a column is missing in the middle
        "1,House,Tea,talk,https://a.example,a@a.example,active",  # it could be either of two columns
        "some words instead of an id,House,Tea,https://a.example,a@a.example,active",
    ],
)
def test_shifted_columns_are_refused_where_nothing_is_certain(line: str) -> None:
    row = next(cells.rows(io.BytesIO(f"{HEAD}{line}\n".encode())))
    assert row.cells is None


def test_a_quotation_mark_that_is_never_closed_breaks_the_file_and_not_the_machine() -> None:
    raw = HEAD + '1,"House' + "x" * (cells.LONGEST_CELL + 10)
    with pytest.raises(cells.Broken):
        list(cells.rows(io.BytesIO(raw.encode())))
