"""Loading the seeds: whole files or nothing of them, and nothing twice."""

from pathlib import Path

import pytest

from directory import seeding
from directory.models.contact import Phone
from directory.models.emergency import EmergencyNumber
from directory.models.organization import Organization
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.states import State
from tests.directory.making import seed_phone, service, write_emergency, write_seeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seeds of one country with two listings; loading them replaces whatever the database held."""
    write_seeds(tmp_path, service(), service("gb-second"))
    write_emergency(tmp_path, {"GB": ["999", "112"]})
    seeding.load(folder=tmp_path)
    return tmp_path


def version() -> int:
    return DirectoryVersion.objects.get().number


def test_the_tables_hold_what_the_files_say(folder):
    assert set(Service.objects.values_list("seed_id", flat=True)) == {"gb-line", "gb-second"}
    assert [row.number for row in EmergencyNumber.objects.order_by("position")] == ["999", "112"]


def test_a_second_run_changes_nothing_and_says_so(folder):
    before = version()
    loaded = seeding.load(folder=folder)
    assert not loaded.changed_anything
    assert (loaded.files_read, loaded.files_unchanged) == (0, 2)
    assert version() == before


def test_a_changed_listing_is_changed_and_the_others_are_not(folder):
    before = version()
    write_seeds(folder, service(name="Another name"), service("gb-second"))
    loaded = seeding.load(folder=folder)
    assert (loaded.changed, loaded.same, loaded.added) == (1, 1, 0)
    assert Service.objects.get(seed_id="gb-line").name == "Another name"
    assert version() == before + 1


def test_numbers_that_are_gone_from_a_listing_are_gone(folder):
    write_seeds(folder, service(phones=[seed_phone(number="0800 1")]), service("gb-second"))
    seeding.load(folder=folder)
    assert [row.number for row in Phone.objects.filter(service__seed_id="gb-line")] == ["0800 1"]


def test_what_is_no_longer_in_the_seeds_is_removed_with_its_organization(folder):
    write_seeds(folder, service("gb-second", organization=None))
    loaded = seeding.load(folder=folder)
    assert loaded.removed == 1
    assert not Service.objects.filter(seed_id="gb-line").exists()
    assert not Organization.objects.exists()


def test_a_file_that_is_no_longer_there_takes_its_rows_along(folder):
    (folder / "directory/GB.json").unlink()
    (folder / "emergency.json").unlink()
    assert seeding.load(folder=folder).removed == 4
    assert not Service.objects.exists()


def test_a_file_with_an_error_leaves_its_old_rows_and_the_others_load(folder):
    write_seeds(folder, service(name=""), service("gb-new"))
    write_seeds(folder, service("fr-line", service_areas=[{"country": "FR", "region": None}]), country="FR")
    loaded = seeding.load(folder=folder)
    assert [(error.file, error.field) for error in loaded.errors] == [
        ("directory/GB.json", "services[0].name")
    ]
    assert set(Service.objects.values_list("seed_id", flat=True)) == {"gb-line", "gb-second", "fr-line"}


def test_a_listing_cannot_stand_in_two_files(folder):
    write_seeds(folder, service(), country="FR")
    loaded = seeding.load(folder=folder)
    assert [error.expected for error in loaded.errors] == ["an id that no other file has"]
    assert Service.objects.get(seed_id="gb-line").country == "GB"


def test_a_listing_may_move_to_another_file(folder):
    write_seeds(folder, service("gb-second"))
    write_seeds(folder, service(), country="IE")
    loaded = seeding.load(folder=folder)
    assert (loaded.changed, loaded.removed, loaded.errors) == (1, 0, [])
    assert Service.objects.get(seed_id="gb-line").country == "IE"


@pytest.mark.promise("S6")
def test_seeds_are_sourced_and_never_vetted(folder):
    assert set(Service.objects.values_list("state", flat=True)) == {State.SOURCED}
    assert not Service.objects.published().exists()


def test_what_must_not_be_shown_is_kept_as_a_record(folder):
    write_seeds(folder, service(show="never", record_reason="too old"))
    seeding.load(folder=folder)
    kept = Service.objects.get(seed_id="gb-line")
    assert (kept.state, kept.record_reason) == (State.RECORD_ONLY, "too old")


@pytest.mark.promise("S8")
def test_a_listing_that_people_have_taken_in_hand_is_left_alone(folder):
    Service.objects.filter(seed_id="gb-line").update(state=State.PUBLISHED, name="Checked name")
    write_seeds(folder, service(name="Old name"))
    loaded = seeding.load(folder=folder)
    assert loaded.left_alone == 1
    assert Service.objects.get(seed_id="gb-line").name == "Checked name"
    write_seeds(folder)
    seeding.load(folder=folder)
    assert Service.objects.filter(seed_id="gb-line").exists()


def test_the_same_seeds_have_the_same_keys_everywhere(folder):
    before = set(Service.objects.values_list("pk", flat=True))
    Service.objects.all().delete()
    write_seeds(folder, service("gb-second"), service(), service("gb-third"))
    seeding.load(folder=folder)
    assert before < set(Service.objects.values_list("pk", flat=True))


def test_a_listing_is_found_without_its_accents(folder):
    write_seeds(folder, service(name="Línea Ñandú", alternate_name="Help Line"))
    seeding.load(folder=folder)
    told = Service.objects.values_list("search_text", flat=True)
    assert sum(all(word in text for word in ("linea", "nandu", "help")) for text in told) == 1
