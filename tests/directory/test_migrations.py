"""The whole standard came into tables that had listings in them: nothing of theirs is lost, there or back."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0002_withdrawing", "0006_parts_put_back"
PARTS = {
    "Phone": {"number": "0800 111", "e164": "+44800111", "type": "voice", "extension": "", "description": "d",
              "text": "", "inside_country_only": False, "free": True, "valid": True, "short": False,
              "shows_on_bill": None},
    "Url": {"kind": "chat", "url": "https://example.org/chat"},
    "Language": {"code": "ar"},
    "Schedule": {"byday": "MO", "opens_at": 540, "closes_at": 1020},
    "ServiceArea": {"country": "GB", "region": "Wales"},
}  # fmt: skip


@pytest.fixture
def at() -> Iterator[Callable[[str], Any]]:
    """Bring the tables of the directory to a migration, and return its models; back to today at the end."""

    def bring(name: str) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate([("directory", name)])
        return MigrationExecutor(connection).loader.project_state([("directory", name)]).apps

    yield bring
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())  # other rooms stand on the directory


def rows(apps: Any) -> dict[str, list[dict[str, Any]]]:
    return {
        name: list(apps.get_model("directory", name).objects.order_by("position").values("position", *said))
        for name, said in PARTS.items()
    }


def make(apps: Any) -> None:
    service = apps.get_model("directory", "Service").objects.create(
        id=uuid.uuid4(),
        name="A line",
        seed_id="gb-line",
        country="GB",
        kind="crisis",
        state="sourced",
        search_text="a line",
    )
    for name, said in PARTS.items():
        model = apps.get_model("directory", name)
        for position in range(2):
            own = {**said, "code": "ar" if position else "en"} if name == "Language" else dict(said)
            if name == "ServiceArea" and position:
                own["region"] = ""
            model.objects.create(service=service, position=position, **own)


def test_every_part_of_a_listing_is_there_after_the_tables_changed(at: Callable[[str], Any]):
    old = at(BEFORE)
    old.get_model("directory", "Service").objects.all().delete()
    make(old)
    before = rows(old)
    new = at(AFTER)
    assert rows(new) == before
    keys = list(new.get_model("directory", "Phone").objects.values_list("pk", flat=True))
    assert len({str(key) for key in keys}) == 2
    assert new.get_model("directory", "Service").objects.get().seed_id == "gb-line"


def test_the_way_back_loses_nothing_either(at: Callable[[str], Any]):
    old = at(BEFORE)
    old.get_model("directory", "Service").objects.all().delete()
    make(old)
    before = rows(old)
    at(AFTER)
    assert rows(at(BEFORE)) == before
