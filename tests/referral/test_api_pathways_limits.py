"""The open pathways where much is asked at once, or the database is away."""

from dataclasses import replace

import pytest
from django.db import DatabaseError
from django.test import Client

from directory import api_guard, published
from directory.edition import Published
from referral import api_services
from safety.buckets import Buckets
from tests.referral.stepping import JSON, STEP, TO_A_PLAN, ask, step
from tests.referral.test_api_pathways_conform import faults

pytestmark = pytest.mark.django_db
BELOW = "/api/pathways/"


def posted(client: Client, **extra: str) -> int:
    return client.post(STEP, "{}", content_type=JSON, **extra).status_code


def test_who_asks_for_too_many_steps_is_told_when_to_come_back_and_may_read_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_guard, "_dear", Buckets(each=2, everybody=1000))
    assert [posted(client) for _ in range(3)] == [200, 200, 429]
    assert ask(client, STEP).headers["Retry-After"]
    assert client.get(BELOW).status_code == 200


def test_steps_are_counted_apart_from_what_costs_less(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_guard, "_buckets", Buckets(each=1, everybody=1000))
    assert [client.get(BELOW).status_code for _ in range(2)] == [200, 429]
    assert posted(client) == 200


def test_a_network_of_ipv6_is_one_place(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_guard, "_dear", Buckets(each=2, everybody=1000))
    found = [posted(client, REMOTE_ADDR=f"2001:db8:1:2::{host:x}") for host in range(3)]
    assert found == [200, 200, 429]
    assert posted(client, REMOTE_ADDR="2001:db8:1:3::1") == 200


@pytest.mark.promise("S13")
@pytest.mark.parametrize("answers", [{}, TO_A_PLAN])
def test_an_answer_says_since_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, answers: dict
) -> None:
    body = {"pathway": "p01", "country": "GB", "answers": answers}
    assert "unconfirmed_since" not in step(client, **body)
    monkeypatch.setattr(published, "_newest", refuse)
    monkeypatch.setattr(published, "LOOK_EVERY_S", -1.0)
    reply = step(client, **body)
    published.forget()
    assert reply["unconfirmed_since"].endswith("Z")
    assert faults("pathway_step", reply) == []


def refuse() -> None:
    raise DatabaseError("away")


@pytest.mark.promise("S6")
def test_of_two_editions_asked_for_at_once_each_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    older = published.current()
    newer = replace(older)
    monkeypatch.setattr(api_services, "_memory", _Interrupted(older))
    assert api_services.told(newer) is newer
    assert api_services.told(newer) is newer


class _Interrupted:
    """A memory into which another request writes, once, as soon as anything is written."""

    def __init__(self, older: Published) -> None:
        self.__dict__.update(pair=None, whole=None, told=None, older=older)

    def __setattr__(self, name: str, value: object) -> None:
        self.__dict__[name] = value
        older = self.__dict__.pop("older", None)
        if older is not None:
            assert api_services.told(older) is older
