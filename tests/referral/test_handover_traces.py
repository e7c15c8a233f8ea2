"""What a code leaves behind: two sealed rows, and nothing in an address, a log, the record or a cookie."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test import Client

from referral import handover_page
from referral.models.handover import Handover
from safety import codes
from safety.buckets import Buckets
from tests.referral.test_handover_pages import DIGITS, FORM, answers, made, post, pressed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TEXT = ("CharField", "TextField", "SealedText", "JSONField", "UUIDField")
MOST_BYTES = 14_000  # what a phone on a slow network has in its first round trips


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover_page, "buckets", Buckets(each=100, everybody=0))


@pytest.fixture
def client(db: None) -> Client:
    return Client(headers={"user-agent": "canary-browser"}, REMOTE_ADDR="81.2.69.161")


def everything() -> Iterator[tuple[str, str]]:
    """Yield all that stands in any column of any table of both databases, as text."""
    for model in apps.get_models(include_auto_created=True):
        alias = getattr(model, "database", "default")
        with connections[alias].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own tables
            for row in cursor:
                yield model._meta.label, " ".join(map(str, row))


@pytest.mark.promise("S2")
@pytest.mark.promise("S7")
def test_no_table_holds_anything_of_a_code_or_of_who_took_it(
    client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    before = set(everything())
    press = pressed(client)
    page = post(client, "code", *press)
    digits = DIGITS.search(page)[1]
    new = sorted(set(everything()) - before)
    assert {label for label, _row in new} == {"referral.Handover", "referral.HandoverPress", "safety.DataKey"}
    kept = "\n".join(row for _label, row in new)
    told = [value.partition(":")[2] for _a, value in answers()]
    never = [digits, codes.read(digits).digits[:9], press[0][1], "canary-browser", "81.2.69.161"]
    assert [word for word in (*never, *told) if len(word) > 4 and word in kept] == []
    assert not any(re.search(rf"\b{word}\b", kept) for word in told if not word.isdecimal())
    post(client, "have-code", ("code", digits), ("destroy", "1"))
    left = {label for label, _row in set(everything()) - before}
    assert left == {"referral.HandoverPress"}
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


@pytest.mark.promise("S7")
def test_no_time_in_any_row_says_when_somebody_was_here(client: Client):
    made(client)
    for moment in (
        Handover.objects.get().expires_at,
        *apps.get_model("safety.DataKey").objects.values_list("made_at", flat=True),
        *apps.get_model("referral.HandoverPress").objects.values_list("expires_at", flat=True),
    ):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


@pytest.mark.promise("S2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_code_is_neutral_small_and_sets_nothing(client: Client, language: str):
    press = pressed(client)
    whole = (("language", language),)
    pages = {
        "plan": [("go", "walk"), ("country", "ES"), *answers()],
        "given": [("go", "code"), ("country", "ES"), *answers(), *press],
        "once": [("go", "code"), ("country", "ES"), *answers(), *press],
        "ask": [("go", "have-code")],
        "misread": [("go", "have-code"), ("code", "12"), ("destroy", "1")],
        "destroyed": [("go", "have-code"), ("code", codes.new().digits), ("destroy", "1")],
    }
    for name, form in pages.items():
        answer = client.post("/", urlencode([*form, *whole]), content_type=FORM)
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert answer.cookies == {}
        assert "no-store" in answer.headers["Cache-Control"]
        assert len(gzip.compress(answer.content)) <= MOST_BYTES, name
        assert re.findall(r"<title>(.*?)</title>", page) == [neutral(client, language)], name
        assert set(re.findall(r'formaction="([^"]*)"', page)) == {"/"}, name
        assert not re.search(r'method="get"|href="/', page.replace('href="/static', "")), name
        assert bool(DIGITS.search(page)) == (name == "given")


def neutral(client: Client, language: str) -> str:
    page = client.get(f"/{language}/").content.decode()
    return re.search(r"<title>(.*?)</title>", page)[1]


@pytest.mark.promise("S2")
def test_no_address_takes_a_code(client: Client):
    _page, digits = made(client)
    for address in (f"/?code={digits}&go=have-code&destroy=1", f"/{digits}/", f"/code/{digits}/"):
        assert digits not in client.get(address).content.decode()
    assert Handover.objects.count() == 1
