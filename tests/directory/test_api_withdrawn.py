"""What the open interface tells of listings that went: their ids, to whoever keeps a copy, and no more."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory import numbering, outward, publishing
from directory.models.outward import OutwardGone, OutwardService
from directory.models.service import Service, Visibility, Withdrawal
from directory.states import State
from staff import agreement
from staff.models.person import User

WITHDRAWN = "/api/hsds/withdrawn"

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S6")]


def told(**asked: Any) -> set[str]:
    answer = Client().get(WITHDRAWN, asked)
    assert answer.status_code == 200, answer.content
    page = answer.json()
    assert all(set(row) == {"id"} for row in page["contents"])
    return {row["id"] for row in page["contents"]}


def refresh(row: Service) -> None:
    outward.refresh([row.pk], version=numbering.locked())


@pytest.fixture
def row(settings: Any) -> Service:
    settings.WAYPOST_SHOW_SOURCED = True
    return Service.objects.filter(state=State.SOURCED, pair="").first()


def test_a_withdrawn_listing_is_told_by_its_id(row: Service, dalia: User) -> None:
    before = timezone.now()
    assert str(row.pk) not in told()
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.NOT_SAFE)
    assert told(modified_after=before.isoformat()) == {str(row.pk)}
    assert told(modified_after=(timezone.now() + dt.timedelta(hours=1)).isoformat()) == set()


def test_one_that_is_shown_again_is_told_no_more(row: Service, dalia: User, emeka: User) -> None:
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    proposal = publishing.propose_restoring(person=dalia, service=Service.objects.get(pk=row.pk))
    digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
    agreement.agree(person=emeka, proposal=proposal, digest=digest)
    assert str(row.pk) not in told()
    assert not OutwardGone.objects.filter(pk=row.pk).exists()


def test_one_that_is_told_on_request_only_from_now_on_is_gone_for_copies(row: Service) -> None:
    Service.objects.filter(pk=row.pk).update(visibility=Visibility.ASKED)
    refresh(row)
    assert str(row.pk) in told()


def test_what_never_was_public_is_not_told(row: Service) -> None:
    never = Service.objects.exclude(pk__in=OutwardService.objects.values("pk")).first()
    hidden = Service.objects.create(
        id=uuid.uuid4(), name="Hidden", country="GB", kind="crisis", state=State.DRAFT.value
    )
    outward.refresh([never.pk, hidden.pk], version=numbering.locked())
    assert not told() & {str(never.pk), str(hidden.pk)}


def test_one_whose_last_day_is_over_is_told_before_anybody_ran_a_command(row: Service) -> None:
    OutwardService.objects.filter(pk=row.pk).update(sourced=False, due_on=timezone.now().date())
    assert str(row.pk) not in told()
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    OutwardService.objects.filter(pk=row.pk).update(due_on=yesterday)
    assert str(row.pk) in told(modified_after=(yesterday).isoformat())


def test_sourced_ones_are_not_told_where_they_were_never_shown(
    row: Service, dalia: User, settings: Any
) -> None:
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    settings.WAYPOST_SHOW_SOURCED = False
    assert told() == set()


def test_one_that_is_no_more_vetted_is_gone_where_sourced_ones_are_not_shown(
    row: Service, settings: Any
) -> None:
    year = timezone.now().date() + dt.timedelta(days=365)
    Service.objects.filter(pk=row.pk).update(state=State.PUBLISHED.value, due_on=year)
    refresh(row)
    Service.objects.filter(pk=row.pk).update(state=State.SOURCED.value)
    refresh(row)
    assert str(row.pk) not in told()
    settings.WAYPOST_SHOW_SOURCED = False
    assert str(row.pk) in told()


def test_it_is_told_for_so_long_and_then_forgotten(row: Service, dalia: User) -> None:
    old = OutwardGone.objects.create(
        id=uuid.uuid4(), sourced=False, gone_at=timezone.now() - dt.timedelta(days=outward.GONE_DAYS + 1)
    )
    assert str(old.pk) in told()
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    assert told() == {str(row.pk)}


def test_pages_are_counted_and_an_unknown_parameter_is_refused(row: Service, dalia: User) -> None:
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    page = Client().get(WITHDRAWN, {"page": 2}).json()
    assert (page["total_items"], page["contents"], page["last_page"]) == (1, [], True)
    assert Client().get(WITHDRAWN, {"per_page": 5}).status_code == 400
