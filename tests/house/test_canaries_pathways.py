"""As test_canaries.py: no walk over the open pathways, no page of complaint tells what must not be told."""

import json
from typing import Final

import pytest
from django.conf import settings
from django.test import Client

from referral import arriving, editions
from referral.pathway.shapes import Audience
from tests.house.canaries import COUNTRY, SEEN
from tests.house.looking import Looking
from tests.referral.stepping import JSON, STEP, TO_A_PLAN, nth
from tests.referral.test_pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S5")]
PATHWAYS: Final = "/api/pathways/"
LANGUAGES: Final = [code for code, _ in settings.LANGUAGES]


def ask(looking: Looking, path: str, body: dict) -> dict:
    answer = Client().post(path, json.dumps(body), content_type=JSON)
    looking.at_answer(f"POST {path} {body}", answer, looking.nest.never_handed_out)
    return answer.json()


def walk(looking: Looking, place: int, **body: str) -> None:
    answers: dict = {}
    reply = ask(looking, STEP, {**body, "answers": answers})
    while "question" in reply:
        asked = reply["question"]
        answers = {**answers, asked["key"]: nth(place)(asked)}
        ask(looking, STEP, {**body, "answers": answers, "plan_now": True})
        reply = ask(looking, STEP, {**body, "answers": answers})


def test_no_step_tells_any_of_it(looking: Looking) -> None:
    for pathway in sorted(editions.current().pathways):
        for place, audience in enumerate(Audience):
            walk(looking, place, pathway=pathway, audience=audience.value, country=COUNTRY)
    for language in LANGUAGES:
        reply = ask(
            looking, STEP, {"pathway": "p01", "country": COUNTRY, "language": language, "answers": TO_A_PLAN}
        )
        assert SEEN in json.dumps(reply)
    looking.done()


def test_neither_the_list_nor_a_definition_nor_a_way_in_tells_any_of_it(looking: Looking) -> None:
    for language in LANGUAGES:
        ask(looking, PATHWAYS, {"language": language})
        for pathway in sorted(editions.current().pathways):
            ask(looking, f"{PATHWAYS}definition", {"pathway": pathway, "language": language})
    for code in arriving.LINKS.values():
        looking.at_answer(f"GET /{code}/", Client().get(f"/{code}/"), looking.nest.never_public)
    looking.seen = True  # nothing here is about listings
    looking.done()


def test_no_page_of_complaint_tells_any_of_it(looking: Looking) -> None:
    hidden = [one for one in looking.nest.never_public if one.startswith("canary-")]
    assert hidden
    for about in ("canary-open", "site", *hidden):
        for more in ((), (("send", "1"),), (("send", "1"), ("wrong", "not-safe"))):
            answer = post(Client(), [("go", "complain"), ("about", about), ("country", COUNTRY), *more])
            looking.at_answer(f"complaint about {about}", answer, looking.nest.never_public, but=about)
    looking.done()
