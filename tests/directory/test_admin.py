"""The listings at the desk: found, read, withdrawn and asked back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import listing_gaps
from directory.completeness import Part
from directory.models.contact import Phone
from directory.models.service import Service
from directory.states import State
from staff.models.proposal import Proposal
from tests.directory import made_listing

pytestmark = pytest.mark.django_db
LIST = "/desk/admin/directory/service/"


@pytest.fixture
def listing() -> Service:
    """A listing of the seeds that has a number and a doubt."""
    numbered = Phone.objects.exclude(e164="").values("service")
    return Service.objects.filter(state=State.SOURCED, pk__in=numbered).exclude(doubts=[]).first()


def page(listing: Service, name: str = "change") -> str:
    return f"{LIST}{listing.pk}/{name}/"


def test_the_list_is_searched_as_the_public_side_folds_words(dalia, signed_in, listing):
    html = signed_in(dalia).get(LIST, {"q": listing.name.upper()}).content.decode()
    assert page(listing) in html


def test_the_list_is_searched_by_the_digits_of_a_number(dalia, signed_in, listing):
    number = Phone.objects.filter(service=listing).exclude(e164="").first()
    html = signed_in(dalia).get(LIST, {"q": number.e164}).content.decode()
    assert page(listing) in html


def test_a_slip_of_the_pen_finds_what_the_public_search_finds(dalia, signed_in):
    found = signed_in(dalia).get(LIST, {"q": "suiccide"}).context["cl"].result_count
    assert found > 0


@pytest.mark.parametrize("lacks", [*Part, "nothing"])
def test_the_list_is_narrowed_to_what_lacks_something(dalia, signed_in, lacks):
    answer = signed_in(dalia).get(LIST, {"lacks": lacks})
    asked = Service.objects.all()
    expected = listing_gaps.whole(asked) if lacks == "nothing" else listing_gaps.lacking(asked, Part(lacks))
    assert answer.context["cl"].result_count == expected.count()


@pytest.mark.parametrize("due", ["over", "soon", "later", "never"])
def test_the_list_is_narrowed_to_what_is_due(dalia, signed_in, due):
    made = {name: made_listing.published(f"{name} line") for name in ("over", "soon", "later")}
    today = timezone.now().date()
    for name, days in (("over", -1), ("soon", 5), ("later", 100)):
        Service.objects.filter(pk=made[name].pk).update(due_on=today + dt.timedelta(days=days))
    shown = {
        row.pk for row in signed_in(dalia).get(LIST, {"due": due, "q": "line"}).context["cl"].result_list
    }
    assert {name for name, row in made.items() if row.pk in shown} == ({due} - {"never"})


def test_a_search_that_finds_nothing_says_what_to_do(dalia, signed_in):
    html = signed_in(dalia).get(LIST, {"q": "xyzzy"}).content.decode()
    assert "Take a word or a choice away" in html


@pytest.mark.parametrize("field", ["state", "grade", "country", "kind", "visibility"])
def test_the_list_is_narrowed(dalia, signed_in, listing, field):
    value = getattr(listing, field)
    answer = signed_in(dalia).get(LIST, {field: value})
    found = answer.context["cl"].result_count
    assert found == Service.objects.filter(**{field: value}).count()


def test_the_list_takes_as_many_queries_for_fifty_rows_as_for_few(dalia, signed_in, listing):
    client = signed_in(dalia)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST, {"q": listing.name})
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few)


def test_the_sheet_shows_numbers_sources_and_doubts(dalia, signed_in, listing):
    html = signed_in(dalia).get(page(listing)).content.decode()
    number = Phone.objects.filter(service=listing).exclude(e164="").first()
    assert number.e164 in html
    assert listing.seed_id in html
    assert listing.sources[0]["name"] in html.replace("&#x27;", "'").replace("&amp;", "&")


def test_a_listing_that_does_not_exist_is_a_calm_page(dalia, signed_in):
    for name in ("change", "withdraw", "restore"):
        answer = signed_in(dalia).get(f"{LIST}00000000-0000-0000-0000-000000000000/{name}/")
        assert answer.status_code == 404
    assert signed_in(dalia).get(f"{LIST}nonsense/change/").status_code == 404


def test_a_listing_is_withdrawn_on_a_page_of_its_own(dalia, signed_in, listing):
    client = signed_in(dalia)
    answer = client.post(page(listing, "withdraw"), {"why": "not-safe"}, follow=True)
    assert "Withdrawn: It is not safe for those who turn to it." in answer.content.decode()
    assert Service.objects.get(pk=listing.pk).state == State.WITHDRAWN


@pytest.mark.parametrize("sent", [{}, {"why": ""}, {"why": "because I say so"}])
def test_withdrawing_needs_one_of_the_reasons(dalia, signed_in, listing, sent):
    answer = signed_in(dalia).post(page(listing, "withdraw"), sent)
    assert "Choose one of the reasons" in answer.content.decode()
    assert Service.objects.get(pk=listing.pk).state == State.SOURCED


def test_looking_at_the_page_withdraws_nothing(dalia, signed_in, listing):
    signed_in(dalia).get(page(listing, "withdraw"), {"why": "not-safe"})
    assert Service.objects.get(pk=listing.pk).state == State.SOURCED


def test_withdrawing_twice_says_that_it_was_done(dalia, signed_in, listing):
    client = signed_in(dalia)
    client.post(page(listing, "withdraw"), {"why": "closed"})
    answer = client.post(page(listing, "withdraw"), {"why": "not-safe"}, follow=True)
    assert "withdrawn already" in answer.content.decode()
    assert Service.objects.get(pk=listing.pk).withdrawn_why == "closed"


@pytest.mark.promise("S8")
def test_asking_to_restore_makes_a_proposal_once(dalia, signed_in, listing):
    client = signed_in(dalia)
    client.post(page(listing, "withdraw"), {"why": "closed"})
    for _again in range(2):
        client.post(page(listing, "restore"))
    assert Proposal.objects.filter(subject_id=str(listing.pk)).count() == 1
    assert Service.objects.get(pk=listing.pk).state == State.WITHDRAWN


@pytest.mark.parametrize("who", ["emeka", "chidi"])
def test_whoever_does_not_edit_is_not_offered_to_ask(request, signed_in, who, listing):
    client = signed_in(request.getfixturevalue(who))
    client.post(page(listing, "withdraw"), {"why": "closed"})
    assert page(listing, "restore") not in client.get(page(listing)).content.decode()
    assert client.post(page(listing, "restore")).status_code == 403
