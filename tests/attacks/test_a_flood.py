"""Somebody floods every door at once: each answer is an answer, memory stays bounded, and a true visitor gets
through. On loopback, and bounded: some hundreds of requests.
"""

import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.db import connections, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.models.feedback import Feedback
from referral.models.complaint import Complaint
from tests.attacks.switches import AT_THE_SERVER
from tests.journeys import desk_people
from tests.running.site import Site, of_this_run, serving

pytestmark = pytest.mark.on_postgresql
FORM: Final = "application/x-www-form-urlencoded"
ROUNDS: Final = 12
AT_ONCE: Final = 8
PATIENCE_S: Final = 8.0  # for one page, on two cores that also flood
MOST_GROWN: Final = 120  # MB, of all processes of the site together
LARGE: Final = b"go=home&" + b"a" * 8_000_000
ANSWERS: Final = {200, 302, 400, 403, 404, 413, 415, 429}


@pytest.fixture
def victim(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The site; what the flood left in its tables is taken away again."""
    off = {AT_THE_SERVER: os.environ.get(AT_THE_SERVER, "")}
    with django_db_blocker.unblock():
        with desk_people.working():
            with serving("tests.attacks.served:application", environment={**of_this_run(), **off}) as site:
                yield site
            with transaction.atomic():
                for model in (Complaint, Feedback, AccessAttempt):
                    model.objects.all().delete()
        connections.close_all()


def flood() -> list[tuple[str, str, bytes, str]]:
    """Return one round of everything that costs something: a search, steps, codes, complaints, sign-ins."""
    forms = [
        [("go", "find"), ("words", "help " * 40), ("country", "GB"), ("find", "1")],
        [("go", "find"), ("words", "zzzzqqqq hlep wiht vilence"), ("country", "IN"), ("find", "1")],
        [("go", "walk"), ("start", "p01"), ("country", "GB"), ("plan_now", "1")],
        [("go", "have-code"), ("code", "123456789012345678901"), ("destroy", "1")],
        [("go", "code"), ("make", "1"), ("press", "x"), ("country", "GB"), ("plan_now", "1")],
        [("go", "complain"), ("about", "site"), ("wrong", "not-respectful"), ("send", "1")],
        [("go", "find"), ("said", "gb-samaritans not_safe")],
    ]
    step = json.dumps({"pathway": "p01", "answers": {}, "country": "GB"}).encode()
    guess = urlencode([("login", "somebody@example.org"), ("password", "guess")]).encode()
    return [
        *(("POST", "/", urlencode(one).encode(), FORM) for one in forms),
        ("POST", "/api/hsds/services", b'{"search": "crisis", "per_page": 50}', "application/json"),
        ("POST", "/api/pathways/step", step, "application/json"),
        ("POST", "/desk/account/sign-in/", guess, FORM),
        ("POST", "/", LARGE, FORM),
    ]


def asks(site: Site, method: str, address: str, body: bytes, kind: str) -> tuple[int, float]:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    try:
        connection.request(method, address, body, {"Content-Type": kind} if kind else {})
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # it hung up before all of a body was sent that it does not read
    finally:
        connection.close()
    return status, time.monotonic() - began


def megabytes(pid: int) -> float:
    """Return how much memory a process holds with all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line)
    return int(own.split()[1]) / 1024 + sum(megabytes(int(child)) for child in children)


def test_every_answer_is_an_answer_memory_stays_bounded_and_a_visitor_gets_through(victim: Site) -> None:
    for one in flood():
        asks(victim, *one)  # whatever is read once is read now
    before, over, waited = megabytes(victim.pid), threading.Event(), []

    def visits() -> None:
        while not over.is_set():
            status, seconds = asks(victim, "GET", "/", b"", "")
            waited.append(seconds if status == 200 else 999.0)
            time.sleep(0.2)

    visitor = threading.Thread(target=visits)
    visitor.start()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        sent = [
            (one[1], len(one[2]), crowd.submit(asks, victim, *one)) for _ in range(ROUNDS) for one in flood()
        ]
    over.set()
    visitor.join()
    statuses = Counter((address, length == len(LARGE), done.result()[0]) for address, length, done in sent)
    assert {status for _address, _large, status in statuses} <= ANSWERS, statuses
    assert {status for _address, large, status in statuses if large} == {413}
    assert max(waited) < PATIENCE_S
    assert len(waited) > 2
    assert megabytes(victim.pid) - before < MOST_GROWN


@pytest.mark.django_db
@pytest.mark.one_engine
def test_a_form_of_a_thousand_fields_is_refused() -> None:
    body = urlencode([("a", f"p01.q{number}:yes") for number in range(1000)])
    assert Client().post("/", body, content_type=FORM).status_code == 400
