"""The pages that everybody at the desk has, and what the desk says when something does not work."""

import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from directory import publishing
from directory.models.service import Service, Withdrawal
from directory.states import State
from staff import panels, refusals
from staff.models.person import User
from staff.roles import Role
from tests.people import PASSWORD, take

pytestmark = pytest.mark.django_db


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 id="panel-\d+">([^<]+)</h2>', html)


# --- today ---


@pytest.mark.parametrize(
    ("who", "panel"),
    [
        ("amina", ["What you did last", "Cases"]),
        (
            "dalia",
            [
                "Waits for you",
                "What you did last",
                "Reported by people who read it",
                "Listings by state",
                "Listings by grade",
            ],
        ),
        (
            "emeka",
            [
                "Waits for you",
                "What you did last",
                "Reported by people who read it",
                "In review",
                "Listings by state",
                "Listings by grade",
            ],
        ),
        # A purge that never ran comes first.
        (
            "greta",
            ["What is over its time", "Waits for you", "Invitations without an answer", "What you did last"],
        ),
        ("hana", ["What is over its time", "What you did last"]),
    ],
)
def test_today_tells_each_role_what_concerns_it(request, signed_in, who, panel):
    html = signed_in(request.getfixturevalue(who)).get("/desk/").content.decode()
    assert titles(html) == panel


def test_figures_of_today_are_those_of_the_tables(dalia, signed_in):
    html = signed_in(dalia).get("/desk/").content.decode()
    sourced = Service.objects.filter(state=State.SOURCED).count()
    assert sourced
    assert f'<span class="rows__figure">{sourced}</span>' in html


def test_a_day_with_nothing_to_do_is_said_calmly(dalia, signed_in):
    Service.objects.all().delete()
    html = signed_in(dalia).get("/desk/").content.decode()
    assert "Nothing waits for your word." in html
    assert "There are no listings yet" in html


def test_a_panel_is_shown_once_however_often_its_room_registers(dalia):
    before = len(panels.of(dalia))
    panels.register(*[], **dict(zip(("ability", "build"), panels._panels[0], strict=True)))
    assert len(panels.of(dalia)) == before


def test_everybody_sees_what_they_did_themselves_and_nobody_else_does(dalia, emeka, signed_in):
    listing = Service.objects.filter(state=State.SOURCED).first()
    publishing.withdraw(person=dalia, service=listing, why=Withdrawal.CLOSED)
    assert "Listing withdrawn" in signed_in(dalia).get("/desk/").content.decode()
    assert "Listing withdrawn" not in signed_in(emeka).get("/desk/").content.decode()


def test_coming_and_going_is_no_work(amina, signed_in):
    html = signed_in(amina).get("/desk/").content.decode()
    assert "Signed in" not in html
    assert "Nothing of yours is on record yet." in html


# --- keys and language ---


def test_the_list_of_keys_is_a_page_of_its_own_and_names_every_way(chidi, signed_in):
    html = signed_in(chidi).get("/desk/keys/").content.decode()
    page = html[html.index("<main") : html.index("</main>")]
    assert re.findall(r"<kbd>g</kbd> <kbd>(\w)</kbd>", page) == list("tplvfskcouy")
    assert "<kbd>p</kbd></td>" in page  # the page of platforms, from everywhere


def test_the_language_is_kept_with_the_person(amina, signed_in):
    client = signed_in(amina)
    answer = client.post("/desk/language/", {"language": "ar", "back": "/desk/keys/"})
    assert answer.headers["Location"] == "/desk/keys/"
    assert User.objects.get(pk=amina.pk).language == "ar"
    page = client.get("/desk/")
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert page.headers["Content-Language"] == "ar"


def test_a_language_that_the_desk_does_not_speak_changes_nothing(amina, signed_in):
    signed_in(amina).post("/desk/language/", {"language": "xx"})
    assert User.objects.get(pk=amina.pk).language == "en"


