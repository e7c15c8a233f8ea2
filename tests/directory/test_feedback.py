"""Four buttons without a word: counted, seen by those who verify, never a reason by themselves to hide."""

import datetime as dt

import pytest
from django.utils import timezone

from directory import due, feedback, publishing, reports_panel
from directory.models.feedback import Feedback
from directory.models.service import Service, Visibility, Withdrawal
from directory.states import State
from staff import panels
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def row(db: None) -> Service:
    """A listing that people read: one of the seeds."""
    return Service.objects.filter(state=State.SOURCED, country="GB").order_by("seed_id").first()


def press(row: Service, said: str = "no-answer", *, times: int = 1) -> None:
    for _time in range(times):
        feedback.count(listing_id=row.seed_id, said=said, today=TODAY)


# --- counting ---


def test_a_press_is_a_listing_a_button_and_a_day_and_nothing_else(row):
    press(row)
    kept = Feedback.objects.get()
    assert (kept.service_id, kept.said, kept.on) == (row.pk, "no-answer", TODAY)
    columns = {field.name for field in Feedback._meta.concrete_fields}
    assert columns == {"id", "service", "said", "on", "seen_at"}


def test_rows_carry_no_order_in_which_they_came(row):
    press(row, times=8)
    ids = [kept.pk for kept in Feedback.objects.all()]
    assert {pk.version for pk in ids} == {4}  # random, without a clock


def test_a_press_reads_one_listing_and_writes_one_row(row, django_assert_num_queries):
    with django_assert_num_queries(3):
        press(row)


@pytest.mark.promise("S6")
def test_what_nobody_can_read_takes_no_feedback(dalia, row):
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    with pytest.raises(feedback.NotPublic):
        press(row)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("listing", ["", "no-such-listing", "x" * 500])
def test_a_listing_that_there_is_not_takes_none(listing, db):
    with pytest.raises(feedback.NotPublic):
        feedback.count(listing_id=listing, said="helped", today=TODAY)


def test_a_listing_for_the_desk_only_takes_none(row):
    Service.objects.filter(pk=row.pk).update(visibility=Visibility.STAFF)
    with pytest.raises(feedback.NotPublic):
        press(row)


def test_a_button_that_there_is_not_is_refused(row):
    with pytest.raises(feedback.NoSuchButton) as refusal:
        press(row, "rubbish")
    assert "rubbish" not in str(refusal.value)


def test_a_day_of_pressing_does_not_fill_the_table(row, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_DAY", 3)
    press(row, times=3)
    assert not feedback.count(listing_id=row.seed_id, said="no-answer", today=TODAY)
    assert feedback.count(listing_id=row.seed_id, said="gone", today=TODAY)
    assert Feedback.objects.count() == 4


@pytest.mark.promise("S6")
def test_no_number_of_presses_hides_a_listing(row):
    press(row, "not-safe", times=50)
    assert Service.objects.shown(show_sourced=True).filter(pk=row.pk).exists()


# --- what waits ---


def test_what_was_said_is_added_up_by_button(row):
    press(row, times=2)
    press(row, "not-safe")
    assert feedback.waiting() == {row.pk: {"no-answer": 2, "not-safe": 1}}


def test_what_was_withdrawn_for_it_waits_no_more(emeka, row):
    press(row, "not-safe")
    publishing.withdraw(person=emeka, service=row, why=Withdrawal.NOT_SAFE)
    assert feedback.waiting() == {}
    assert not due.queue(today=TODAY).rows[0].urgent


def test_that_it_helped_asks_for_nobody(row):
    press(row, "helped")
    assert feedback.waiting() == {}
    assert feedback.of(row) == {"helped": 1}


def test_one_report_that_it_is_not_safe_puts_a_listing_on_top(row):
    others = Service.objects.filter(state=State.SOURCED, grade="D").exclude(pk=row.pk)[:3]
    for other in others:
        press(other, "gone", times=20)
    press(row, "not-safe")
    first = due.queue(today=TODAY).rows[0]
    assert (first.service.pk, first.urgent) == (row.pk, True)
    assert first.why[0] == "1 press of: not safe"


# --- the page of today ---


def test_whoever_verifies_is_alerted_on_the_page_of_today(emeka, row):
    press(row, "not-safe")
    panel = panels.of(emeka)[0]
    assert (panel.title, panel.urgent) == ("Reported by people who read it", True)
    assert row.name in panel.rows[0].label
    assert panel.rows[0].detail == "not safe: 1"


def test_the_alert_is_an_alert_to_a_screen_reader_too(emeka, row, signed_in):
    press(row, "not-safe")
    page = signed_in(emeka).get("/desk/").content.decode()
    assert 'class="card panel urgent" aria-labelledby="panel-1" role="alert"' in page


def test_without_a_report_of_danger_nothing_alerts(emeka, row):
    press(row)
    assert not any(panel.urgent for panel in panels.of(emeka))


@pytest.mark.parametrize("who", ["amina", "chidi", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_has_the_panel(request, who, row):
    press(row, "not-safe")
    found = panels.of(request.getfixturevalue(who))
    assert "Reported by people who read it" not in [panel.title for panel in found]


def test_the_gravest_stands_first(row, emeka):
    other = Service.objects.filter(state=State.SOURCED).exclude(pk=row.pk).first()
    press(other, "no-answer", times=30)
    press(row, "not-safe")
    assert row.name in reports_panel.reports(emeka).rows[0].label


# --- dealt with ---


def test_what_was_dealt_with_waits_no_more_and_is_on_record(emeka, row):
    press(row, "not-safe", times=2)
    assert feedback.seen(person=emeka, service=row) == 2
    assert feedback.waiting() == {}
    assert feedback.of(row) == {"not-safe": 2}
    entry = AuditEntry.objects.get(act=Act.FEEDBACK_SEEN)
    assert (entry.actor_id, entry.facts) == (emeka.pk, '{"count":2}')


def test_what_comes_afterwards_waits_again(emeka, row):
    press(row, "not-safe")
    feedback.seen(person=emeka, service=row)
    press(row, "gone")
    assert feedback.waiting() == {row.pk: {"gone": 1}}


def test_dealing_with_nothing_is_refused(emeka, row):
    with pytest.raises(feedback.NothingToSee):
        feedback.seen(person=emeka, service=row)


@pytest.mark.parametrize("who", ["amina", "chidi", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_deals_with_it(request, who, row):
    press(row)
    with pytest.raises(NotAllowed):
        feedback.seen(person=request.getfixturevalue(who), service=row)
    assert Feedback.objects.filter(seen_at=None).exists()


def test_a_day_is_all_that_is_kept_of_when(emeka: User, row):
    press(row)
    feedback.seen(person=emeka, service=row)
    kept = Feedback.objects.get()
    assert isinstance(kept.on, dt.date)
    assert not isinstance(kept.on, dt.datetime)
    assert kept.seen_at <= timezone.now()
