"""What a feed marks as confidential is nowhere but under the seal (S5)."""

import json
from pathlib import Path

import pytest
from django.apps import apps

from directory import intake, outgoing, planning, sheltering
from directory.models.outward import OutwardService
from directory.models.service import Service
from directory.outgoing import Form
from staff.models.person import User
from tests.directory.feeds_read import read
from tests.directory.importing import Make

CANARY = "CANARY"
SECRET_NUMBERS = ("206-555-0111", "206 555 0188", "206 555 0199", "+12065550111")
pytestmark = pytest.mark.promise("S5")


def _told(text: str) -> list[str]:
    return [secret for secret in (CANARY, *SECRET_NUMBERS) if secret in text]


@pytest.mark.parametrize(
    ("name", "mapping"), [("airs.xml", ""), ("page.json", ""), ("plain.csv", "plain.yaml")]
)
def test_a_document_tells_nothing_of_what_is_sealed(name: str, mapping: str) -> None:
    found = read(name, mapping=mapping)
    assert any(one.sealed for one in found.services)
    assert _told(json.dumps([one.document for one in found.services])) == []
    assert _told(json.dumps([[line.field, line.words] for line in found.lines])) == []


def test_what_was_sealed_is_whole() -> None:
    refuge = read("airs.xml").named("Harbour Refuge")
    place = next(piece.content for piece in refuge.sealed if piece.part == "location")
    assert place["name"] == "CANARY-REFUGE"
    assert place["addresses"][0]["address_1"] == "CANARY-LANE 3"
    assert "latitude" in place


def test_the_id_of_something_confidential_is_not_made_from_what_it_says() -> None:
    one = read("page.json").named("Quiet House")
    assert {piece.part for piece in one.sealed} == {"location", "phone"}
    line = read("airs.xml").named("Harbour Refuge").document["organization"]["phones"][-1]
    other = read("airs.xml", feed="f").named("Harbour Legal Desk").document["organization"]["phones"][-1]
    assert line["id"] == other["id"]  # of one body, whatever service it is read with


def test_marks_that_keep_a_listing_off_a_website_are_honoured() -> None:
    found = read("airs.xml")
    staff_only = {
        one.document["name"] for one in found.services if one.document["waypost"].get("visibility") == "staff"
    }
    assert staff_only == {"Harbour Legal Desk", "Harbour Groups", "Hidden Line"}


def test_a_plan_on_disk_tells_nothing(planned: Make) -> None:
    plan = planned("airs.xml")
    assert _told(plan.path.read_bytes().decode("latin-1")) == []
    assert plan.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", ["drafts", "stock"])
def test_no_table_tells_anything(form: str, planned: Make, dalia: User) -> None:
    verb = intake.carry_out if form == "drafts" else intake.load_first_stock
    verb(person=dalia, digest=planned("airs.xml").digest)
    rows = [
        json.dumps(list(model._default_manager.values()), default=str)
        for room in ("directory", "staff")
        for model in apps.get_app_config(room).get_models()
    ]
    assert _told(" ".join(rows)) == []


def test_somebody_who_may_reads_it_whole(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned("airs.xml").digest)
    refuge = Service.objects.get(name="Harbour Refuge")
    parts = dict(sheltering.read_parts(person=dalia, service=refuge))
    assert "CANARY-LANE 3" in json.dumps(parts)


def test_an_export_tells_nothing_and_has_no_place_of_it(planned: Make, dalia: User, tmp_path: Path) -> None:
    intake.load_first_stock(person=dalia, digest=planned("airs.xml").digest)
    outgoing.export(folder=tmp_path / "out", forms=list(Form))
    written = "".join(path.read_text() for path in (tmp_path / "out").rglob("*.*"))
    assert "Harbour Refuge" in written
    assert _told(written) == []
    assert "Harbour Legal Desk" not in written  # for staff only
    assert OutwardService.objects.count() == 1


def test_another_secret_is_another_document(planned: Make, dalia: User, tmp_path: Path) -> None:
    intake.carry_out(person=dalia, digest=planned("airs.xml").digest)
    assert planned("airs.xml").actions == {"same": 4}
    moved = tmp_path / "moved.xml"
    text = (Path(__file__).parent / "feeds" / "airs.xml").read_text()
    moved.write_text(text.replace("CANARY-LANE 3", "CANARY-LANE 4"))
    plan = planning.make(planning.Source(moved), feed="feed")
    assert plan.actions == {"same": 3, "changed": 1}
