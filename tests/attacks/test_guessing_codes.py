"""Somebody guesses codes: from one address, from a thousand, at the desk."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import log2
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from config.settings import base
from referral import desk_codes, handover, handover_page
from referral.models.handover import Handover
from safety import codes
from safety.buckets import Buckets
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral import casing
from tests.referral.told_by import somebody

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.one_engine]
FORM = "application/x-www-form-urlencoded"
PLACES = [f"203.0.{number // 250}.{number % 250 + 1}" for number in range(1000)]
LIVE = 10_000  # codes that live at the same time; a large helpline has some hundreds
YEARS = 10


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover_page, "buckets", Buckets(each=6, everybody=0))
    monkeypatch.setattr(desk_codes, "buckets", Buckets(each=3, everybody=0))


def destroys(client: Client, digits: str, place: str) -> str:
    body = urlencode([("go", "have-code"), ("language", "en"), ("code", digits), ("destroy", "1")])
    return client.post("/", body, content_type=FORM, REMOTE_ADDR=place).content.decode()


def test_from_one_address_few_are_tried_in_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(handover_page.handover, "destroy", tried.append)
    client = Client()
    for _guess in range(60):
        destroys(client, codes.new().digits, "81.2.69.160")
    assert len(tried) <= 7  # a minute's worth, and what a second fills again


def test_from_a_thousand_addresses_nobody_learns_which_codes_there_are() -> None:
    true = handover.make(somebody(), now=timezone.now())
    client = Client()
    pages = {destroys(client, codes.new().digits, place) for place in PLACES}
    assert len(pages) == 1
    assert Handover.objects.filter(expires_at__gt=timezone.now()).count() == 1
    with_one = destroys(client, true.digits, "198.51.100.1")
    assert {with_one} == pages  # the same page for a code that there was


def test_from_a_thousand_addresses_at_once_the_slow_work_is_done_by_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a code costs to try is bounded by the machine and not by how many addresses somebody has."""
    at_work, most, lock = 0, 0, threading.Lock()

    def slow(_digits: str) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1

    def comes(place: str) -> None:
        request = type("Request", (), {"META": {"REMOTE_ADDR": place}})()
        try:
            with handover_page._turn(request):  # type: ignore[arg-type]
                slow("")
        except handover_page.Full:
            pass

    with ThreadPoolExecutor(50) as crowd:
        list(crowd.map(comes, PLACES))
    assert 1 <= most <= 3


def test_ten_years_of_guessing_by_all_workers_of_a_large_server_find_nothing() -> None:
    """Reckoned: with how long one try takes, how many are done at once, and how many codes there could be."""
    memory, passes, lanes = base.WAYPOST_CODE_COST
    assert (memory, passes, lanes) >= (64 * 1024, 6, 1)
    a_second = 32 * (handover_page.turns.at_once + handover_page.turns_of_shared.at_once) / 0.1
    tries = a_second * 3600 * 24 * 365 * YEARS
    there_could_be = 10 ** (codes.DIGITS - 1)
    assert log2(there_could_be) >= 66
    assert tries * LIVE / there_could_be < 0.05  # that one is hit in ten years, and then only destroyed


def test_a_worker_who_guesses_is_slowed_and_on_record(amina: User, signed_in: Callable[..., Client]) -> None:
    casing.trained(amina)
    client = signed_in(amina)
    for _guess in range(20):
        client.post("/desk/codes/open/", {"digits": codes.new().digits})
    missed = AuditEntry.objects.filter(act="handover.missed", actor_id=amina.pk).count()
    assert 3 <= missed <= 4
    assert settings.WAYPOST_CODE_COST  # the tests' own is cheap; production's is reckoned with above
