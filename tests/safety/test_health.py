"""The fourth door: what it says, that no other door has it, and that none of its numbers is about anybody."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client, override_settings
from django.urls import URLPattern, path
from prometheus_client.parser import text_string_to_metric_families

from config import urls
from safety import aside, health, health_notes, health_replicas, purging
from safety.models import LastPurge
from tests.config.test_production import start

BOTH = pytest.mark.django_db(databases=["default", "keys"])
ADDRESSES = ["/health/live", "/health/ready", "/health/metrics"]
# Every number that there is. A new one is added here by somebody who asked: could it tell of a person?
SAFE = {
    "waypost_alarm_silent", "waypost_backup_encrypted", "waypost_backup_taken_timestamp_seconds",
    "waypost_build_info", "waypost_certificate_ends_timestamp_seconds", "waypost_clock_difference_seconds",
    "waypost_clock_kept", "waypost_database_bytes", "waypost_database_up", "waypost_disk_free_ratio",
    "waypost_drill_passed_timestamp_seconds", "waypost_emergency_numbers", "waypost_keys_bytes",
    "waypost_keys_up", "waypost_listings_due", "waypost_listings_overdue", "waypost_listings_shown",
    "waypost_look_timestamp_seconds", "waypost_migrations_missing", "waypost_mirror_made_timestamp_seconds",
    "waypost_orphan_keys", "waypost_purge_ended_timestamp_seconds", "waypost_purge_left",
    "waypost_purge_overdue", "waypost_purge_overdue_seconds", "waypost_ready",
    "waypost_record_verified_timestamp_seconds", "waypost_record_whole", "waypost_replica_behind_bytes",
    "waypost_replica_behind_seconds", "waypost_replicas_expected", "waypost_replicas_missing",
    "waypost_units_failed", "waypost_writable",
}  # fmt: skip


@pytest.fixture(autouse=True)
def asked_anew(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.NOTES_DIR = tmp_path / "notes"
    health.forget()
    yield
    health.forget()


@pytest.fixture
def watch() -> Iterator[Client]:
    """The process of the fourth door, and only its addresses."""
    only = ModuleType("only_watch")
    only.urlpatterns = urls.watch()  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=only):
        yield Client()


def numbers(answer: Any) -> dict[str, float]:
    families = text_string_to_metric_families(answer.content.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_it_says_that_the_process_is_up_without_asking_anything(watch: Client) -> None:
    assert watch.get("/health/live").content == b"live\n"  # no database is allowed in this test


@BOTH
def test_it_is_ready_when_nothing_is_missing(watch: Client) -> None:
    answer = watch.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "missing": []})


@BOTH
@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("safety.health_measures.MigrationExecutor", "migrations"),
        ("directory.health.EmergencyNumber", "emergency-numbers"),
        ("referral.health.BookEdition", "pathways"),
    ],
)
def test_it_is_not_ready_without_a_part_and_names_it(
    watch: Client, monkeypatch: pytest.MonkeyPatch, place: str, part: str
) -> None:
    monkeypatch.setattr(place, None)  # whatever is asked of it fails
    answer = watch.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": [part]})


@BOTH
@pytest.mark.parametrize(("alias", "part"), [("default", "main-database"), ("keys", "keys-database")])
def test_a_database_that_is_away_is_asked_once_and_named(
    watch: Client, monkeypatch: pytest.MonkeyPatch, alias: str, part: str
) -> None:
    asked: list[int] = []

    def away(*_: object) -> None:
        asked.append(1)
        raise DatabaseError("the connection is closed")

    monkeypatch.setattr(health, "REMEMBERED_S", 10**9)  # one round, however slow this machine is
    monkeypatch.setattr(connections[alias], "cursor", away)
    assert part in watch.get("/health/ready").json()["missing"]
    assert numbers(watch.get("/health/metrics"))["waypost_ready"] == 0
    assert len(asked) == 1


def test_a_database_that_is_slow_to_say_no_is_asked_once_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]

    def away(*_: object) -> None:
        clock[0] += 5  # as long as a connection is waited for
        raise DatabaseError("no answer")

    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(connections["default"], "cursor", away)
    assert [health.answers("default") for _ in range(5)] == [False] * 5
    assert clock == [5.0]


@pytest.mark.one_engine
@pytest.mark.promise("S13")
def test_a_database_that_stands_still_is_called_away_while_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = threading.Event()
    monkeypatch.setattr(health, "_reached", lambda alias: may_go_on.wait(5) or True)
    aside.begin()
    try:
        assert not health.answers("default")
        health.forget()
        assert not health.answers("default")
    finally:
        may_go_on.set()
        aside.stop()


@BOTH
def test_all_numbers_about_copies_come_from_one_look(watch: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def look() -> health_replicas.Copies:
        looks.append(1)
        return health_replicas.Copies(missing=1, bytes_behind=0.0, seconds_behind=0.0)

    monkeypatch.setattr(health, "REMEMBERED_S", 10**9)  # one round, however slow this machine is
    monkeypatch.setattr(health_replicas, "look", look)
    assert numbers(watch.get("/health/metrics"))["waypost_replicas_missing"] == 1
    assert len(looks) == 1


@BOTH
@pytest.mark.promise("S11")
def test_every_number_is_on_the_list_of_those_that_tell_of_nobody(watch: Client) -> None:
    assert {one.name for one in health.measures()} | {"waypost_build_info"} == SAFE
    assert set(numbers(watch.get("/health/metrics"))) <= SAFE


@BOTH
@pytest.mark.promise("S2")
def test_no_number_has_a_label_but_the_version(watch: Client) -> None:
    text = watch.get("/health/metrics").content.decode()
    families = text_string_to_metric_families(text)
    labels = {
        (sample.name, *sample.labels) for family in families for sample in family.samples if sample.labels
    }
    assert labels == {("waypost_build_info", "version")}


@BOTH
@pytest.mark.promise("S2")
def test_visits_change_no_number(watch: Client) -> None:
    before = numbers(watch.get("/health/metrics"))
    with override_settings(ROOT_URLCONF="config.urls"):
        for _ in range(3):
            Client().get("/en/")
            Client().post("/en/", {"go": "home"})
    after = numbers(watch.get("/health/metrics"))
    moving = {"waypost_disk_free_ratio", "waypost_clock_difference_seconds", "waypost_database_bytes"}
    assert {n: v for n, v in before.items() if n not in moving} == {
        n: v for n, v in after.items() if n not in moving
    }


@BOTH
def test_a_measure_that_fails_is_left_out_and_the_others_stay(
    watch: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LastPurge, "objects", None)
    shown = numbers(watch.get("/health/metrics"))
    assert "waypost_purge_left" not in shown
    assert "waypost_listings_shown" in shown


@BOTH
def test_what_needs_more_rights_is_read_from_the_note_alone(
    watch: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "due", lambda _now: pytest.fail("only the owner of the tables asks this"))
    monkeypatch.setattr(purging, "orphans", lambda **_: pytest.fail("nor this"))
    assert "waypost_orphan_keys" not in numbers(watch.get("/health/metrics"))
    health_notes.note("look", {"waypost_orphan_keys": 30.0, "waypost_database_up": 7.0, "wrong:Some": 1.0})
    shown = numbers(watch.get("/health/metrics"))
    assert (shown["waypost_orphan_keys"], shown["waypost_database_up"]) == (30, 1)
    assert "wrong:Some" not in shown


def test_a_note_that_is_no_note_is_as_none(settings: Any) -> None:
    health_notes.note("backup", {"encrypted": 1.0}, at=5.0)
    assert health_notes.last("backup") == {"at": 5.0, "encrypted": 1.0}
    for text in ("", "[1]", "{", '{"at": "now", "encrypted": true}'):
        (Path(settings.NOTES_DIR) / "backup.json").write_text(text)
        assert health_notes.last("backup") == {}
    with pytest.raises(ValueError, match="no note of this kind"):
        health_notes.note("../backup", {})


# --- the doors ---


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        whole = before + str(one.pattern)
        yield from [whole] if isinstance(one, URLPattern) else routes(one.url_patterns, whole)


def test_neither_the_public_door_nor_the_desk_has_an_address_about_health() -> None:
    assert [one for one in routes([*urls.public(), *urls.desk()]) if "health" in one] == []
    assert [f"/{one}" for one in routes(urls.watch())] == ADDRESSES


def test_a_process_of_the_other_doors_answers_nothing_there() -> None:
    code = (
        "import django; django.setup()\nfrom django.urls import Resolver404, resolve\n"
        f"for one in {ADDRESSES!r}:\n"
        "    try: resolve(one); print('answers')\n"
        "    except Resolver404: print('nothing')"
    )
    done = start(code, WAYPOST_DOORS="both", DJANGO_SETTINGS_MODULE="config.settings.prod")
    assert done.stdout.split() == ["nothing"] * 3, done.stderr


def test_the_fourth_door_has_nothing_else_and_answers_this_machine_alone() -> None:
    code = (
        "import config.wsgi; from django.conf import settings as s;"
        "from django.urls import get_resolver as g;"
        "print(s.ALLOWED_HOSTS, [str(one.pattern) for one in g().url_patterns]);"
        "from django.test import Client;"
        "print(Client(SERVER_NAME='127.0.0.1').get('/health/live').status_code,"
        "Client(SERVER_NAME='127.0.0.1').get('/', secure=True).status_code,"
        "Client(SERVER_NAME='127.0.0.1').get('/').status_code,"
        "Client(SERVER_NAME='help.example.org').get('/health/live').status_code)"
    )
    done = start(code, WAYPOST_DOORS="watch")
    assert done.stdout.splitlines() == [
        "['127.0.0.1', 'localhost', '[::1]'] ['health/']",
        "200 404 301 400",
    ], done


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_takes_no_form(watch: Client, address: str) -> None:
    assert (
        watch.post(address, {"a": "b"}, content_type="application/x-www-form-urlencoded").status_code == 405
    )


def test_the_walk_over_the_doors_would_see_a_new_one() -> None:
    assert list(routes([path("a", lambda _: None), path("health/x", lambda _: None)])) == ["a", "health/x"]
