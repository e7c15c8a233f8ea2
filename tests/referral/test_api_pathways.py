"""The open pathways: a walk from another site, of which nothing is kept and nothing stands in an address."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from directory import published
from directory.edition import of_table
from directory.models.outward import OutwardService
from directory.slots import Record
from referral import api_services, editions
from tests.referral.stepping import JSON, PICTURE, STEP, TO_A_PLAN, ask, nth, services_of, step, walked

pytestmark = pytest.mark.django_db
BELOW = "/api/pathways/"


# --- which pathways there are ---


def test_the_list_names_every_pathway_with_its_languages_and_its_way_in(client: Client) -> None:
    told = client.get(BELOW).json()
    listed = {one["id"]: one for one in told["pathways"]}
    assert listed.keys() == editions.current().pathways.keys()
    assert all("en" in one["languages"] and one["title"]["text"] for one in listed.values())
    assert all(one["link"].startswith("http://testserver/") for id_, one in listed.items() if id_ != "p00")


def test_the_list_speaks_to_the_reader_who_is_named(client: Client) -> None:
    adult, child = (ask(client, BELOW, audience=reader).json() for reader in ("adult", "under18"))
    assert adult["pathways"] != child["pathways"]


@pytest.mark.parametrize("path", [BELOW, f"{BELOW}definition?pathway=p01&audience=under18"])
def test_what_a_client_has_already_is_not_sent_again(client: Client, path: str) -> None:
    mark = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": mark}).status_code == 304


@pytest.mark.promise("S2")
def test_a_browser_keeps_nothing_of_it(client: Client) -> None:
    for asked in ("", "?audience=under18", "?language=en", "definition?pathway=p14"):
        assert client.get(f"{BELOW}{asked}").headers["Cache-Control"] == "no-store"
    assert ask(client, STEP).headers["Cache-Control"] == "no-store"


def test_a_definition_holds_every_question_and_line_with_its_words(client: Client) -> None:
    told = client.get(f"{BELOW}definition?pathway=p01").json()["pathway"]
    pathway = editions.current().pathways["p01"]
    assert [one["id"] for one in told["questions"]] == list(pathway.questions)
    lines = [line["key"] for part in told["plan"] for line in part["lines"]]
    assert lines == [line.key for section in pathway.plan.values() for line in section]
    assert all(one["text"]["text"] for one in told["questions"])
    assert "card:keep-proof-adult" in told["on_entry"]
    assert ask(client, f"{BELOW}definition", pathway="p01").json()["pathway"] == told


# --- a step ---


def test_a_step_without_answers_asks_the_first_question(client: Client) -> None:
    reply = step(client)
    assert reply["question"]["key"] == "p00.entry"
    assert (reply["language"], reply["audience"], reply["country"]) == ("en", "adult", "XX")
    assert [one["danger"] for one in reply["question"]["answers"]].count(True) == 1


def test_each_answer_leads_on_and_what_was_taken_is_told(client: Client) -> None:
    reply = step(client, pathway="p01", answers={"danger": ["no"], "p01.made": ["yes"]})
    assert reply["question"]["key"] == "p01.state"
    assert reply["question"]["progress"]["number"] == 3
    assert [one["key"] for one in reply["answered"]] == ["danger", "p01.made"]
    assert reply["answered"][1]["answers"][0]["id"] == "yes"


@pytest.mark.promise("S4")
@pytest.mark.parametrize(("country", "number"), [("GB", "999"), ("XX", None), ("PN", None), ("DE", "112")])
def test_the_emergency_number_is_in_every_answer(client: Client, country: str, number: str | None) -> None:
    for answers in ({}, {"danger": ["yes"]}, TO_A_PLAN):
        told = step(client, pathway="p01", country=country, answers=answers)["emergency"]
        assert told["says"]
        assert (number is None) or number in [one["label"] for one in told["numbers"]]


def test_who_is_in_danger_gets_the_plan_at_once_and_it_is_the_short_one(client: Client) -> None:
    reply = step(client, pathway="p01", country="GB", answers={"danger": ["yes"], "p01.made": ["yes"]})
    assert reply["plan"]["stopped"] is True
    assert reply["plan"]["offers"] == []
    assert reply["plan"]["person"]["services"]
    assert [one["key"] for one in reply["answered"]] == ["danger"]


def test_thoughts_of_dying_bring_help_before_the_next_question(client: Client) -> None:
    reply = step(client, pathway="p01", country="GB", answers={**PICTURE, "feel": ["yes"]})
    assert "question" in reply
    assert reply["crisis"]["services"][0]["reach"]
    assert "crisis" not in step(client, pathway="p01", country="GB", answers={**PICTURE, "feel": ["no"]})
    now = step(client, pathway="p01", country="GB", answers={**PICTURE, "feel": ["yes"]}, plan_now=True)
    assert now["plan"]["crisis"]["services"][0]["id"] == reply["crisis"]["services"][0]["id"]


def test_more_ticks_than_may_be_are_asked_about_and_none_is_dropped_in_silence(client: Client) -> None:
    ticks = {**PICTURE, "feel": ["no"], "want": ["talk", "safer", "doctor", "rights"]}
    asked = step(client, pathway="p01", answers=ticks)["question"]
    assert (asked["key"], asked["problem"], asked["most"]) == ("want", "too-many", 3)


def test_an_answer_that_is_not_offered_is_asked_for_again(client: Client) -> None:
    asked = step(client, pathway="p01", answers={"danger": ["perhaps-tomorrow"]})["question"]
    assert (asked["key"], asked["problem"]) == ("danger", "nothing-chosen")


def test_an_edition_that_is_not_known_gives_way_to_the_current_one_and_says_so(client: Client) -> None:
    current = editions.current().edition
    known = step(client, edition=current)
    unknown = step(client, edition="0" * 12)
    assert (known["edition_changed"], unknown["edition_changed"]) == (False, True)
    assert known["edition"] == unknown["edition"] == current


def test_who_says_an_age_under_18_reads_plainer_words_from_then_on(client: Client) -> None:
    picture = {"danger": ["no"], "age": ["13-15"]}
    assert step(client, pathway="p02", answers=picture)["audience"] == "under18"
    assert step(client, pathway="p02", audience="professional")["audience"] == "professional"


def test_a_text_that_falls_back_says_its_language(client: Client) -> None:
    reply = step(client, pathway="p01", language="ar")
    spoken = "ar" if "p01" in editions.current().complete("ar") else "en"
    assert reply["question"]["text"].get("lang", "ar") == spoken
    assert "lang" not in step(client, pathway="p01", language="en")["question"]["text"]


def test_a_walk_that_a_plan_offers_begins_with_the_body_beside_it(client: Client) -> None:
    *_walk, reply = walked(client, nth(1), pathway="p14", country="GB")
    offers = reply["plan"]["offers"]
    assert offers
    for one in offers:
        begun = step(client, country="GB", **one["begin"])
        assert begun["question"]["key"] not in one["begin"]["answers"]
        assert "danger" in one["begin"]["answers"]


def test_the_plan_says_how_to_report_on_the_apps_that_are_chosen(client: Client) -> None:
    told = step(client, pathway="p01", country="GB", answers=TO_A_PLAN)["plan"]["platforms"]
    assert told["chosen"] == []
    name = next(one for one in told["names"] if one == "Instagram")
    chosen = step(client, pathway="p01", country="GB", answers=TO_A_PLAN, platforms=[name, "No such app"])
    assert [one["name"] for one in chosen["plan"]["platforms"]["chosen"]] == [name]
    assert chosen["plan"]["platforms"]["chosen"][0]["routes"][0]["steps"]["text"]
    prevention = [*walked(client, nth(1), pathway="p14", country="GB")][-1]
    assert "platforms" not in prevention["plan"]


# --- refusals ---

WRONG = [
    ({"languages": "en"}, "", "only these members"),
    ({"country": "zz-canary"}, "country", "ISO 3166-1"),
    ({"language": "tlh-canary"}, "language", "one of en"),
    ({"audience": "canary"}, "audience", "one of adult"),
    ({"pathway": "P1-canary"}, "pathway", "p and two digits"),
    ({"answers": ["danger:no"]}, "answers", "an object"),
    ({"answers": {"danger": "canary"}}, "answers", "a list"),
    ({"answers": {"danger": ["No canary"]}}, "answers", "ids"),
    ({"answers": {"q": ["a"] * 21}}, "answers", "at most 20"),
    ({"plan_now": "canary"}, "plan_now", "true or false"),
    ({"platforms": ["canary" * 20]}, "platforms", "at most 8"),
    ({"edition": "canary" * 20}, "edition", "at most 40"),
]


@pytest.mark.parametrize(("body", "parameter", "expected"), WRONG)
def test_a_body_that_does_not_fit_is_told_what_would_and_nothing_of_it_comes_back(
    client: Client, body: dict, parameter: str, expected: str
) -> None:
    answer = ask(client, STEP, **body)
    said = answer.json()
    assert (answer.status_code, said.get("parameter", "")) == (400, parameter)
    assert expected in said["expected"]
    assert b"canary" not in answer.content


def test_a_pathway_that_is_not_there_is_told_which_are(client: Client) -> None:
    answer = ask(client, STEP, pathway="p99")
    assert answer.status_code == 404
    assert "p01" in answer.json()["expected"]


@pytest.mark.promise("S2")
def test_answers_are_taken_by_post_alone(client: Client) -> None:
    answer = client.get(f"{STEP}?answers=danger")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, OPTIONS")
    assert client.get(f"{BELOW}definition?answers=danger").status_code == 400
    assert client.options(STEP).headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"


# --- what is kept, and what is told ---


def rows() -> dict[str, int]:
    counted = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own table names
            counted[table] = cursor.fetchone()[0]
    return counted


@pytest.mark.promise("S1")
def test_a_walk_keeps_nothing_and_knows_nobody(client: Client) -> None:
    before = rows()
    answer = ask(client, STEP, pathway="p01", country="GB", answers=TO_A_PLAN)
    assert answer.cookies == {}
    assert [name for name in ("session", "user", "auth") if hasattr(answer.wsgi_request, name)] == []
    assert rows() == before


def test_any_page_may_ask(client: Client) -> None:
    answer = client.post(STEP, "{}", content_type=JSON, headers={"origin": "https://school.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.promise("S5")
def test_what_only_our_own_pages_may_tell_is_not_handed_out_and_somebody_else_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = services_of(step(client, pathway="p01", country="GB", answers=TO_A_PLAN))
    stock = published.current()
    asked = Record(replace(stock.listings[shown[0]], visibility="asked"))
    table = stock.table.following((), [asked])
    changed = of_table(table, version=2, stamp="asked", emergency=stock.emergency, platforms=stock.platforms)
    monkeypatch.setattr(published, "current", lambda: changed)
    reply = step(client, pathway="p01", country="GB", answers=TO_A_PLAN)
    assert shown[0] not in json.dumps(reply)
    assert reply["plan"]["person"]["services"]


@pytest.mark.promise("S13")
def test_while_the_database_is_away_the_plan_comes_without_the_documents(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = step(client, pathway="p01", country="GB", answers=TO_A_PLAN)
    monkeypatch.setattr(OutwardService.objects, "shown", lambda **said: _Away())
    bare = step(client, pathway="p01", country="GB", answers=TO_A_PLAN)
    assert services_of(bare) == services_of(whole)
    assert "service" in whole["plan"]["person"]["services"][0]
    assert "service" not in bare["plan"]["person"]["services"][0]


class _Away:
    """Rows of a database that does not answer."""

    def filter(self, **_asked: object) -> "_Away":
        return self

    def values_list(self, *_names: str) -> None:
        raise DatabaseError("away")


def test_an_edition_with_nothing_to_hide_is_told_as_it_is() -> None:
    stock = published.current()
    assert api_services.told(stock) is stock
