"""A code on the public side: what a plan says of it, shown once, destroyed, never minted or told twice."""

import re
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError
from django.test import Client

from referral import editions, handover, handover_page
from referral.models.handover import Handover
from safety import codes, keys
from safety.buckets import Buckets
from safety.models import DataKey
from safety.turns import Turns
from staff.models.record import AuditEntry
from tests.referral.told_by import ANSWERS, walk_to_the_end

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

FORM = "application/x-www-form-urlencoded"
PRESS = re.compile(r'name="press" value="([^"]+)"')
DIGITS = re.compile(r'name="code" value="(\d{21})"')


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover_page, "buckets", Buckets(each=100, everybody=0))


@pytest.fixture
def client(db) -> Client:
    return Client(headers={"user-agent": "canary"})


def answers(
    given: dict[str, tuple[str, ...]] | None = None, *, under18: bool = False
) -> list[tuple[str, str]]:
    whole = walk_to_the_end(editions.current(), given or ANSWERS, under18=under18)
    return [("a", f"{key}:{one}") for key, chosen in whole.items() for one in chosen]


def post(client: Client, go: str, *more: tuple[str, str], told: list[tuple[str, str]] | None = None) -> str:
    fields = [
        ("go", go),
        ("language", "en"),
        ("country", "ES"),
        *(answers() if told is None else told),
        *more,
    ]
    answer = client.post("/", urlencode(fields), content_type=FORM)
    assert answer.status_code == 200
    assert answer.cookies == {}
    return answer.content.decode()


def pressed(client: Client, **named: object) -> list[tuple[str, str]]:
    """Return the fields of the button on a plan."""
    return [("press", PRESS.search(post(client, "walk", **named))[1]), ("make", "1")]


def made(client: Client) -> tuple[str, str]:
    """Return the page of a new code, and the code."""
    page = post(client, "code", *pressed(client))
    return page, DIGITS.search(page)[1]


def test_a_plan_says_what_a_helper_will_see_and_for_how_long(client: Client):
    page = post(client, "walk")
    part = page[page.index("data-tell-once") :]
    part = part[: part.index("</details>")]
    for said in (
        "Tell it once",
        "What they will see",
        "18 to 24",
        "Spain",
        "English",
        "72 hours",
        "Make my code",
    ):
        assert said in part


def test_the_code_is_shown_in_seven_groups_to_be_read_aloud(client: Client):
    page, digits = made(client)
    code = codes.read(digits)
    shown = re.findall(r'<span role="img" aria-label="([\d ]+)">(\d{3})</span>', page)
    assert tuple(group for _aloud, group in shown) == code.groups
    assert all(aloud == " ".join(group) for aloud, group in shown)
    assert page.count(digits) == 1
    assert "<title>Information</title>" in page


def test_loading_the_answer_again_shows_no_code_and_makes_none(client: Client):
    press = pressed(client)
    first = post(client, "code", *press)
    again = post(client, "code", *press)
    assert DIGITS.search(first)
    assert not DIGITS.search(again)
    assert "shown only once" in again
    assert Handover.objects.count() == 1
    new = [("press", PRESS.search(again)[1]), ("make", "1")]
    assert DIGITS.search(post(client, "code", *new))[1] != DIGITS.search(first)[1]


def test_a_form_without_a_press_makes_no_code(client: Client):
    for more in ([], [("make", "1")], [("press", "made up")]):
        assert "shown only once" in post(client, "code", *more)
    assert not Handover.objects.exists()


def test_another_site_makes_and_destroys_nothing_for_anybody(client: Client):
    press = urlencode([("go", "code"), ("country", "ES"), *answers(), *pressed(client)])
    elsewhere = {"sec-fetch-site": "cross-site"}
    client.post("/", press, content_type=FORM, headers=elsewhere)
    assert not Handover.objects.exists()
    _page, digits = made(client)
    body = urlencode([("go", "have-code"), ("destroy", "1"), ("code", digits)])
    client.post("/", body, content_type=FORM, headers=elsewhere)
    assert Handover.objects.count() == 1


def test_before_there_is_a_plan_the_walk_goes_on(client: Client):
    page = post(client, "code", ("press", "x"), ("make", "1"), told=answers()[:2])
    assert "data-page" in page
    assert "Your code" not in page
    assert not Handover.objects.exists()


def test_whoever_is_under_18_reads_plainer_words_and_that_it_is_told(client: Client):
    young = [("wording", "under18"), *answers(under18=True)]
    page = post(client, "walk", told=young)
    assert "Give it to a helper" in page
    assert "That you are under 18" in page
    page = post(client, "code", *pressed(client, told=young), told=young)
    assert "only this one time" in page


def test_a_plan_of_prevention_offers_no_code_and_keeps_nothing(client: Client):
    p14 = answers({"p00.entry": ("prevention",), "danger": ("no",)})
    page = post(client, "walk", told=p14)
    assert 'data-plan="p14"' in page
    assert "data-tell-once" not in page
    post(client, "code", ("press", "forged"), ("make", "1"), told=p14)
    assert not Handover.objects.exists()


# --- destroy ---


def test_the_page_of_the_code_destroys_it(client: Client):
    _page, digits = made(client)
    page = post(client, "have-code", ("code", digits), ("destroy", "1"))
    assert "It is destroyed" in page
    assert not Handover.objects.exists()
    assert not DataKey.objects.exists()
    assert digits not in page


