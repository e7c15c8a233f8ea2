"""What a partner says of room changes who is offered, on plans and at the desk, at once, while fresh."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from directory import published
from directory.models.room import Room
from directory.models.service import Service
from referral import case_facts, matching, matching_staff, partnering, showing
from referral.showing import Reader
from staff.models.person import User
from tests.referral.referring import FACTS, a_desk, now

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Commits = Callable[..., object]


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """What is published is kept in memory, and a test's tables are rolled back behind it."""
    yield
    published.forget()


def on_plans() -> list[str]:
    """Return the services of the first need as a plan has them, best first."""
    found = matching.for_plan(
        case_facts.as_plan(FACTS), country="KE", language="sw", now=now(), published=published.current()
    )
    return [one.listing.id for one in found.by_need[0].services]


def at_the_desk() -> list[str]:
    """Return the services of the second need as a worker has them, best first."""
    ranked = matching_staff.for_case(FACTS, None, now=now()).by_need[1].services
    return [one.listing.id for one in ranked]


def said(person: User, service: Service, commits: Commits, status: str, wait_days: int | None) -> None:
    with commits(execute=True):
        partnering.report_capacity(
            person=person, service=service.pk, status=status, places=None, wait_days=wait_days, now=now()
        )


@pytest.mark.parametrize(("status", "wait"), [("closed", None), ("waitlist", 90)])
def test_a_service_without_room_goes_behind_the_others_at_once(
    status: str, wait: int | None, farah: User, greta: User, django_capture_on_commit_callbacks: Commits
) -> None:
    first = on_plans()[0]
    best = at_the_desk()[0]
    for listing in {first, best}:
        service = a_desk(farah, greta, service=Service.objects.get(seed_id=listing))
        said(farah, service, django_capture_on_commit_callbacks, status, wait)
    assert on_plans()[0] != first
    assert at_the_desk()[0] != best
    assert first in {one.id for one in published.current().listings.values()}  # it can still be found


def test_a_plan_says_that_a_service_takes_nobody_new(
    farah: User, greta: User, django_capture_on_commit_callbacks: Commits
) -> None:
    service = a_desk(farah, greta)
    reader = Reader(language="en", country="KE", now=now())
    said(farah, service, django_capture_on_commit_callbacks, "closed", None)
    shown = showing.listing(published.current().listings[service.seed_id], reader)
    assert any("take nobody new" in warning for warning in shown.warnings)
    said(farah, service, django_capture_on_commit_callbacks, "accepting", 0)
    shown = showing.listing(published.current().listings[service.seed_id], reader)
    assert not any("take nobody new" in warning for warning in shown.warnings)


def test_what_was_said_long_ago_does_not_count_on_plans(
    farah: User, greta: User, django_capture_on_commit_callbacks: Commits
) -> None:
    service = a_desk(farah, greta)
    said(farah, service, django_capture_on_commit_callbacks, "closed", 90)
    Room.objects.update(confirmed_at=now() - dt.timedelta(days=16))
    published.forget()
    listing = published.current().listings[service.seed_id]
    assert (listing.full, listing.wait_days) == (False, service.wait_days)
