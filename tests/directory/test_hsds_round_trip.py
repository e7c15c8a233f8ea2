"""Export, import into an empty directory, export again: the same bytes, whatever the form."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from directory import intake, numbering, outgoing, outward, planning
from directory.hsds.flat import columns
from directory.hsds.shapes import ENTITIES
from directory.models.organization import Organization
from directory.models.place import Location
from directory.models.service import Service
from directory.outgoing import Form
from tests.directory.importing import Make

FEW = 120  # of the seeds: enough for each of their peculiarities, few enough for a test


def _export(folder: Path) -> dict[str, str]:
    outgoing.export(folder=folder, forms=list(Form))
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*")) if path.is_file()
    }  # fmt: skip


def _empty() -> None:
    gone = list(Service.objects.values_list("pk", flat=True))
    Service.objects.all().delete()
    Location.objects.all().delete()
    Organization.objects.all().delete()
    outward.refresh(gone, version=numbering.locked())


def _load(path: Path) -> planning.Plan:
    plan = planning.make(planning.Source(path), feed="back")
    intake.load_first_stock(person=None, digest=plan.digest)
    return plan


@pytest.mark.parametrize("form", list(Form))
def test_the_seeds_come_back_byte_by_byte(form: Form, db: None, settings, tmp_path: Path) -> None:
    settings.BASE_DIR, settings.WAYPOST_SHOW_SOURCED = tmp_path, True
    kept = list(Service.objects.order_by("pk").values_list("pk", flat=True)[:FEW])
    gone = list(Service.objects.exclude(pk__in=kept).values_list("pk", flat=True))
    Service.objects.filter(pk__in=gone).delete()
    outward.refresh(gone, version=numbering.locked())
    before = _export(tmp_path / "first")
    _empty()
    plan = _load(tmp_path / "first" / form.value)
    assert (plan.repaired, plan.refused) == (0, 0)
    assert _export(tmp_path / "second") == before


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("feed", ["page.json", "third", "second", "first", "airs.xml"])
def test_what_came_in_dirty_comes_back_byte_by_byte(
    feed: str, form: Form, planned: Make, tmp_path: Path
) -> None:
    intake.load_first_stock(person=None, digest=planned(feed).digest)
    before = _export(tmp_path / "first")
    _empty()
    plan = _load(tmp_path / "first" / form.value)
    assert plan.refused == 0
    assert _export(tmp_path / "second") == before


def test_two_exports_of_one_directory_are_the_same_bytes(planned: Make, tmp_path: Path) -> None:
    intake.load_first_stock(person=None, digest=planned("page.json").digest)
    assert _export(tmp_path / "first") == _export(tmp_path / "second")


def test_a_package_has_the_24_tables_of_the_standard_and_describes_them(
    planned: Make, tmp_path: Path
) -> None:
    intake.load_first_stock(person=None, digest=planned("page.json").digest)
    call_command("hsds_export", str(tmp_path / "out"), "--as", "tabular", verbosity=0)
    folder = tmp_path / "out" / "tabular"
    package = json.loads((folder / "datapackage.json").read_text())
    assert len(package["resources"]) == 24
    for resource in package["resources"]:
        header = (folder / resource["path"]).read_text().splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_every_table_has_the_columns_by_which_it_hangs_on_others() -> None:
    assert {"service_id", "location_id", "organization_id", "contact_id", "service_at_location_id"} <= set(
        columns("phone")
    )
    assert {"organization_id", "program_id"} <= set(columns("service"))
    assert {"link_id", "link_entity", "taxonomy_term_id"} <= set(columns("attribute"))
    assert all(columns(entity)[0] == "id" for entity in ENTITIES)
