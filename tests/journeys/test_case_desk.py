"""Somebody works on cases at the desk: from a code to a sent referral, and every page as a browser sees it.

With `-s` the journey prints how many interactions it took.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from referral import case_reading, casework, handover, matching_staff
from referral.models.case import Case, Duty, Training
from referral.models.figure import Counter
from referral.models.referral import PartnerDesk, Referral
from safety.models import DataKey
from staff.models.person import User
from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import called, sign_in
from tests.referral import casing
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
PATIENCE_MS = 40_000  # the first page reads all pathways, on a machine that is busy with other tests
MOST = 12  # interactions from a code to a sent referral
PICTURES = os.environ.get("WAYPOST_PICTURES", "")  # a folder to keep what was seen in
NOW = timezone.now
WHOLE = {(360, "en"), (1280, "ar")}  # every page; the other views see the pages that somebody sits at
MOST_LOOKED_AT = 4
VIEWS = [(360, "en", "light"), (360, "ar", "dark"), (1280, "en", "dark"), (1280, "ar", "light")]


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One person of each role; whoever works on cases is trained."""
    with django_db_blocker.unblock():
        with desk_people.working():
            casing.trained(worker(Role.HELPLINE), worker(Role.SUPERVISOR))
            yield
            _take_away()
        connections.close_all()


def worker(role: Role) -> User:
    return User.objects.get(email=f"{called(role)}@example.org")


def _take_away() -> None:
    with transaction.atomic():
        PartnerDesk.objects.all().delete()
        Case.objects.all().delete()
        for model in (Duty, Training, Counter):
            model.objects.all().delete()
    DataKey.objects.all().delete()


