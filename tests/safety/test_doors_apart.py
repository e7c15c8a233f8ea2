"""The public door as a process of its own: under a user of its own, and with no way to the primary at all."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final
from urllib.parse import urlencode

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from directory.models.feedback import Feedback
from referral import editions
from referral.models.complaint import Complaint
from referral.models.handover import Handover, HandoverPress
from safety.database_rights import Role
from safety.models import DataKey
from tests.referral.told_by import ANSWERS, walk_to_the_end
from tests.running.site import Site, of_this_run, serving
from tests.safety import users_of_postgresql

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE_S: Final = 15
NOTHING_OFFERED: Final = ("data-tell-once", 'name="said"', 'name="send"', 'name="destroy"')
Fields = list[tuple[str, str]]


def ask(site: Site, sent: Fields | None, address: str = "/en/") -> str:
    """Return the page; whatever is no page fails."""
    to = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        to.request(
            "POST" if sent else "GET", address, urlencode(sent) if sent else None, FORM if sent else {}
        )
        answer = to.getresponse()
        assert answer.status == 200, f"{address} {sent} {answer.status}"
        return answer.read().decode()
    finally:
        to.close()


def walked(go: str = "walk", *more: tuple[str, str]) -> Fields:
    whole = walk_to_the_end(editions.seeds(), ANSWERS)
    told = [("a", f"{key}:{one}") for key, chosen in whole.items() for one in chosen]
    return [("go", go), ("language", "en"), ("country", "GB"), *told, *more]


def until_offered(site: Site) -> str:
    """Return the plan with its code: where the first look at the primary comes late, none is offered yet."""
    until = time.monotonic() + PATIENCE_S
    while "data-tell-once" not in (plan := ask(site, walked())):
        assert time.monotonic() < until, "no code is offered"
        time.sleep(0.2)
    return plan


def found_in(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]


def read_everywhere(site: Site) -> tuple[str, str]:
    """Walk to a plan, search by ticks and by words, ask both interfaces; return plan and listing."""
    assert "What is happening?" in ask(site, None)
    plan = ask(site, walked())
    assert "data-plan" in plan
    assert "data-person" in plan
    found = ask(site, [("go", "find"), ("find", "1"), ("country", "GB"), ("words", "helpline")])
    assert 'href="tel:999"' in ask(site, [("go", "emergency"), ("country", "GB")])
    for address in ("services", "services?search=helpline", "organizations", "service_at_locations",
                    "taxonomies", "taxonomy_terms"):  # fmt: skip
        assert '"contents"' in ask(site, None, f"/api/hsds/{address}")
    assert ask(site, None, "/api/pathways/")
    return plan, found_in('data-service="([^"]+)"', found)


Counts = Callable[[], tuple[int, ...]]


@pytest.fixture
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counts]:
    """Count what servers wrote, and take it away: no transaction of this test is open, and none is undone."""
    tables = (Handover, HandoverPress, DataKey, Feedback, Complaint)
    with django_db_blocker.unblock():
        yield lambda: tuple(table.objects.count() for table in tables)
        for model in tables:
            model.objects.all().delete()


@pytest.fixture(scope="module")
def stack(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ExitStack]:
    with django_db_blocker.unblock(), ExitStack() as servers:
        if connection.vendor == "postgresql":
            servers.enter_context(users_of_postgresql.made())
        yield servers


def of(**urls: str) -> dict[str, str]:
    """Return the environment of a public process that is given these databases and no others."""
    none = {"DATABASE_URL": "", "WAYPOST_KEYS_URL": "", "WAYPOST_READ_URL": ""}
    return {**of_this_run(), **none, "WAYPOST_DOORS": "public", "WAYPOST_CONTACT": "Box 1, Anytown", **urls}


@pytest.fixture(scope="module")
def only_reads(stack: ExitStack) -> Site:
    """A public door that was given a copy to read, and nothing else. Of its servers the first is away."""
    read = of_this_run()["DATABASE_URL"]
    if connection.vendor == "postgresql":
        read = users_of_postgresql.url("default", Role.READER, hosts="/nowhere,")
    return stack.enter_context(serving("config.wsgi:application", environment=of(WAYPOST_READ_URL=read)))


@pytest.mark.both_engines
@pytest.mark.promise("S13")
def test_with_a_way_to_read_alone_everything_is_shown_and_nothing_is_offered(only_reads: Site):
    plan, listing = read_everywhere(only_reads)
    pages = [
        plan,
        ask(only_reads, [("go", "find"), ("find", "1"), ("country", "GB")]),
        ask(only_reads, [("go", "complain"), ("country", "GB")]),
        ask(only_reads, [("go", "have-code")]),
        ask(only_reads, walked("code", ("press", "forged"), ("make", "1"))),
    ]
    assert [(sign, page[:80]) for page in pages for sign in NOTHING_OFFERED if sign in page] == []
    assert "Box 1, Anytown" in pages[2]
    assert "nothing can be sent" in pages[2]
    assert "no code can be destroyed" in pages[3]
    assert "we made no code" in pages[4]


@pytest.mark.both_engines
@pytest.mark.promise("S13")
def test_what_is_sent_all_the_same_is_answered_calmly_and_kept_nowhere(only_reads: Site, written: Counts):
    listing = read_everywhere(only_reads)[1]
    find = [("go", "find"), ("find", "1"), ("country", "GB"), ("words", "helpline")]
    assert "We could not take that" in ask(only_reads, [*find, ("said", f"{listing} not-safe")])
    ask(only_reads, [("go", "complain"), ("about", "site"), ("wrong", "not-safe"), ("send", "1")])
    ask(only_reads, [("go", "have-code"), ("code", "1" * 21), ("destroy", "1")])
    assert not any(written())


@pytest.fixture(scope="module")
def public(stack: ExitStack) -> Site:
    """A public door under its own user of PostgreSQL: it reads by one route and writes by another."""
    urls = {
        "WAYPOST_READ_URL": users_of_postgresql.url("default", Role.PUBLIC, hosts="/nowhere,"),
        "DATABASE_URL": users_of_postgresql.url("default", Role.PUBLIC),
        "WAYPOST_KEYS_URL": users_of_postgresql.url("keys", Role.KEYS_PUBLIC),
    }
    return stack.enter_context(serving("config.wsgi:application", environment=of(**urls)))


@pytest.mark.on_postgresql
@pytest.mark.promise("S13")
def test_the_public_user_walks_searches_hands_over_destroys_and_presses(public: Site, written: Counts):
    _plan, listing = read_everywhere(public)
    plan = until_offered(public)
    press = found_in(r'name="press" value="([^"]+)"', plan)
    code = ask(public, walked("code", ("press", press), ("make", "1")))
    digits = found_in(r'name="code" value="(\d{21})"', code)
    assert written()[:3] == (1, 1, 1)
    assert "shown only once" in ask(public, walked("code", ("press", press), ("make", "1")))
    assert written()[0] == 1
    destroyed = ask(public, [("go", "have-code"), ("code", digits), ("destroy", "1")])
    assert "It is destroyed" in destroyed
    assert written()[:3] == (0, 1, 0)
    find = [("go", "find"), ("find", "1"), ("country", "GB"), ("words", "helpline")]
    assert "Thank you" in ask(public, [*find, ("said", f"{listing} helped")])
    sent = [("go", "complain"), ("about", listing), ("wrong", "not-safe"), ("send", "1")]
    assert "Thank you for telling us" in ask(public, sent)
    assert written()[3:] == (2, 1)


@pytest.mark.on_postgresql
@pytest.mark.promise("S13")
def test_without_keys_feedback_is_offered_and_no_code(stack: ExitStack):
    role = users_of_postgresql.url("default", Role.PUBLIC)
    given = of(WAYPOST_READ_URL=role, DATABASE_URL=role)
    with serving("config.wsgi:application", environment=given) as site:
        plan = ask(site, walked())
        assert 'name="said"' in plan
        assert "data-tell-once" not in plan
        assert "we made no code" in ask(site, walked("code", ("press", "forged"), ("make", "1")))
        assert "no code can be destroyed" in ask(site, [("go", "have-code")])
