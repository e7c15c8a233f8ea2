"""Two servers on one database: what is withdrawn or overdue is gone from both within two seconds (S6)."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory import publishing
from directory.models.service import Service, Withdrawal
from staff import agreement
from staff.models.person import User
from tests.directory.vetted import document
from tests.directory.vetted import published as publish
from tests.running.site import Site, of_this_run, serving

SECONDS: Final = 2.0  # promise S6
NAME: Final = "The Zzyxquiet Line"
PLACE: Final = "PN"  # Pitcairn: nothing else is only there, so it is on the first page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S6")]


@pytest.fixture
def sites(transactional_db: None) -> Iterator[tuple[Site, Site]]:
    """Two processes that serve the site, each with a memory of its own."""
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(serving("config.wsgi:application", environment=of_this_run()))
            for _each in range(2)
        )
        yield first, second


@pytest.fixture
def row(dalia: User, emeka: User) -> Service:
    about = {**document()["waypost"], "country": PLACE}
    areas = [{**document()["service_areas"][0], "waypost": {"country": PLACE}}]
    return publish(dalia, emeka, name=NAME, waypost=about, service_areas=areas)


def ask(site: Site, method: str, address: str, sent: list[tuple[str, str]] | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    try:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if sent else {}
        connection.request(method, address, body=urlencode(sent) if sent else None, headers=form)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def on_a_page(site: Site, row: Service) -> bool:
    # Without words, so that the process answers from what it remembers.
    sent = [("go", "find"), ("find", "1"), ("country", PLACE)]
    return NAME in ask(site, "POST", "/en/", sent)[1]


def in_the_interface(site: Site, row: Service) -> bool:
    return ask(site, "GET", f"/api/hsds/services/{row.pk}")[0] == 200


DOORS: Final[tuple[Callable[[Site, Service], bool], ...]] = (on_a_page, in_the_interface)


def gone_from(
    sites: tuple[Site, ...], row: Service, *, doors: tuple[Callable[[Site, Service], bool], ...] = DOORS
) -> float:
    """Return after how many seconds no door of either process shows it; asks no longer than it may take."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        asked_at = time.monotonic()
        if not any(door(site, row) for site in sites for door in doors):
            return asked_at - began
        time.sleep(0.05)
    raise AssertionError(f"it is still shown after {SECONDS} seconds")


def test_what_is_withdrawn_is_gone_from_every_process_and_comes_back_in_both(sites, row, chidi, dalia, emeka):
    assert [door(site, row) for site in sites for door in DOORS] == [True] * 4
    publishing.withdraw(person=chidi, service=row, why=Withdrawal.NOT_SAFE)
    took = gone_from(sites, row)
    print(f"two processes: withdrawn and gone from both after {took:.2f} s")

    proposal = publishing.propose_restoring(person=dalia, service=row)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    time.sleep(SECONDS)
    assert [door(site, row) for site in sites for door in DOORS] == [True] * 4


def test_what_goes_overdue_is_gone_from_every_process(sites, row):
    assert [door(site, row) for site in sites for door in DOORS] == [True] * 4
    call_command("listings_due", on=timezone.now().date().replace(year=timezone.now().year + 2), verbosity=0)
    gone_from(sites, row)