@pytest.mark.parametrize("back", ["https://example.org/desk/", "//example.org/desk/", "/", "javascript:1"])
def test_the_switch_leads_nowhere_but_to_the_desk(amina, signed_in, back):
    answer = signed_in(amina).post("/desk/language/", {"language": "en", "back": back})
    assert answer.headers["Location"] == "/desk/"


def test_the_language_is_not_switched_by_a_link(amina, signed_in):
    assert signed_in(amina).get("/desk/language/?language=ar").status_code == 405


def test_a_stranger_is_spoken_to_in_the_browsers_language(client):
    page = client.get("/desk/sign-in/", headers={"accept-language": "ar"}, follow=True)
    assert '<html lang="ar" dir="rtl">' in page.content.decode()


# --- refusals and failures ---


def test_a_page_that_does_not_exist_says_what_to_do_next(amina, signed_in):
    answer = signed_in(amina).get("/desk/no-such-page/")
    assert answer.status_code == 404
    for words in ("There is no such page", "What was kept", "Next step"):
        assert words in answer.content.decode()


def test_a_fault_is_told_without_asking_the_database_again(amina, django_assert_num_queries):
    request = RequestFactory().get("/desk/")
    request.user = amina
    with django_assert_num_queries(0):
        answer = refusals.page(request, 500)
    assert answer.status_code == 500
    assert "Nothing was half written" in answer.content.decode()


def test_a_role_that_ended_meanwhile_ends_the_page_and_keeps_what_was_typed(dalia, signed_in):
    client = signed_in(dalia)
    take(dalia, Role.LISTING_EDITOR)
    listing = Service.objects.filter(state=State.SOURCED).first()
    address = f"/desk/admin/directory/service/{listing.pk}/withdraw/"
    answer = client.post(address, {"why": "closed", "remark": "typed with care", "password": PASSWORD})
    assert answer.status_code == 403
    assert "typed with care" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert Service.objects.get(pk=listing.pk).state == State.SOURCED


def test_a_form_sent_after_the_session_ended_comes_back_to_be_copied(client):
    answer = client.post("/desk/language/", {"language": "ar", "remark": "typed with care"})
    assert answer.status_code == 410
    assert "typed with care" in answer.content.decode()
    assert "sign in again" in answer.content.decode()


def test_an_empty_form_after_the_session_ended_leads_to_the_sign_in(client):
    answer = client.post("/desk/language/", {})
    assert answer.status_code == 302


def test_a_form_without_its_token_gives_a_strangers_words_no_place():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/desk/language/", {"remark": "words of a stranger"})
    assert answer.status_code == 403
    assert "words of a stranger" not in answer.content.decode()
    assert "open for too long" in answer.content.decode()


def test_what_was_typed_is_shown_as_text_and_never_as_a_page(client):
    html = client.post("/desk/language/", {"remark": "<b>bold</b>"}).content.decode()
    assert "<b>bold</b>" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html


# --- what the pages are made of ---

STATIC = Path(__file__).resolve().parents[2] / "staff" / "static" / "staff"
SCRIPTS = sorted(STATIC.glob("*.js"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_of_the_desk_stores_anything_or_writes_a_page_from_text(script):
    forbidden = (
        r"\b(?:localStorage|sessionStorage|indexedDB|caches|serviceWorker|innerHTML|outerHTML|eval)\b"
        r"|document\.(?:cookie|write)|insertAdjacentHTML|new Function"
    )
    assert re.findall(forbidden, script.read_text(encoding="utf-8")) == []


def test_the_desks_style_sheet_mirrors_by_itself_and_takes_nothing_from_elsewhere():
    style = (STATIC / "desk.css").read_text(encoding="utf-8")
    sided = (
        r"(?<![\w-])(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b"
        r"|(?<![\w-])(?:left|right)\s*:|!important"
    )
    assert re.findall(sided, style) == []
    assert re.findall(r"@import|url\(", style) == []
    assert re.findall(r"(?m)^\s*#[a-z]", style) == []
