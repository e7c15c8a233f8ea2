"""The public pages meet whatever is sent to them calmly: no traceback, no word of it back, nothing kept."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from referral import editions
from referral.forms import Go

FORM = "application/x-www-form-urlencoded"
CANARY = "canary9d2e"
PLAN = [
    ("go", "walk"),
    ("country", "GB"),
    *(("a", value) for value in ("p00.entry:picture", "danger:no", "p01.made:yes", "p01.state:online")),
    *(("a", value) for value in ("p01.demand:no", "p01.who:stranger", "feel:no", "want:talk")),
]

pytestmark = pytest.mark.django_db


def post(client: Client, sent: list[tuple[str, str]] | str, path: str = "/"):
    body = sent if isinstance(sent, str) else urlencode(sent)
    return client.post(path, body, content_type=FORM)


@pytest.mark.parametrize("go", [go.value for go in Go if go is not Go.CLEAR])
@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_page_answers_in_every_language(client: Client, go: str, language: str) -> None:
    answer = post(client, [("go", go), ("language", language)])
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.promise("S2")
@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_page_has_the_same_title(client: Client, language: str) -> None:
    titles = {
        post(client, [("go", go.value), ("language", language)]).content.decode().split("title>")[1]
        for go in Go
        if go is not Go.CLEAR
    }
    assert len(titles) == 1


@pytest.mark.promise("S4")
@pytest.mark.parametrize("country", ["GB", "JO", "TD", "PN", "XK", "XX"])
def test_a_plan_holds_an_emergency_number_or_says_that_none_is_known(client: Client, country: str) -> None:
    page = post(client, [*PLAN, ("country", country)]).content.decode()
    band = page.split("data-emergency")[1].split("</section>")[0]
    assert 'href="tel:' in band or "We know no sure" in band or "Choose a country" in band
    assert "data-person" in page
    assert (
        "data-service" in page.split("data-person")[1].split("</section>")[0] or "We know of no line" in page
    )


@pytest.mark.promise("S12")
def test_a_child_is_shown_nothing_for_adults_only(client: Client) -> None:
    under = [
        "p00.entry:picture",
        "danger:no",
        "age:13-15",
        "p02.state:online",
        "p02.by:not-sure",
        "feel:no",
        "want:talk",
    ]
    sent = [("go", "walk"), ("country", "GB"), ("wording", "under18"), *(("a", value) for value in under)]
    page = post(client, sent).content.decode()
    assert "data-plan" in page
    assert "18 or over</li>" not in page


@pytest.mark.promise("S6")
def test_what_nobody_checked_says_so_and_can_be_switched_off(client: Client, settings) -> None:  # noqa: ANN001
    shown = post(client, PLAN).content.decode()
    assert shown.count("data-service") == shown.count("Not yet checked by this site")
    settings.WAYPOST_SHOW_SOURCED = False
    hidden = post(client, PLAN).content.decode()
    assert "data-service" not in hidden
    assert 'href="tel:999"' in hidden


HOSTILE = [
    "a=p01.made%3A%3Cscript%3E" + CANARY,
    "go=" + CANARY,
    "go=walk&a=" + CANARY + "&a=p99.none%3Ayes&edition=" + CANARY,
    "go=find&find=1&words=" + CANARY + "%00%ff%fe&need=" + CANARY + "&age=" + CANARY + "&page=-1",
    "language=" + CANARY + "&country=" + CANARY + "&wording=" + CANARY,
    "go=walk&platform=%3Cb%3E" + CANARY + "&drop=" + CANARY + "&asked=" + CANARY + "&back=1",
    "%ff%fe=%80&a=%ed%a0%80",
    "&".join(["a=danger%3Ano"] * 90),
]


@pytest.mark.promise("S2")
@pytest.mark.parametrize("body", HOSTILE)
def test_a_forged_form_gets_a_calm_page_and_nothing_of_it_back(client: Client, body: str) -> None:
    answer = post(client, body)
    assert answer.status_code in {200, 400}
    page = answer.content.decode()
    assert "data-quick-exit" in page
    # The one search box shows its words again to whoever typed them, escaped; nothing else comes back.
    assert CANARY not in page or "words=" in body
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/xx/", "/en/private/", "/index.php", "/%ff/", "/en"])
def test_an_address_that_does_not_exist_gets_a_calm_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "data-quick-exit" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_a_wrong_method_is_named_and_refused(client: Client, method: str) -> None:
    answer = getattr(client, method)("/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_too_many_fields_get_a_calm_page(client: Client) -> None:
    answer = post(client, "&".join(f"f{number}=1" for number in range(500)))
    assert answer.status_code == 400
    assert "data-quick-exit" in answer.content.decode()


@given(pairs=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=12))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_form_at_all_is_met_with_a_failure(client: Client, pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs, errors="surrogatepass")
    assert post(client, body).status_code in {200, 204, 400}


def test_a_several_choice_question_with_nothing_ticked_is_asked_again(client: Client) -> None:
    sent = [pair for pair in PLAN if not pair[1].startswith("want:")]
    page = post(client, [*sent, ("asked", "want")]).content.decode()
    assert "Nothing is ticked yet" in page


def test_too_many_ticks_are_kept_and_asked_about(client: Client) -> None:
    ticks = [("a", f"want:{name}") for name in ("safer", "doctor", "rights", "report")]
    page = post(client, [*PLAN, *ticks, ("asked", "want")]).content.decode()
    assert "more than this page can take" in page
    assert page.count(" checked") == 5


@pytest.mark.promise("S1")
def test_a_whole_visit_adds_no_row_to_any_table(client: Client) -> None:
    before = _rows()
    for go in Go:
        post(client, [*PLAN, ("go", go.value), ("find", "1"), ("words", CANARY)])
    assert _rows() == before


def _rows() -> dict[str, int]:
    counted = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own table names
            counted[table] = cursor.fetchone()[0]
    return counted


def test_leaving_asks_the_browser_to_forget_but_never_its_cookies(client: Client) -> None:
    answer = post(client, [("go", "clear")])
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize(
    ("asked", "language"),
    [("ar-JO,ar;q=0.9,en;q=0.5", "ar"), ("de,en;q=0.1", "en"), ("xx", "en"), ("", "en")],
)
def test_the_first_page_speaks_the_language_that_the_browser_asks_for(
    client: Client, asked: str, language: str
) -> None:
    assert f'<html lang="{language}"' in client.get("/", headers={"accept-language": asked}).content.decode()


def test_an_address_fixes_the_language_whatever_the_browser_asks_for(client: Client) -> None:
    assert '<html lang="ar"' in client.get("/ar/", headers={"accept-language": "en"}).content.decode()


def test_a_pathway_that_is_not_whole_in_a_language_is_read_in_english_and_marked_so(client: Client) -> None:
    asked = [("go", "walk"), ("language", "ar")]
    assert '<span lang="en" dir="ltr">' not in post(client, asked).content.decode()
    with editions.instead(replace(editions.current(), whole={})):
        page = post(client, asked).content.decode()
    assert '<span lang="en" dir="ltr">What is happening?</span>' in page
    with translation.override("ar"):
        assert translation.gettext("The questions and the advice are in English only so far.") in page


def test_a_search_that_finds_nothing_says_what_it_left_out(client: Client) -> None:
    sent = [("go", "find"), ("find", "1"), ("country", "GB"), ("words", "zzqx no such words")]
    page = post(client, sent).content.decode()
    assert "data-service" in page
    assert "Nothing has all those words" in page


def test_a_flow_that_a_plan_offers_is_begun_without_asking_again_what_is_known(client: Client) -> None:
    sent = [("go", "walk"), ("country", "GB"), ("a", "danger:no"), ("a", "age:25-over"), ("a", "feel:no")]
    page = post(client, [*sent, ("offer", "p03")]).content.decode()
    assert 'name="start" value="p03"' in page
    assert 'value="p03.who:stranger"' in page or 'name="asked" value="p03.who"' in page


def test_an_offer_of_a_flow_that_does_not_exist_begins_at_the_beginning(client: Client) -> None:
    page = post(client, [("go", "walk"), ("offer", "p99")]).content.decode()
    assert 'name="asked" value="p00.entry"' in page
