"""Every model says how long it lives; nothing about people comes in without."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import models
from django.utils import timezone

from safety import inventory_report, retention
from safety.keeping_times import TIMES
from safety.models import DataKey, RetentionSetting


@pytest.fixture
def unheard_of() -> Iterator[type[models.Model]]:
    """A model that nobody declared."""

    class UnheardOf(models.Model):
        class Meta:
            app_label = "none"
            managed = False

        def __str__(self) -> str:
            return ""

    yield UnheardOf
    from django.apps import apps

    apps.all_models["none"].clear()


@pytest.mark.promise("S7")
def test_every_model_of_every_room_says_how_long_it_lives():
    assert retention.undeclared(inventory_report.all_models()) == []


def test_a_model_that_nobody_declared_is_named(unheard_of):
    assert retention.undeclared([unheard_of]) == ["none.UnheardOf"]


def test_a_model_that_goes_with_something_that_has_no_clock_is_named(unheard_of, monkeypatch):
    monkeypatch.setattr(retention, "_standing", dict(retention._standing))
    retention.part_of(unheard_of, kind="nothing-of-the-kind")
    assert retention.undeclared([unheard_of]) == ["none.UnheardOf"]


def test_a_model_is_declared_once(monkeypatch):
    monkeypatch.setattr(retention, "_standing", dict(retention._standing))
    with pytest.raises(retention.TwiceDeclared):
        retention.not_personal(DataKey, why="of nobody")


def test_a_clock_needs_a_time_that_there_is(unheard_of):
    with pytest.raises(retention.NoSuchTime):
        retention.register(
            unheard_of, kind="new", keep_for="ten-years", due=lambda now: [], destroy=lambda pk: None
        )


@pytest.mark.promise("S7")
def test_every_column_that_names_a_key_is_known_to_the_sweep():
    named = {
        (model, field.name)
        for model in inventory_report.all_models()
        for field in model._meta.concrete_fields
        if field.name == "key" and isinstance(field, models.UUIDField)
    }
    assert named
    assert named == set(retention.key_columns())


@pytest.mark.promise("S7")
def test_whatever_has_a_key_is_destroyed_with_it():
    without = [
        model._meta.label
        for model, _field in retention.key_columns()
        if not (clock := retention.clock_of(model)) or clock.keys is retention.no_keys
    ]
    assert without == []


@pytest.mark.parametrize("slug", TIMES)
def test_no_time_is_without_an_end(slug):
    time = TIMES[slug]
    assert time.least <= time.default <= time.most
    assert timedelta() < time.length(time.most) <= timedelta(days=3 * 365)


@pytest.mark.django_db
def test_an_installation_begins_with_the_promised_times():
    assert retention.keep("case") == timedelta(days=30)
    assert retention.keep("handover") == timedelta(hours=72)
    assert retention.keep("record") == timedelta(days=365)


@pytest.mark.django_db
def test_what_somebody_wrote_into_the_table_counts_no_further_than_the_limits():
    RetentionSetting.objects.create(slug="case", value=3650, changed_at=timezone.now())
    assert retention.keep("case") == TIMES["case"].length(TIMES["case"].most)
    assert retention.values()["case"] == TIMES["case"].most
