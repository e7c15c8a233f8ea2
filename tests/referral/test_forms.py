"""What a form carries is read in bounds, and nothing in it can fail."""

import pytest
from django.test import RequestFactory

from referral import forms
from referral.forms import Go, Visit


def visit(body: str, language: str | None = None) -> Visit:
    request = RequestFactory().post("/", body, content_type="application/x-www-form-urlencoded")
    return forms.read(request, language)


def test_no_more_than_two_hundred_letters_of_a_search_are_read() -> None:
    assert len(visit("words=" + "a" * 5000).search.words) == forms.LONGEST_SEARCH == 200


def test_control_characters_are_no_words() -> None:
    assert visit("words=a%00b%0ac").search.words == "a b c"


def test_the_last_page_named_is_the_one_asked_for_and_the_one_before_it_where_one_was() -> None:
    assert visit("go=walk&go=place").go is Go.PLACE
    assert visit("go=walk&go=place").came_from is Go.WALK


@pytest.mark.parametrize(
    ("sent", "country"), [("GB", "GB"), ("XX", "XX"), ("ZZ", None), ("gb", None), ("", None)]
)
def test_only_a_country_that_exists_is_taken(sent: str, country: str | None) -> None:
    assert visit(f"country={sent}").country == country


def test_a_language_in_the_form_wins_over_the_address() -> None:
    assert visit("language=ar", "en").language == "ar"
    assert visit("language=xx", "ar").language == "ar"


def test_a_search_page_beyond_reason_is_the_first_one() -> None:
    assert [visit(f"page={number}").search.page for number in ("3", "-1", "999", "x", "")] == [3, 0, 0, 0, 0]
