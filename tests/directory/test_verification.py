"""Verifying is apart from editing; a date that is over hides a listing, whether anything ran or not (S6)."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory import published, verification
from directory.models.edition import Edition, Verification
from directory.models.outward import OutwardOrganization, OutwardService
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.states import DUE_SOON, State
from staff import agreement
from staff.acts import Act
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.directory.vetted import SERVICE
from tests.directory.vetted import published as publish
from tests.people import make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    yield
    published.forget()


@pytest.fixture
def row(dalia: User, emeka: User) -> Service:
    """A listing that two people made public, with a body that runs it."""
    body = {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f09", "name": "A charity", "description": "Helps."}
    return publish(dalia, emeka, organization=body)


def today() -> dt.date:
    return timezone.now().date()


def due(on: dt.date, *, state: State = State.PUBLISHED) -> Service:
    Service.objects.filter(pk=SERVICE).update(due_on=on, state=state)
    OutwardService.objects.filter(pk=SERVICE).update(due_on=on)
    return Service.objects.get(pk=SERVICE)


def is_shown(service: Service) -> bool:
    return Service.objects.shown(show_sourced=True).filter(pk=service.pk).exists()


def verify(person: User, service: Service, outcome: str = "true") -> Verification:
    return verification.verify(person=person, service=service, how="called", outcome=outcome)


# --- the date ---


@pytest.mark.promise("S6")
def test_its_last_day_is_the_last_on_which_it_is_shown(row):
    assert is_shown(due(today()))
    assert not is_shown(due(today() - DAY))


@pytest.mark.promise("S6")
@pytest.mark.parametrize("state", [State.PUBLISHED, State.DUE])
def test_past_its_date_it_is_neither_in_memory_nor_in_the_interface_though_nothing_ran(row, state):
    due(today() - DAY, state=state)
    assert "gb-drafted" not in published.build(version=1, stamp="").listings
    assert not OutwardService.objects.shown(show_sourced=True).filter(pk=row.pk).exists()
    bodies = OutwardOrganization.objects.filter(pk=row.organization_id)
    assert bodies.exists()
    assert not bodies.shown(show_sourced=True).exists()


@pytest.mark.promise("S6")
def test_a_vetted_listing_without_a_date_is_not_shown(row):
    Service.objects.filter(pk=SERVICE).update(due_on=None)
    assert not is_shown(row)


def test_the_interface_knows_the_last_day_of_what_it_sends(row):
    assert OutwardService.objects.get(pk=row.pk).due_on == row.due_on


# --- listings_due ---


def run(on: dt.date) -> str:
    out = StringIO()
    call_command("listings_due", on=on, stdout=out)
    return out.getvalue()


def test_the_command_moves_published_to_due_and_due_to_overdue(row):
    assert run(row.due_on - DUE_SOON - DAY).startswith("due: 0\n")
    assert run(row.due_on - DUE_SOON).startswith("due: 1\n")
    assert Service.objects.get(pk=row.pk).state == State.DUE
    assert "not shown any more: 1" in run(row.due_on + DAY)
    assert Service.objects.get(pk=row.pk).state == State.STALE


@pytest.mark.promise("S6")
def test_going_overdue_grows_the_version_and_takes_it_out_of_the_interface(row):
    before = DirectoryVersion.objects.get().number
    run(row.due_on + DAY)
    assert DirectoryVersion.objects.get().number > before
    assert not OutwardService.objects.filter(pk=row.pk).exists()


def test_each_move_is_on_record_as_nobodys_doing(row):
    run(row.due_on + DAY)
    entry = AuditEntry.objects.get(act=Act.LISTING_AGED)
    assert (entry.actor_id, entry.subject_id) == (None, str(row.pk))
    assert '"state":"stale"' in entry.facts


def test_a_second_run_moves_nothing(row):
    run(row.due_on + DAY)
    assert run(row.due_on + DAY) == "due: 0\noverdue, not shown any more: 0\n"


def test_one_without_a_date_is_overdue(row):
    Service.objects.filter(pk=SERVICE).update(due_on=None)
    run(today())
    assert Service.objects.get(pk=row.pk).state == State.STALE


# --- verifying ---


@pytest.mark.parametrize("who", ["dalia", "emeka"])
def test_one_person_verifies_what_is_still_in_time(request, who, row, settings):
    due(today(), state=State.DUE)
    made = verify(request.getfixturevalue(who), row)
    row.refresh_from_db()
    assert (row.state, row.due_on) == (
        State.PUBLISHED,
        today() + dt.timedelta(days=settings.WAYPOST_VERIFY_DAYS),
    )
    assert (row.verified_at, made.due_on) == (made.at, row.due_on)
    assert OutwardService.objects.get(pk=row.pk).due_on == row.due_on


def test_verifying_changes_no_word_and_makes_no_edition(emeka, row):
    editions = Edition.objects.count()
    verify(emeka, row)
    assert Edition.objects.count() == editions
    assert Service.objects.get(pk=row.pk).name == row.name


def test_who_how_and_what_came_of_it_is_on_record(emeka, row):
    verification.verify(person=emeka, service=row, how="website", outcome="changed")
    entry = AuditEntry.objects.get(act=Act.LISTING_VERIFIED)
    assert entry.actor_id == emeka.pk
    assert '"how":"website","outcome":"changed"' in entry.facts


@pytest.mark.parametrize("who", ["amina", "chidi", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_verifies(request, who, row):
    with pytest.raises(NotAllowed):
        verify(request.getfixturevalue(who), row)
    assert Verification.objects.count() == 1


@pytest.mark.parametrize("outcome", ["changed", "not-reached"])
def test_what_was_found_different_is_due_within_a_week(emeka, row, outcome):
    verify(emeka, row, outcome)
    row.refresh_from_db()
    assert (row.state, row.due_on) == (State.DUE, today() + verification.GRACE)


def test_what_was_found_different_never_gets_more_time_than_it_had(emeka, row):
    due(today() + DAY)
    verify(emeka, row, "not-reached")
    assert Service.objects.get(pk=row.pk).due_on == today() + DAY


@pytest.mark.promise("S6")
def test_what_is_gone_is_withdrawn_at_once(emeka, row):
    verify(emeka, row, "gone")
    row.refresh_from_db()
    assert (row.state, row.withdrawn_why) == (State.WITHDRAWN, "closed")
    assert not is_shown(row)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.RECORD_ONLY])
def test_what_never_was_public_is_not_verified(emeka, row, state):
    Service.objects.filter(pk=SERVICE).update(state=state)
    with pytest.raises(verification.NotToBeVerified):
        verify(emeka, row)


@pytest.mark.promise("S8")
def test_verifying_a_sourced_listing_does_not_make_it_a_vetted_one(emeka, row):
    Service.objects.filter(pk=SERVICE).update(state=State.SOURCED, due_on=None, verified_at=None)
    verify(emeka, row)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.verified_at) == (State.SOURCED, None, None)


# --- what was overdue ---


@pytest.mark.promise("S8")
@pytest.mark.parametrize("state", [State.STALE, State.DUE])
def test_what_was_overdue_waits_for_a_second_person(emeka, row, state):
    due(today() - DAY, state=state)
    verify(emeka, row)
    assert Service.objects.get(pk=row.pk).state == State.STALE
    assert not is_shown(row)
    assert Proposal.objects.get(kind=verification.SHOW_AGAIN).proposer_id == emeka.pk


@pytest.mark.promise("S8")
def test_a_second_verifier_lets_it_be_shown_again(dalia, emeka, row):
    due(today() - DAY, state=State.STALE)
    made = verify(dalia, row)
    proposal = Proposal.objects.get(kind=verification.SHOW_AGAIN)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.verified_at) == (State.PUBLISHED, made.due_on, made.at)
    assert is_shown(row)


@pytest.mark.promise("S8")
def test_whoever_verified_it_does_not_agree_alone(row):
    both = make_person("both", Role.VERIFIER, Role.LISTING_EDITOR)
    due(today() - DAY, state=State.STALE)
    verify(both, row)
    proposal = Proposal.objects.get(kind=verification.SHOW_AGAIN)
    with pytest.raises(agreement.OwnProposal):
        agreement.agree(person=both, proposal=proposal, digest=proposal.digest)


def test_it_stays_away_when_somebody_found_it_different_since(dalia, emeka, row):
    due(today() - DAY, state=State.STALE)
    verify(dalia, row)
    verify(emeka, row, "changed")
    proposal = Proposal.objects.get(kind=verification.SHOW_AGAIN)
    with pytest.raises(agreement.NotCarriedOut):
        agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert Service.objects.get(pk=row.pk).state == State.STALE
