"""A first view reaches a phone in one flight: the page with its style and scripts, in each language."""

import zlib
from typing import Final

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.bench.visitor import AROUND
from tests.referral.test_pages import PLAN, post

FIRST_FLIGHT: Final = 14_000  # bytes, with gzip 6
HELP: Final = [("go", "find"), ("find", "1"), ("country", "GB"), ("words", "help")]
LONGEST: Final = [
    *(("go", "walk"), ("country", "GB")),
    *(("a", one) for one in ("p00.entry:picture", "danger:no", "p01.made:yes", "p01.state:threat")),
    *(("a", one) for one in ("p01.demand:yes", "p01.who:close", "feel:no", "want:spreading")),
]

pytestmark = pytest.mark.django_db


def weight(content: bytes) -> int:
    return len(zlib.compress(content, 6))


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_longest_plan_and_a_page_of_results_reach_a_phone_in_one_flight(
    client: Client, language: str
) -> None:
    around = 0
    for name in AROUND:
        with open(finders.find(name.removeprefix("/static/")), "rb") as file:
            around += weight(file.read())
    for asked in (PLAN, LONGEST, HELP):
        page = post(client, [*asked, ("language", language)]).content
        assert b"data-service" in page
        assert around + weight(page) <= FIRST_FLIGHT
