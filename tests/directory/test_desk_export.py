"""Listings taken out at the desk: a table for colleagues, HSDS for other systems, each on record."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from directory import listing_table
from directory.models.edition import EditionState
from directory.models.service import Service
from staff.models.record import AuditEntry
from tests.directory import made_listing

pytestmark = pytest.mark.django_db
TABLE, HSDS = "/desk/listings/export/table/", "/desk/listings/export/hsds/"


def read(answer: HttpResponse) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("who", ["dalia", "emeka", "chidi"])
def test_every_listing_is_a_row_and_the_taking_is_on_record(
    request: pytest.FixtureRequest, signed_in: Callable[..., Client], who: str
) -> None:
    person = request.getfixturevalue(who)
    rows = read(signed_in(person).post(TABLE))
    assert len(rows) == Service.objects.count() + 1
    assert {len(row) for row in rows} == {len(listing_table.HEADINGS)}
    assert AuditEntry.objects.filter(act="export.done", actor_id=person.pk).count() == 1


def test_a_country_and_a_state_narrow_the_table(dalia, signed_in):
    made_listing.published()
    rows = read(signed_in(dalia).post(TABLE, {"country": "GB", "state": "published"}))
    assert [row[0] for row in rows[1:]] == ["gb-harbour-line"]


@pytest.mark.parametrize(
    ("cell", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("+44 20 7946 0100", "+44 20 7946 0100"),
        ("A line", "A line"),
    ],
)
def test_no_cell_is_a_formula(cell, harmless):
    assert listing_table.harmless(cell) == harmless


@pytest.mark.promise("S5")
@pytest.mark.parametrize("form", ["json", "ndjson", "tabular"])
def test_nothing_sealed_and_no_draft_is_in_what_is_taken_out(dalia, signed_in, form):
    row, editor = made_listing.published(), signed_in(dalia)
    sealed = {"act": "add", "part": "location", "address_1": "17 Canary Row", "name": "Canary house"}
    editor.post(f"/desk/listings/{row.pk}/sealed/", sealed)
    assert row.editions.filter(state=EditionState.DRAFT).exists()
    packed = b"".join(editor.post(HSDS, {"form": form}).streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Harbour line" in text
    assert b"Canary" not in text
    assert "Canary" not in str(read(editor.post(TABLE)))


@pytest.mark.parametrize("who", ["amina", "farah", "greta", "hana"])
@pytest.mark.parametrize("address", [TABLE, HSDS])
def test_whoever_does_not_export_takes_nothing(request, signed_in, who, address):
    assert signed_in(request.getfixturevalue(who)).post(address, {"form": "json"}).status_code == 403
    assert not AuditEntry.objects.filter(act="export.done").exists()


def test_a_form_that_there_is_not_leads_back(dalia, signed_in):
    assert signed_in(dalia).post(HSDS, {"form": "exe"}).headers["Location"] == "/desk/listings/export/"
