"""Everything is pressed, in every role: no error, no dead link, no form that fails.

Here a part of each; whole in `make audit` (tests/crawling/all.py), which sets WAYPOST_CRAWL.
"""

import os
from collections.abc import Callable
from typing import Final

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from staff.models.person import User
from staff.roles import Role
from tests.crawling.crawler import Crawl
from tests.crawling.page import Page
from tests.house.test_every_door import Door, objects  # noqa: F401 - a fixture: the world that is walked

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.one_engine]
MOST: Final = int(os.environ.get("WAYPOST_CRAWL", "0"))  # pages and forms of each role; 0 is the smoke
SMOKE: Final = 10
PUBLIC_SMOKE: Final = 25
World = Callable[[Door, Role | str], str]


def told(crawl: Crawl, who: str) -> None:
    print(f"crawl: {who}: {crawl.pages} pages and {crawl.sent} forms, {len(crawl.wrong)} wrong")


def test_a_visitor_finds_no_page_that_fails() -> None:
    crawl = Crawl(Client(), most=MOST or PUBLIC_SMOKE, each=3 if MOST else 1).begin(
        "/", "/en/", "/ar/", "/api/"
    )
    told(crawl, "a visitor")
    assert not crawl.wrong, "\n".join(crawl.wrong)
    assert crawl.sent > 5


@pytest.mark.parametrize("role", Role if MOST else (Role.HELPLINE, Role.LISTING_EDITOR, Role.ADMINISTRATOR))
def test_nobody_at_the_desk_finds_a_page_that_fails(
    role: Role,
    cast: dict[Role, User],
    objects: World,  # noqa: F811 - the fixture above
    signed_in: Callable[..., Client],  # noqa: F811
) -> None:
    client = signed_in(cast[role], proved=True)
    crawl = Crawl(client, most=MOST or SMOKE, each=2 if MOST else 1).begin("/desk/")
    told(crawl, role)
    assert not crawl.wrong, "\n".join(crawl.wrong)
    assert crawl.pages > 3


# --- the crawler can fail ---


def _page(html: str) -> Callable[..., HttpResponse]:
    return lambda request, **_named: HttpResponse(html)


def _fails(request: object) -> HttpResponse:
    raise LookupError("a fault")


urlpatterns = [
    path("", _page('<a href="/dead">x</a><a href="#no">x</a><form method="post" action="/form">'
                   '<input name="a" required><button name="b" value="1">x</button></form>')),
    path("form", lambda request: HttpResponse(status=500 if not request.POST.get("a") else 200)),
    path("fault", _fails),
]  # fmt: skip


def test_a_dead_link_a_form_that_fails_and_a_fault_are_found(settings) -> None:
    settings.ROOT_URLCONF = __name__
    wrong = Crawl(Client(), most=20).begin("/", "/fault").wrong
    assert [one for one in wrong if "get /dead" in one and one.endswith("404")]
    assert [one for one in wrong if "post /form (empty" in one and one.endswith("500")]
    assert [one for one in wrong if "the link to #no leads nowhere" in one]
    assert [one for one in wrong if "LookupError" in one]
    assert not [one for one in wrong if "(filled" in one]


def test_a_page_is_read_with_its_fields_lists_and_buttons() -> None:
    page = Page(
        '<form id="f" method="post" action="/x"><input name="a" value="1"><select name="s"><option value="p">'
        '<option value="q" selected></select><textarea name="t">said</textarea><button name="go" value="1">'
        '</button></form><button form="f" name="go" value="2"></button>'
        '<input type="radio" form="f" name="r" value="z">'
    )
    form = page.by_id["f"]
    assert [(one.name, one.value) for one in form.fields] == [
        ("a", "1"),
        ("s", "q"),
        ("t", "said"),
        ("r", ""),
    ]
    assert [value for _name, value, _where in form.buttons] == ["1", "2"]