@pytest.fixture
def desk(people: None, page_at: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Make a page at which the worker of a helpline is signed in."""

    def make(*, width: int = 1280, language: str = "en", **options: object) -> Page:
        page = page_at(width, height=900, **options)
        page.set_default_timeout(PATIENCE_MS)
        sign_in(page, Role.HELPLINE, language=language)
        return page

    yield make
    connections.close_all()


def a_code() -> str:
    """Return a code of somebody for whose first need a partner answers here."""
    what = casing.tells("p08", country="KE")
    facts = case_reading.opened(
        person=worker(Role.HELPLINE), reference=casing.from_call(worker(Role.HELPLINE), what).reference,
        now=NOW(),
    ).facts  # fmt: skip
    first = matching_staff.for_case(facts, what, now=NOW()).by_need[0].services[0]
    partner = worker(Role.PARTNER)
    PartnerDesk.objects.get_or_create(
        service_id=first.service_pk,
        defaults={"team": partner.team, "set_at": NOW(), "proposed_by": partner, "agreed_by": partner},
    )
    return handover.make(what, now=NOW()).digits


class Hands:
    """What a worker does at the desk, counted: keys where script runs, presses where it does not."""

    def __init__(self, page: Page, *, keys: bool) -> None:
        self.page, self.keys, self.done = page, keys, 0

    def type(self, field: str, text: str) -> None:
        self.done += 1
        self.page.fill(field, text)

    def press(self, key: str, control: str, *, leads: bool = True) -> None:
        self.done += 1
        with self.page.expect_navigation() if leads else nullcontext():
            if self.keys:
                self.page.keyboard.press(key)
            else:
                self.page.locator(control).first.click()


@pytest.mark.parametrize("script", [True, False], ids=["keys", "no-script"])
def test_from_a_code_to_a_sent_referral_in_at_most_twelve_interactions(
    desk: Callable[..., Page], script: bool
) -> None:
    code = a_code()
    page = desk(java_script_enabled=script)
    page.goto("/desk/codes/")
    before, hands = Referral.objects.count(), Hands(page, keys=script)
    hands.type("#digits", " ".join(code[start : start + 3] for start in range(0, 21, 3)))
    hands.press("Enter", "main form button.press")  # opened: the answers stand in a case
    hands.press("t", "button[data-press=t]")
    hands.press("m", "main a[data-press=m]")
    hands.press("1", "button[value=consent]")
    for number in (1, 2):
        hands.press(str(number), f"main fieldset label:nth-of-type({number}) input", leads=False)
    hands.press("y", "input[name=agreed]", leads=False)
    hands.press("s", "main button[data-press=s]")
    assert Referral.objects.count() == before + 1
    assert Referral.objects.latest("made_at").state == "sent"
    assert hands.done <= MOST
    print(f"from a code to a sent referral: {hands.done} interactions, {'keys' if script else 'no script'}")


def test_keys_lead_through_the_queue_and_are_listed(desk: Callable[..., Page]) -> None:
    casing.from_code(worker(Role.SUPERVISOR))
    page = desk()
    page.goto("/desk/cases/")
    page.keyboard.press("?")
    assert "Walk the questions with a caller" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("n")
    with page.expect_navigation():
        page.keyboard.press("t")
    page.keyboard.press("x")
    assert page.locator("#closing[open]").count() == 1
    with page.expect_navigation():
        page.keyboard.press("w")
    with page.expect_navigation():
        page.keyboard.press("2")
    assert page.locator("[name=asked]").get_attribute("value") == "danger"


def test_an_open_queue_shows_a_new_case_by_itself_and_rings_for_whoever_is_on_duty(
    desk: Callable[..., Page],
) -> None:
    page = desk()
    page.goto("/desk/cases/?whose=waiting&urgency=&language=&country=")
    page.select_option("#hours", "8")
    page.locator("#sound").check()
    with page.expect_navigation():
        page.locator("form[action='/desk/cases/duty/'] button").first.click()
    page.clock.install()
    page.reload()
    case = casing.from_code(worker(Role.SUPERVISOR), casing.tells("p01", answers={"danger": ("yes",)}))
    page.clock.run_for(21_000)
    page.locator(f"#row-{case.reference}").wait_for()
    page.locator("[data-bell]:not([hidden])").wait_for()
    assert "1" in page.locator("[data-bell-says]").inner_text()
    assert page.title().startswith("▲")
    assert int(page.locator("[data-bell]").get_attribute("data-sounded") or "0") >= 1
    casework.take(person=worker(Role.SUPERVISOR), reference=case.reference, now=NOW())
    page.clock.run_for(21_000)
    page.locator("[data-bell]").wait_for(state="hidden")


@pytest.mark.parametrize(("width", "language", "colours"), VIEWS)
def test_pages_of_cases_have_no_fault_for_axe_and_fit_the_window(
    desk: Callable[..., Page], width: int, language: str, colours: str
) -> None:
    mine, urgent = worker(Role.HELPLINE), casing.tells("p01", country="GB", answers={"danger": ("yes",)})
    case = casing.from_call(mine, casing.tells("p08", country="GB"))
    for _times in range(2):
        casing.from_code(mine)
    late = casing.from_code(mine, urgent)
    Case.objects.filter(pk=late.pk).update(due_at=NOW() - dt.timedelta(hours=2))
    page = desk(width=width, language=language, color_scheme=colours)
    wrong = []
    every = list(_addresses(case, late).items())
    for name, address in every if (width, language) in WHOLE else every[:MOST_LOOKED_AT]:
        page.goto(address)
        page.wait_for_timeout(50)
        wrong += [f"{name}: {fault}" for fault in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{name}: wider than {width} pixels")
        if PICTURES:
            shot = Path(PICTURES) / f"{name}-{width}-{language}.png"
            page.screenshot(path=shot, full_page=True)
    assert wrong == []


def _addresses(case: Case, late: Case) -> dict[str, str]:
    of = f"/desk/cases/{case.reference}/"
    return {
        "queue": "/desk/cases/?whose=all&urgency=&language=&country=",
        "one": of, "late": f"/desk/cases/{late.reference}/",
        "match": f"{of}match/", "contact": f"{of}contact/", "removal": f"{of}removal/",
        "new": "/desk/cases/new/", "call": "/desk/cases/new/call/", "empty": "/desk/cases/new/empty/",
        "training": "/desk/cases/training/", "glass": "/desk/cases/open/", "keys": "/desk/keys/",
    }  # fmt: skip
