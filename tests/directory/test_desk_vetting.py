"""The pages of vetting, history and due: every step of a change, and the way back."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from directory import vetting, writing
from directory.models.edition import Edition, EditionState, Origin, Verification
from directory.models.feedback import Feedback
from directory.models.service import Service
from directory.states import State
from staff.models.person import User
from tests.directory import made_listing
from tests.directory.made_listing import NEW, OLD

pytestmark = pytest.mark.django_db


MAY = (
    "may_tick", "may_call", "may_shorten", "may_refuse", "may_take_back", "may_edit", "may_agree",
    "may_say_yes",
)  # fmt: skip


@pytest.fixture
def listing(db: None) -> Service:
    return made_listing.published()


@pytest.fixture
def edition(listing: Service, dalia: User) -> Edition:
    """Another number for the listing, put before a second person by Dalia."""
    made = writing.document_of(listing)
    phones = [{**made["phones"][0], "number": NEW, "waypost": {"e164": "+442079460200", "valid": True}}]
    draft = writing.save_draft(
        person=dalia, document={**made, "phones": phones}, service=listing, origin=Origin.DESK
    )
    vetting.submit(person=dalia, edition=draft)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def verifier(emeka: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(emeka, proved=True)


def page(edition: Edition, name: str = "") -> str:
    return f"/desk/editions/{edition.pk}/{name}"


def make_ready(verifier: Client, edition: Edition) -> None:
    """Call back, tick everything, and let the time pass."""
    verifier.post(page(edition, "call-back/"), {"outcome": "confirmed"})
    verifier.post(page(edition, "tick/"), {"checked": list(vetting.CHECKS)})
    Edition.objects.filter(pk=edition.pk).update(cooling_until=timezone.now() - dt.timedelta(seconds=1))


def shown(verifier: Client, edition: Edition) -> str:
    """Return the digest of the lines that stand on the page, as its form sends it."""
    return verifier.get(page(edition)).context["agreeing"].initial["shown"]


def test_the_queue_says_what_changes_and_how_long_it_still_cools(verifier, edition):
    html = verifier.get("/desk/listings/vetting/").content.decode()
    assert "a number changes" in html
    assert "24 h 0 min left" in html


def test_the_page_shows_the_change_and_the_number_to_ask_at(verifier, edition):
    html = verifier.get(page(edition)).content.decode()
    assert NEW in html
    assert f'What people read now: <b><bdi dir="ltr">{OLD}</bdi></b>' in html
    assert "people would be sent elsewhere" in html


def test_it_is_agreed_on_the_page_when_nothing_is_missing(verifier, edition, listing):
    make_ready(verifier, edition)
    answer = verifier.post(page(edition, "agree/"), {"shown": shown(verifier, edition)}, follow=True)
    assert "Agreed" in answer.content.decode()
    assert [phone.number for phone in listing.phones.all()] == [NEW]


@pytest.mark.promise("S8")
@pytest.mark.parametrize("missing", ["call-back", "tick", "time", "digest"])
def test_nothing_is_published_while_a_step_is_missing(verifier, edition, listing, missing):
    if missing != "call-back":
        verifier.post(page(edition, "call-back/"), {"outcome": "confirmed"})
    if missing != "tick":
        verifier.post(page(edition, "tick/"), {"checked": list(vetting.CHECKS)})
    if missing != "time":
        Edition.objects.filter(pk=edition.pk).update(cooling_until=timezone.now())
    digest = "0" * 64 if missing == "digest" else shown(verifier, edition)
    verifier.post(page(edition, "agree/"), {"shown": digest})
    assert [phone.number for phone in listing.phones.all()] == [OLD]


@pytest.mark.promise("S8")
def test_whoever_wrote_it_is_offered_no_word_on_it(dalia, signed_in, edition):
    context = signed_in(dalia).get(page(edition)).context
    offered = {name for name in MAY if context[name] is True}
    assert offered == {"may_take_back"}


def test_a_supervisor_ends_the_time_with_a_reason_and_after_a_new_proof(chidi, signed_in, edition):
    why = {"why": "danger"}
    asked = signed_in(chidi).post(page(edition, "shorten/"), why)
    assert asked.headers["Location"].startswith("/desk/account/prove/")
    answer = signed_in(chidi, proved=True).post(page(edition, "shorten/"), why, follow=True)
    assert "Shortened by Chidi" in answer.content.decode()


def test_it_is_refused_and_taken_back(verifier, dalia, signed_in, edition, listing):
    signed_in(dalia).post(page(edition, "take-back/"))
    assert Edition.objects.get(pk=edition.pk).state == EditionState.DRAFT
    vetting.submit(person=dalia, edition=Edition.objects.get(pk=edition.pk))
    verifier.post(page(edition, "refuse/"), {"reason": "not-right"})
    assert Edition.objects.get(pk=edition.pk).state == EditionState.REFUSED
    assert [phone.number for phone in listing.phones.all()] == [OLD]


@pytest.mark.parametrize("name", ["tick/", "call-back/", "refuse/"])
def test_half_a_form_changes_nothing(verifier, edition, name):
    answer = verifier.post(
        page(edition, name), {"checked": "nonsense", "outcome": "x", "reason": "y"}, follow=True
    )
    assert 'role="alert"' in answer.content.decode()
    assert not edition.call_backs.exists()
    assert not edition.checklists.exists()
    assert Edition.objects.get(pk=edition.pk).state == EditionState.IN_REVIEW


# --- history ---


def test_the_history_shows_any_two_editions_and_proposes_an_older_one_again(
    verifier, dalia, signed_in, edition, listing
):
    make_ready(verifier, edition)
    verifier.post(page(edition, "agree/"), {"shown": shown(verifier, edition)})
    editor, address = signed_in(dalia), f"/desk/listings/{listing.pk}/history/"
    html = editor.get(address, {"from": 2, "to": 1}).content.decode()
    assert "From edition 1 to edition 2" in html
    assert "Propose this one again" in html
    answer = editor.post(f"{address}1/again/", follow=True)
    assert "proposed again" in answer.content.decode()
    again = listing.editions.get(state=EditionState.IN_REVIEW)
    assert again.document["phones"][0]["number"] == OLD
    assert [phone.number for phone in listing.phones.all()] == [NEW]


def test_an_edition_that_is_not_there_is_a_calm_page(dalia, signed_in, listing):
    assert signed_in(dalia).post(f"/desk/listings/{listing.pk}/history/9/again/").status_code == 404


# --- due ---


def test_what_was_reported_stands_on_top_and_is_hidden_in_one_click(verifier, listing):
    Feedback.objects.create(service=listing, said="not-safe", on=timezone.now().date())
    html = verifier.get("/desk/listings/due/").content.decode()
    first = html[html.index("queue__one") : html.index("</li>", html.index("queue__one"))]
    assert "Not safe?" in first
    assert 'value="not-safe"' in first
    verifier.post(f"/desk/listings/{listing.pk}/hide/", {"why": "not-safe"})
    assert Service.objects.get(pk=listing.pk).state == State.WITHDRAWN


def test_how_it_was_asked_and_what_came_of_it_is_kept(verifier, listing):
    address = f"/desk/listings/{listing.pk}/verify/"
    assert verifier.post(address, {"how": "called"}).status_code == 422
    verifier.post(address, {"how": "called", "outcome": "true"})
    assert Verification.objects.get(service=listing, outcome="true").how == "called"


def test_reports_are_put_away_once(verifier, listing):
    Feedback.objects.create(service=listing, said="gone", on=timezone.now().date())
    address = f"/desk/listings/{listing.pk}/seen/"
    assert "Put away: 1." in verifier.post(address, follow=True).content.decode()
    assert "nothing new" in verifier.post(address, follow=True).content.decode()


@pytest.mark.parametrize("page", ["0", "99999", "x", "-1"])
def test_a_page_that_there_is_not_is_the_nearest_one(verifier, page):
    assert verifier.get("/desk/listings/due/", {"page": page}).status_code == 200
