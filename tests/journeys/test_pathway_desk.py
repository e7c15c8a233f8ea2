"""A pathway goes its way: worded, changed, a broken rule mended, agreed to, walked, and taken back."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from referral import editions
from referral.models.pathway import BookEdition, PathwayDraft, PathwayFile
from referral.models.proof import PathwayProof
from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import sign_in
from tests.people import PASSWORD
from tests.referral import drafting
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end
DESKTOP = 1280  # pixels
TABLET = 768
A_CHECK_MS = 90_000  # walks are followed, on a machine that is busy with other tests
SAID = "What has come of it up to now?"


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One person of each role, known to the site under test."""
    with django_db_blocker.unblock():
        with desk_people.working():
            yield
        connections.close_all()


@pytest.fixture
def nothing_published(people: None) -> Iterator[None]:
    """Leave no draft behind, and the edition that was there: without it no plan offers a code afterwards."""
    rows = (PathwayProof, PathwayDraft, BookEdition, PathwayFile)
    before = {model: list(model.objects.all()) for model in rows}
    yield
    for model in rows:
        model.objects.all().delete()
    for model in reversed(rows):
        model.objects.bulk_create(before[model])
    editions.forget()
    connections.close_all()


@pytest.fixture
def desk(nothing_published: None, page_at: Callable[..., Page]) -> Callable[..., Page]:
    """Make a page at which somebody of a role is signed in."""

    def make(role: Role, *, width: int = DESKTOP, language: str = "en", **options: object) -> Page:
        page = page_at(width, height=800, **options)
        page.set_default_timeout(A_CHECK_MS)
        sign_in(page, role, language=language)
        return page

    return make


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that comes of it."""
    with page.expect_navigation(timeout=A_CHECK_MS):
        page.get_by_role("button", name=name).first.click()


def begin(page: Page, kind: str, folder: str = "p01") -> str:
    """Begin a draft; return its address."""
    page.goto(f"/desk/pathways/{folder}/")
    press(page, f"Begin a draft: {kind}")
    return page.url


def as_if_proved(address: str) -> None:
    """Keep a row as the whole proof of this draft would: the seeds take minutes (test_pathway_proof.py)."""
    draft = PathwayDraft.objects.get(pk=address.rstrip("/").rpartition("/")[2])
    drafting.proved(drafting.whole(draft))
    connections.close_all()


def agree(page: Page, address: str) -> None:
    """Press the button; where it is asked who this is, show it, and press again after reading anew."""
    page.goto(address)
    press(page, "Agree and publish")
    if page.locator("main [name=password]").count():
        page.fill("main [name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("main form button.press").first.click()
        press(page, "Agree and publish")
    expect(page.locator(".notice.good").first).to_contain_text("Agreed")


def to_the_question(page: Page) -> None:
    """Walk P01 as a visitor, to the question whose words are changed."""
    page.goto("/en/")
    page.locator("button[name=go][value=walk]").click()
    for value in ("p00.entry:picture", "danger:no", "p01.made:yes"):
        page.locator(f"button[value='{value}']").click()
    page.locator("button[value='p01.state:chats']").wait_for()


@pytest.mark.promise("S8")
def test_words_and_an_answer_go_from_a_draft_to_the_public_side_and_back(
    desk: Callable[..., Page], page_at: Callable[..., Page]
) -> None:
    editor, reviewer = desk(Role.PATHWAY_EDITOR), desk(Role.PATHWAY_REVIEWER)
    before, begun = page_at(DESKTOP), page_at(DESKTOP)
    to_the_question(begun)  # this walk has begun on what came with the house

    # words
    words = begin(editor, "Wording")
    editor.goto(f"{words}words/")
    editor.fill("[name='left state']", SAID)
    editor.locator("form#state button").click()
    expect(editor.locator(".notice.good")).to_be_visible()
    as_if_proved(words)
    editor.goto(words)
    press(editor, "Put before a second person")
    expect(editor.locator("main")).to_contain_text(SAID)
    agree(reviewer, words)
    before.wait_for_timeout(1200)  # a process looks once a second whether there is something new
    to_the_question(before)
    expect(before.locator("h1")).to_have_text(SAID)

    # structure: a rule is broken, seen and mended
    draft = begin(editor, "Structure")
    editor.goto(f"{draft}questions/state/")
    editor.locator("[name='chats.effects']").fill("+REMOVAL/U2\ncard:hash-adult\nfact:p01:chats\n+LEGAL/U1")
    editor.locator("[name='online.next']").select_option("plan")
    press(editor, "Save the draft")
    editor.goto(f"{draft}plan/")
    editor.locator("details:has([name='now.now-tell.tags']) > summary").last.click()
    editor.locator("[name='now.now-tell.tags'][value=block]").check()
    with editor.expect_navigation():
        editor.locator("form:has(#now-id) button.press.second[value=save]").click()
    editor.goto(draft)
    press(editor, "Check it, walk by walk")
    expect(editor.locator(".broken")).to_contain_text("p01.plan.now-tell is a plain step")
    expect(editor.locator("#changes ~ h3").first).to_contain_text("lead elsewhere")
    expect(editor.locator("main")).to_contain_text("Mend what is broken first")
    press(editor, "Put the draft aside")
    draft = begin(editor, "Structure")
    editor.goto(f"{draft}questions/state/")
    editor.locator("[name='chats.add']").select_option("+LEGAL/U1")
    press(editor, "Save the draft")
    as_if_proved(draft)
    editor.goto(draft)
    press(editor, "Put before a second person")
    expect(editor.locator("main")).to_contain_text("gained")
    agree(reviewer, draft)

    # a walk that began before goes on where it began, and one step back takes one person
    begun.locator("button[value='p01.state:chats']").click()
    begun.locator("button[value='p01.demand:no']").wait_for()
    begun.get_by_role("button", name="Back", exact=True).click()
    expect(begun.locator("h1")).not_to_have_text(SAID)
    reviewer.goto("/desk/pathways/editions/")
    press(reviewer, "Go back to the edition before")
    expect(reviewer.locator(".notice.good").first).to_contain_text("edition before")
    assert BookEdition.objects.filter(rolled_back_at__isnull=False).count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_draft_is_walked_without_being_published(desk: Callable[..., Page], script: bool) -> None:
    page = desk(Role.PATHWAY_EDITOR, java_script_enabled=script)
    words = begin(page, "Wording")
    page.goto(f"{words}words/")
    page.fill("[name='left made']", "A word that only the draft has?")
    page.locator("form#made button").click()
    page.goto(f"{words}walk/")
    page.locator("button[name=go][value=walk]").click()
    page.locator("button[value='p00.entry:picture']").click()
    page.locator("button[value='danger:no']").click()
    expect(page.locator("h1")).to_have_text("A word that only the draft has?")
    expect(page.locator("main .notice").first).to_contain_text("Nobody but the desk sees this")


@pytest.mark.parametrize(("width", "language", "scheme"), [(DESKTOP, "en", "light"), (TABLET, "ar", "dark")])
def test_axe_finds_nothing_on_any_page_of_the_pathways(
    desk: Callable[..., Page], width: int, language: str, scheme: str
) -> None:
    page = desk(Role.PATHWAY_EDITOR, width=width, language=language, color_scheme=scheme)
    found: list[str] = []
    addresses = ["/desk/pathways/", "/desk/pathways/p01/", "/desk/pathways/p00/", "/desk/pathways/editions/"]
    for folder, kind in (("p01", "structure"), ("p01", "wording"), ("cards", "structure")):
        page.goto(f"/desk/pathways/{folder}/")
        with page.expect_navigation():
            page.locator(f"button[name=kind][value={kind}]").click()
        further = {
            "structure": ["", "questions/state/", "questions/want/", "plan/"],
            "wording": ["", "words/"],
        }
        rest = ["", "cards/blackmail/"] if folder == "cards" else further[kind]
        addresses += [f"{page.url}{one}" for one in rest]
    for address in addresses:
        assert page.goto(address).status == 200
        found += [f"{address}: {finding}" for finding in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address}: wider than {width}")
    assert found == []