def test_a_code_that_was_typed_is_destroyed_and_one_that_never_was_gets_the_same_page(client: Client):
    _page, digits = made(client)
    there = post(client, "have-code", ("code", " ".join(codes.read(digits).groups)), ("destroy", "1"))
    never = post(client, "have-code", ("code", codes.new().digits), ("destroy", "1"))
    assert there == never
    assert not Handover.objects.exists()


def test_a_slip_is_named_and_what_was_typed_is_not_sent_back(client: Client):
    page = post(client, "have-code", ("code", "123 456 789 123"), ("destroy", "1"))
    assert "9 digits are missing" in page
    assert "123 456" not in page
    assert "789" not in page[page.index("<main") : page.index("</main")]


# --- limits (no address is kept) ---

FROM = {name: {"REMOTE_ADDR": place} for name, place in (("here", "81.2.69.160"), ("there", "89.160.20.112"))}


def asks(client: Client, **where: str) -> str:
    """Return the page of a press from somewhere."""
    press = urlencode([("go", "code"), ("country", "ES"), *answers(), *pressed(client)])
    return client.post("/", press, content_type=FORM, **where).content.decode()


def test_one_place_that_asks_too_much_is_slowed_and_nobody_else_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(handover_page, "buckets", Buckets(each=2, everybody=0))
    pages = [asks(client, **FROM["here"]) for _ in range(3)]
    assert [bool(DIGITS.search(page)) for page in pages] == [True, True, False]
    assert "Please try again in a minute" in pages[-1]
    assert "data-emergency" in pages[-1]
    assert "data-person" in pages[-1]
    assert DIGITS.search(asks(client, **FROM["there"]))


@pytest.mark.parametrize("door", ["127.0.0.1", "10.0.0.7", "fd00::1", ""])
def test_where_many_come_through_one_door_nobody_is_slowed_for_what_another_did(
    client: Client, monkeypatch: pytest.MonkeyPatch, door: str
):
    monkeypatch.setattr(handover_page, "buckets", Buckets(each=2, everybody=0))
    assert all(DIGITS.search(asks(client, REMOTE_ADDR=door)) for _ in range(4))


def test_a_crowd_at_one_door_keeps_nobody_out_who_comes_by_another(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    full = Turns(at_once=1, in_line=0, longest=0.0)
    monkeypatch.setattr(handover_page, "turns_of_shared", full)
    with full.turn():
        assert not DIGITS.search(asks(client))
        assert DIGITS.search(asks(client, **FROM["here"]))


def test_when_all_turns_are_taken_the_plan_is_kept_and_somebody_to_call_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    full = Turns(at_once=1, in_line=0, longest=0.0)
    monkeypatch.setattr(handover_page, "turns_of_shared", full)
    with full.turn():
        page = post(client, "code", *pressed(client))
        assert "Please try again in a minute" in page
        assert "Back to my plan" in page
        assert "again in a minute" in post(
            client, "have-code", ("code", codes.new().digits), ("destroy", "1")
        )
    assert not Handover.objects.exists()


# --- S13, S2 ---


@pytest.mark.promise("S13")
def test_while_no_edition_is_known_a_press_leads_to_emergency_numbers(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    press = pressed(client)
    monkeypatch.setattr(handover_page.handover.editions, "is_known", lambda: False)
    page = post(client, "code", *press)
    assert 'data-page="walk"' in page
    assert "data-emergency" in page
    assert "data-plan" not in page
    assert not Handover.objects.exists()


def refuse(*_: object, **__: object) -> None:
    raise DatabaseError("away")


@pytest.mark.promise("S13")
@pytest.mark.parametrize("where", [(handover.writable, "takes_writes"), (handover.editions, "is_kept")])
def test_while_nothing_can_be_kept_the_plan_says_nothing_of_a_code(
    client: Client, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str]
):
    monkeypatch.setattr(*where, refuse)
    page = post(client, "walk")
    assert "data-plan" in page
    assert "data-tell-once" not in page


@pytest.mark.promise("S13")
def test_what_cannot_be_stored_at_the_press_is_said_and_the_plan_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    press = pressed(client)
    monkeypatch.setattr(keys, "sealed_by_a_new", refuse)
    page = post(client, "code", *press)
    assert "we made no code" in page
    assert "Back to my plan" in page
    assert all(f'value="{value}"' in page for _a, value in answers())
    assert not Handover.objects.exists()
    assert not DataKey.objects.exists()


@pytest.mark.promise("S13")
def test_what_cannot_be_destroyed_is_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    _page, digits = made(client)
    monkeypatch.setattr(keys, "destroy", refuse)
    page = post(client, "have-code", ("code", digits), ("destroy", "1"))
    assert "could not do that" in page
    assert digits not in page


@pytest.mark.promise("S2")
def test_a_code_leaves_nothing_in_the_record_nor_in_any_log(client: Client, caplog: pytest.LogCaptureFixture):
    before = AuditEntry.objects.count()
    _page, digits = made(client)
    post(client, "have-code", ("code", digits), ("destroy", "1"))
    assert AuditEntry.objects.count() == before
    assert caplog.text == ""
