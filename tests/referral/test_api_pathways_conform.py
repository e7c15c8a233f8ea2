"""What the open pathways answer is what their description says, and what the pages of the site show."""

import json
import re
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator
from markupsafe import Markup

from config.openapi import document
from referral import api_description, arriving, editions
from referral.api_asked import MEMBERS
from tests.referral.stepping import PICTURE, STEP, TO_A_PLAN, ask, nth, services_of, step, walked

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
BELOW = "/api/pathways"
FORM = "application/x-www-form-urlencoded"
OPERATIONS = {"postPathways": f"{BELOW}/", "postDefinition": f"{BELOW}/definition", "postStep": STEP}
EXAMPLES = api_description.examples()
PATHWAYS = sorted(editions.seeds().pathways)


@cache
def by_the_description(name: str) -> Draft202012Validator:
    told = json.loads(
        json.dumps(document()["components"]["schemas"]).replace("#/components/schemas/", "#/$defs/")
    )
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": told}, validate_formats=True)


def faults(name: str, answer: Any) -> list[str]:
    found = by_the_description(name).iter_errors(answer)
    return [f"{error.instance_path}: {error.message[:120]}" for error in found]


# --- the schema ---


@pytest.mark.parametrize("pathway", PATHWAYS)
@pytest.mark.parametrize("audience", ["adult", "under18", "professional"])
def test_every_answer_of_a_walk_is_as_the_description_says(
    client: Client, pathway: str, audience: str
) -> None:
    body = {"pathway": pathway, "audience": audience, "country": "GB" if audience == "adult" else "TD"}
    for place in (0, 2):
        for reply in walked(client, nth(place), **body):
            assert faults("pathway_step", reply) == []


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_every_definition_is_as_the_description_says(client: Client, pathway: str) -> None:
    told = ask(client, f"{BELOW}/definition", pathway=pathway, language="ar").json()
    assert faults("pathway_definition", told) == []
    assert faults("pathways", client.get(f"{BELOW}/").json()) == []


def test_a_member_that_nobody_knows_would_be_seen(client: Client) -> None:
    reply = step(client, pathway="p01", country="GB", answers=TO_A_PLAN)
    assert faults("pathway_step", {**reply, "visitor": 1}) != []
    reply["plan"]["person"]["services"][0]["visitor"] = 1
    assert faults("pathway_step", reply) != []


# --- the examples ---


def missing(example: Any, answer: Any, at: str = "") -> list[str]:
    """Return where an answer lacks what the example has. An example may leave out, and ends its lists early.

    Words and editions change without a change of the interface; so does what is in the directory.
    """
    if isinstance(example, dict):
        if "text" in example and set(example) <= {"text", "lang"}:
            return [] if isinstance(answer, dict) and "text" in answer else [at]
        lost = [f"{at}.{name}" for name in example.keys() - answer.keys() if name not in OF_TODAY]
        both = (example.keys() & answer.keys()) - OF_TODAY
        return lost + [one for name in both for one in missing(example[name], answer[name], f"{at}.{name}")]
    if isinstance(example, list):
        short = [f"{at}: shorter"] if len(answer) < len(example) else []
        pairs = enumerate(zip(example, answer, strict=False))
        return short + [one for place, (a, b) in pairs for one in missing(a, b, f"{at}[{place}]")]
    return [] if example == answer else [f"{at}: {example!r} is {answer!r}"]


OF_TODAY = {"edition", "services", "named", "above", "reviewed", "review_by", "honest", "says", "numbers"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_the_interface_answers(client: Client, name: str) -> None:
    one = EXAMPLES[name]
    answer = ask(client, OPERATIONS[one["operation"]], **one["request"]).json()
    assert missing(one["response"], answer) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_as_the_description_says(name: str) -> None:
    gives = {f"post{one.called}": one.gives for one in api_description.ADDRESSES}
    assert faults(gives[EXAMPLES[name]["operation"]], EXAMPLES[name]["response"]) == []


def test_every_operation_has_an_example_and_a_changed_answer_would_be_seen() -> None:
    assert {one["operation"] for one in EXAMPLES.values()} == set(OPERATIONS)
    asked = EXAMPLES["next"]["response"]
    assert missing(asked, {**asked, "question": {**asked["question"], "key": "p01.other"}}) != []
    assert missing(asked, {**asked, "answered": []}) != []


def test_the_description_has_every_member_and_every_example() -> None:
    paths = document()["paths"]
    body = paths[STEP]["post"]["requestBody"]["content"]["application/json"]
    assert set(body["schema"]["properties"]) == set(MEMBERS)
    assert set(body["examples"]) == {name for name, one in EXAMPLES.items() if one["operation"] == "postStep"}
    assert "get" not in paths[STEP]


# --- the same plan as on the site ---

WALKS = [
    ("p01", TO_A_PLAN, "adult"),
    ("p01", {**PICTURE, "feel": ["yes"], "want": ["talk"]}, "adult"),
    ("p01", {"danger": ["yes"]}, "adult"),
    ("p01", {"danger": ["yes"]}, "under18"),
    *((pathway, None, audience) for pathway in PATHWAYS for audience in ("adult", "under18")),
]


def page_of(client: Client, pathway: str, answers: dict, audience: str, country: str) -> str:
    sent = [("go", "walk"), ("country", country), ("language", "en"), ("start", pathway)]
    sent += [("a", f"{key}:{one}") for key, chosen in answers.items() for one in chosen]
    sent += [("wording", "under18")] if audience == "under18" else []
    sent += [("unfold", "platforms")]
    return client.post("/", urlencode(sent), content_type=FORM).content.decode()


NONE = {"names": []}


def words(html: str) -> str:
    return unescape(Markup(html).striptags())  # noqa: S704 - read, never shown


@pytest.mark.promise("S4")
@pytest.mark.parametrize("country", ["GB", "TD"])
@pytest.mark.parametrize(("pathway", "answers", "audience"), WALKS)
def test_a_plan_is_the_one_that_the_site_shows(
    client: Client, pathway: str, answers: dict | None, audience: str, country: str
) -> None:
    body = {"pathway": pathway, "country": country, "audience": audience}
    reply = step(client, **body, answers=answers) if answers else [*walked(client, nth(1), **body)][-1]
    taken = {one["key"]: [answer["id"] for answer in one["answers"]] for one in reply["answered"]}
    page = page_of(client, pathway, taken, audience, country)
    assert "data-plan" in page
    told = reply["plan"]
    shown = re.findall(r'data-service="([^"]+)"', page)
    assert services_of(reply) == shown
    assert [one["id"] for part in told["sections"] for one in part["items"] if one["kind"] == "card"] == (
        re.findall(r'data-card="([^"]+)"', page)
    )
    read = words(page)
    for part in told["sections"]:
        for item in part["items"]:
            for text in item.get("lines", [item.get("text")]):
                assert words(text["text"]) in read
    for one in reply["emergency"]["numbers"]:
        assert f'href="{one["href"]}"' in page
    assert ("data-crisis" in page) == ("crisis" in told)
    assert told["lead"] in read
    assert ("data-platforms" in page) == ("platforms" in told)
    assert all(
        f'name="platform" value="{one}"' in unescape(page) for one in told.get("platforms", NONE)["names"]
    )


def test_no_answer_says_where_the_way_in_to_another_pathway_leads_but_the_list(client: Client) -> None:
    reply = json.dumps(step(client, pathway="p01", country="GB", answers=TO_A_PLAN))
    assert [code for code in arriving.LINKS.values() if code in reply] == []
