"""The pages of what is kept: the times, what was destroyed, what is stored; for two roles, and no other."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from safety import inventory_report, inventory_words
from safety.models import Destroyed, LastPurge, RetentionSetting
from staff import retention_change
from staff.acts import Act
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TIMES, CASE, STORED, TODAY = "/desk/retention/", "/desk/retention/case/", "/desk/inventory/", "/desk/"
SIGHTED = {Role.ADMINISTRATOR, Role.AUDITOR}


@pytest.fixture
def gretas(greta: User, signed_in) -> Client:
    return signed_in(greta, proved=True)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("page", [TIMES, CASE, STORED])
def test_two_roles_see_what_is_kept_and_one_proposes(
    role: Role, page: str, cast: dict[Role, User], signed_in
):
    may = {Role.ADMINISTRATOR} if page == CASE else SIGHTED
    client = signed_in(cast[role])
    assert client.get(page).status_code == (200 if role in may else 403)
    if page == CASE and role not in may:
        assert client.post(page, {"value": 60}).status_code == 403
        assert not Proposal.objects.filter(kind=retention_change.TIME).exists()


@pytest.mark.promise("S8")
def test_two_administrators_change_a_time_by_its_pages(gretas: Client, signed_in):
    assert gretas.post(CASE, {"value": "60"}).status_code == 302
    proposal = Proposal.objects.get(kind=retention_change.TIME)
    assert "Proposed: 60 days" in words(gretas.get(TIMES))
    second = signed_in(make_person("second", Role.ADMINISTRATOR), proved=True)
    page = second.get(f"/desk/agreements/{proposal.pk}/")
    assert "What comes to its end from now on stays longer" in words(page)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page.content.decode())[1]
    second.post(f"/desk/agreements/{proposal.pk}/agree/", {"shown": shown})
    assert RetentionSetting.objects.get(slug="case").value == 60
    assert "60 days after closing" in words(gretas.get(TIMES))


def test_what_cannot_be_proposed_is_said_and_nothing_is_lost(gretas: Client):
    assert "outside the limits" in words(gretas.post(CASE, {"value": "9999"}))
    assert "set already" in words(gretas.post(CASE, {"value": "30"}))
    answer = gretas.post(CASE, {"value": "soon"})
    assert answer.status_code == 200
    assert "soon" in answer.content.decode()
    assert not Proposal.objects.filter(kind=retention_change.TIME).exists()


def test_a_time_that_does_not_exist_is_not_found(gretas: Client):
    assert gretas.get("/desk/retention/ten-years/").status_code == 404


def test_the_auditor_is_shown_no_way_to_change(auditors: Client):
    page = auditors.get(TIMES).content.decode()
    assert CASE not in page
    assert "Kept for" in page


@pytest.fixture
def auditors(signed_in) -> Client:
    return signed_in(make_person("auditing", Role.AUDITOR))


def test_the_report_says_what_went_and_whether_the_purge_runs(gretas: Client):
    assert "The purge has never run" in words(gretas.get(TIMES))
    now = timezone.now()
    LastPurge.objects.create(at=now)
    Destroyed.objects.create(kind="case", on=now.date(), count=3)
    Destroyed.objects.create(kind="case", on=now.date() - dt.timedelta(days=9), count=4)
    Destroyed.objects.create(kind="case", on=now.date() - dt.timedelta(days=40), count=5)
    page = words(gretas.get(TIMES))
    assert "The purge last ran on" in page
    assert re.search(r"Cases +3 +7 +0", page)


@pytest.mark.parametrize(("ago", "left"), [(26, 0), (1, 2)])
def test_a_purge_that_fails_stands_first_on_the_page_of_today(ago: int, left: int, gretas: Client):
    LastPurge.objects.create(at=timezone.now() - dt.timedelta(hours=ago), left=left)
    page = gretas.get(TODAY).content.decode()
    assert "Last run of the purge" in page
    assert page.count("urgent") == 1
    LastPurge.objects.update(at=timezone.now(), left=0)
    assert "urgent" not in gretas.get(TODAY).content.decode()


@pytest.mark.promise("S7")
def test_what_is_stored_answers_the_question_of_a_court_and_the_look_is_on_record(
    gretas: Client, greta: User
):
    page = gretas.get(STORED)
    said = words(page)
    assert inventory_words.COURT in said
    assert "Of people who only visited: nothing." in said
    assert all(part.table in said for part in inventory_report.parts())
    held = {one.part.label: one.rows for one in page.context["held"]}
    assert held["staff.User"] == User.objects.count()
    assert AuditEntry.objects.filter(act=Act.INVENTORY_READ, actor_id=greta.pk).count() == 1


def test_what_is_stored_shows_the_times_that_are_set(gretas: Client):
    RetentionSetting.objects.create(slug="case", value=44, changed_at=timezone.now())
    assert "44 days after it was closed" in words(gretas.get(STORED))


def test_a_column_that_nobody_declared_is_said_on_the_page(gretas: Client, monkeypatch):
    monkeypatch.setattr(inventory_report, "unclassified", lambda: ["case.new is declared by nobody"])
    assert "case.new is declared by nobody" in words(gretas.get(STORED))
