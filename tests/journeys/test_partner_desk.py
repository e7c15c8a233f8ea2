"""A partner at the desk: opens what came, accepts it, says how much room there is, completes it. As a browser
without script sees it; and every page of referrals in two widths and directions.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from django.db import connections, transaction
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from directory import capacity, numbering
from directory.models.room import Room
from directory.models.service import Service
from referral import partnering
from referral.consent import Item
from referral.models.case import Case, Training
from referral.models.figure import Counter
from referral.models.referral import PartnerDesk, Referral
from referral.referral_states import State
from safety.models import DataKey
from staff.models.person import User
from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import called, sign_in
from tests.referral.referring import CANARY, a_case, a_desk, now, refer
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
PICTURES = os.environ.get("WAYPOST_PICTURES", "")  # a folder to keep what was seen in
VIEWS = [(360, "en", "light"), (360, "ar", "dark"), (1280, "en", "dark"), (1280, "ar", "light")]


def worker(role: Role) -> User:
    return User.objects.get(email=f"{called(role)}@example.org")


@pytest.fixture(scope="module")
def service(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Service]:
    """A listed service for which the team of the browser's partner answers."""
    with django_db_blocker.unblock():
        with desk_people.working():
            yield a_desk(worker(Role.PARTNER), worker(Role.ADMINISTRATOR))
            _take_away()
        connections.close_all()


def _take_away() -> None:
    with transaction.atomic():
        version = numbering.locked()
        rooms = list(Room.objects.values_list("pk", flat=True))
        for model in (Case, PartnerDesk, Room, Training, Counter):
            model.objects.all().delete()
        numbering.grow(version, services=rooms)
    DataKey.objects.all().delete()


@pytest.fixture
def sent(service: Service) -> Iterator[Referral]:
    amina = worker(Role.HELPLINE)
    yield refer(amina, a_case(amina), service, Item.COUNTRY, Item.WORDS, words=CANARY)
    Case.objects.all().delete()
    connections.close_all()


@pytest.fixture
def desk(page_at: Callable[..., Page]) -> Callable[..., Page]:
    def make(
        role: Role = Role.PARTNER, *, width: int = 1280, language: str = "en", **options: object
    ) -> Page:
        page = page_at(width, height=900, **options)
        sign_in(page, role, language=language)
        return page

    return make


@pytest.mark.both_engines
def test_a_partner_without_script_accepts_says_how_much_room_there_is_and_completes(
    desk: Callable[..., Page], sent: Referral, service: Service
) -> None:
    page = desk(java_script_enabled=False)
    page.locator("nav").get_by_role("link", name="Inbox").click()
    expect(page.locator("main")).not_to_contain_text(CANARY)
    page.get_by_role("link", name=sent.shown).click()
    expect(page.locator("main")).to_contain_text(CANARY)
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted")
    page.get_by_role("button", name="Help has begun").click()
    # Two presses from wherever a partner is: the inbox, and what is true now.
    page.locator("nav").get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name="has a waiting list, wait: 14 days").first.click()
    expect(page.locator("main")).to_contain_text("Plans and workers see it from now on")
    assert capacity.told([service.pk], today=now().date())[service.pk].wait_days == 14
    page.get_by_role("link", name=sent.shown).click()
    page.select_option("#result", "need-met")
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.locator("main")).not_to_contain_text(CANARY)
    sent.refresh_from_db()
    assert (sent.state, sent.key) == (State.COMPLETED, None)


@pytest.mark.parametrize(("width", "language", "colours"), VIEWS)
def test_every_page_of_referrals_fits_and_axe_finds_nothing(
    desk: Callable[..., Page], sent: Referral, width: int, language: str, colours: str
) -> None:
    case = sent.case
    partner = worker(Role.PARTNER)
    one = f"/desk/inbox/{sent.reference}/"
    pages = {
        Role.PARTNER: ["/desk/inbox/", one, f"{one}letter/"],
        Role.HELPLINE: [f"/desk/cases/{case.reference}/"],
        Role.ADMINISTRATOR: ["/desk/partners/?q=line"],
    }
    for role, addresses in pages.items():
        page = desk(role, width=width, language=language, color_scheme=colours)
        for nth, address in enumerate(addresses):
            page.goto(address)
            looked(page, f"{role.value}-{nth}", width, language)
    partnering.ask(person=partner, reference=sent.reference, items=[Item.AGE_BAND, Item.WORDS], now=now())
    page = desk(Role.HELPLINE, width=width, language=language, color_scheme=colours)
    page.goto(f"/desk/cases/{case.reference}/")
    looked(page, "asked", width, language)


def looked(page: Page, name: str, width: int, language: str) -> None:
    """See that a page is whole, and keep a picture of it where one was asked for."""
    assert page.locator("main h1").count() == 1
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"referral-{name}-{language}-{width}.png", full_page=True)


def test_a_letter_is_one_sheet(desk: Callable[..., Page], sent: Referral, tmp_path: Path) -> None:
    page = desk()
    page.goto(f"/desk/inbox/{sent.reference}/letter/")
    page.pdf(path=tmp_path / "letter.pdf", format="A4")
    sheets = pypdf.PdfReader(tmp_path / "letter.pdf").pages
    assert len(sheets) == 1
    text = sheets[0].extract_text()
    assert CANARY in text
    assert "Sign out" not in text
