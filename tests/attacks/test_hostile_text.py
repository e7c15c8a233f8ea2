"""Somebody writes orders to a browser, a template or a spreadsheet into every field; no page obeys them.

A directory, drafts, people and cases are full of it; then everybody goes through everything they can open.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from directory import listing_draft, writing
from directory.hsds import texts
from directory.models.edition import Origin
from directory.models.service import Service
from referral import case_notes, leaflets
from referral.forms import Go
from staff.models.person import Team, User
from staff.roles import Role
from tests.crawling.crawler import Crawl
from tests.crawling.page import Page
from tests.directory import every_entity
from tests.directory.every_entity import publish, whole
from tests.referral import casing, mirroring

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.one_engine]
FORM: Final = "application/x-www-form-urlencoded"
ORDERS: Final = (
    "\"'><script>xhostile()</script><xhostile a=1><img src=x onerror=xhostile()><svg/onload=xhostile()>"
    "{{ 7919*7907 }}{% now 'Y' %}${7919*7907}#{7919*7907}<%= 7919*7907 %>javascript:xhostile()"
    "</textarea></title></style>-->"
)
TURNED: Final = "Ring 020 7946 \u202e0010\u202c"
WORKED_OUT: Final = str(7919 * 7907)


def obeyed(page: Page) -> list[str]:
    """Return what of the orders became more than words on a page."""
    found = []
    for tag, given in page.tags:
        if tag == "xhostile" or any(
            "xhostile" in value for name, value in given.items() if name.startswith("on")
        ):
            found.append(f"<{tag}>")
        if (
            given.get("href", given.get("src", given.get("action", "")))
            .strip()
            .lower()
            .startswith("javascript:")
        ):
            found.append(f"a link of {tag}")
    if WORKED_OUT in page.text:
        found.append("a template worked it out")
    return found


def says(kind: str, body: str, page: Page) -> str | None:
    """Return what is wrong with an answer, as the crawler asks."""
    if "html" in kind:
        return f"obeyed: {found}" if (found := obeyed(page)) else None
    if "csv" in kind and re.search(r'(?m)(^|,)"?[=@]', body):
        return "a formula in a table"
    return None


def hostile(name: str = "hostile") -> dict[str, Any]:
    """Return the document of a listing with the orders in every field that is words."""

    def salted(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: salted(below) for key, below in node.items()}
        if isinstance(node, list):
            return [salted(below) for below in node]
        return f"={ORDERS}" if isinstance(node, str) and node.startswith(("made up", "A service")) else node

    return salted(whole(name))  # type: ignore[no-any-return]


@pytest.fixture
def world(cast: dict[Role, User]) -> Service:
    """A directory with a hostile listing, a hostile draft of another, hostile names and a hostile case."""
    publish(hostile())
    amina, dalia = cast[Role.HELPLINE], cast[Role.LISTING_EDITOR]
    other = Service.objects.exclude(seed_id="hostile").order_by("pk").first()
    document = {**writing.document_of(other), "description": ORDERS, "alert": ORDERS, "name": ORDERS[:200]}
    writing.save_draft(person=dalia, document=document, service=other, origin=Origin.DESK)
    User.objects.filter(pk=amina.pk).update(name=ORDERS[:100])
    Team.objects.filter(pk=amina.team_id).update(name=ORDERS[:60])
    amina.refresh_from_db()
    casing.trained(amina)
    case = casing.empty(amina)
    case_notes.note(person=amina, reference=case.reference, text=ORDERS[:900], now=timezone.now())
    return Service.objects.get(seed_id="hostile")


def test_no_public_page_obeys_what_stands_in_a_listing_or_in_a_form(world: Service) -> None:
    names = (
        "words", "near", "town", "language", "country", "start", "press", "said", "code", "about", "complain",
        "edition", "asked", "wrong", "platform", "reader", "offer", "drop", "unfold", "report", "a", "age",
    )  # fmt: skip
    for go in (one.value for one in Go if one is not Go.CLEAR):
        for pairs in (
            [("go", go), ("words", "xhostile"), ("country", "GB"), ("find", "1")],
            [("go", go), *((name, f"a\x00b\u202e{ORDERS}") for name in names)],
        ):
            answer = Client().post("/", urlencode(pairs), content_type=FORM)
            assert answer.status_code in (200, 204, 400)
            assert obeyed(Page(answer.content.decode())) == [], go


def test_a_search_shows_the_words_of_the_listing_as_words(world: Service) -> None:
    body = urlencode([("go", "find"), ("words", "xhostile"), ("country", "GB"), ("find", "1")])
    answer = Client().post("/", body, content_type=FORM)
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert "<xhostile a=1>" in page.text  # it is there, so that the other tests mean something
    assert obeyed(page) == []


@pytest.mark.parametrize("role", [Role.HELPLINE, Role.LISTING_EDITOR])
def test_no_page_of_the_desk_obeys(
    world: Service, role: Role, cast: dict[Role, User], signed_in: Callable[..., Client]
) -> None:
    crawl = Crawl(signed_in(cast[role], proved=True), most=12, each=1, says=says)
    crawl.begin(
        f"/desk/listings/{world.pk}/edit/",
        "/desk/cases/",
        "/desk/listings/vetting/",
        "/desk/people/",
        "/desk/",
    )
    assert not [one for one in crawl.wrong if "obeyed" in one or "formula" in one], "\n".join(crawl.wrong)


def test_no_table_that_is_taken_out_holds_a_formula(
    world: Service, dalia: User, signed_in: Callable[..., Client]
) -> None:
    answer = signed_in(dalia).post("/desk/listings/export/table/")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "xhostile" in body
    assert says("text/csv", body, Page("")) is None


def test_the_interface_says_it_as_json_and_says_that_it_is_json(world: Service) -> None:
    answer = Client().get(f"/api/hsds/services/{world.pk}")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(answer.content)["name"].startswith(f"={ORDERS[:20]}")


@pytest.mark.parametrize("form", ["ndjson"])
def test_what_is_taken_out_for_other_systems_is_whole_and_nothing_more(
    world: Service, dalia: User, signed_in: Callable[..., Client], form: str
) -> None:
    packed = b"".join(signed_in(dalia).post("/desk/listings/export/hsds/", {"form": form}).streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "xhostile" in text
    assert WORKED_OUT not in text


def test_no_page_of_a_mirror_and_no_print_obeys(world: Service, tmp_path: Path) -> None:
    mirroring.write(tmp_path / "mirror")
    pages = sorted((tmp_path / "mirror").rglob("*.html"))
    wrong = [path.name for path in pages if obeyed(Page(path.read_text(encoding="utf-8")))]
    assert wrong == []
    assert len(pages) > 5
    made = leaflets.write(tmp_path / "print", country="GB", language="en")
    assert all(path.stat().st_size for path in made)


def test_what_turns_signs_round_is_taken_out_where_a_text_comes_in() -> None:
    assert "\u202e" not in texts.clean(TURNED, lines=True)[0]
    base = {"id": "x", "description": TURNED}
    document = listing_draft.written(base, {"name": TURNED}, listing_draft.opened_rows(base))
    assert "\u202e" not in json.dumps(document, ensure_ascii=False)


def test_the_measure_sees_an_order_that_is_obeyed() -> None:
    assert obeyed(Page(f"<p>{ORDERS}</p>"))
    assert obeyed(Page('<a href=" JavaScript:xhostile()">x</a>'))
    assert obeyed(Page(f"<p>{WORKED_OUT}</p>"))
    assert says("text/csv", 'a,"=1+1"', Page(""))
    assert every_entity.whole()["name"].startswith("A service")
