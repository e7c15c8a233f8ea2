"""What counts as wrong: rules, runbook and command have the same names, and each of them can come true."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from safety import health, health_alerts, health_measures, health_replicas, purging
from safety.health_alerts import ALERTS

BOTH = pytest.mark.django_db(databases=["default", "keys"])


def test_the_rules_are_those_of_the_program() -> None:
    file = settings.BASE_DIR / "deploy" / "monitoring" / "waypost.rules.yml"
    assert file.read_text() == health_alerts.rules(), (
        "manage.py watch --rules > deploy/monitoring/waypost.rules.yml"
    )


def test_every_rule_names_a_number_that_exists_and_no_two_have_one_name() -> None:
    named = set(re.findall(r"waypost_\w+", " ".join(one.expression for one in ALERTS)))
    assert named <= {one.name for one in health.measures()}
    assert len({one.name for one in ALERTS}) == len(ALERTS)


def test_every_alert_has_its_chapter_in_the_runbook_and_every_chapter_its_alert() -> None:
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    chapters = re.findall(r"^### (Waypost\w+)$", text, re.MULTILINE)
    assert sorted(chapters) == sorted([*(one.name for one in ALERTS), "WaypostUnseen"])


@pytest.mark.parametrize("one", ALERTS, ids=lambda one: one.name)
def test_an_alert_holds_past_its_limit_and_not_before(one: health_alerts.Alert) -> None:
    now = time.time()
    at = {"above": one.limit, "below": one.limit, "older": now - one.limit, "sooner": now + one.limit}[
        one.way
    ]
    step = -0.001 if one.way in {"below", "older", "sooner"} else 0.001
    assert one.holds({one.measure: at + step}, now=now)
    assert not one.holds({one.measure: at}, now=now)
    assert one.holds({}, now=now) is one.wanted


@BOTH
def test_what_is_due_for_hours_is_seen_and_told_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    due_since = now - timedelta(hours=7)
    monkeypatch.setattr(purging, "due", lambda at: {"case": 3} if at >= due_since else {})
    assert health_measures.overdue(now=now) == 10
    assert health_measures.overdue_age(now=now) == 6 * 3600
    assert health_measures.overdue_age(now=now - timedelta(hours=6)) == 0


def test_a_copy_is_behind_since_the_primary_went_further_than_it() -> None:
    trail = health_replicas.Trail()
    for at, reached in ((0.0, 100.0), (15.0, 200.0), (30.0, 300.0)):
        trail.saw(at, reached)
    assert trail.behind(30.0, 300.0) == 0
    assert trail.behind(30.0, 200.0) == 0
    assert trail.behind(40.0, 200.0) == 10
    assert trail.behind(40.0, 150.0) == 25
