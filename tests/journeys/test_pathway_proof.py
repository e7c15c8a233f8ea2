"""A small book goes the whole way: broken, refused by name, mended, proved whole, agreed to, published."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from referral import bookshelf, editing, editions
from referral.models.pathway import BookEdition, PathwayDraft, PathwayFile
from referral.models.proof import PathwayProof
from staff.roles import Role
from tests.journeys.desk_people import sign_in, working
from tests.journeys.test_pathway_desk import agree, begin, press
from tests.referral.small_book import book_of
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
A_PROOF_MS = 240_000  # every country is asked, on a machine that is busy with other tests
ROWS = (PathwayProof, PathwayDraft, BookEdition, PathwayFile)


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with working():
            yield
        connections.close_all()


@pytest.fixture
def small(people: None, tmp_path: Path) -> Iterator[None]:
    """The small edition published, in place of the seeds; whatever was there is put back."""
    before = {model: list(model.objects.all()) for model in ROWS}
    BookEdition.objects.all().delete()
    book = book_of(tmp_path / "pathways")
    files = bookshelf.in_folder(tmp_path)
    editing.keep(list(files.values()))
    BookEdition.objects.create(
        edition=book.edition, origin="seeds", is_current=True, published_at=timezone.now(),
        files={path: bookshelf.digest(text) for path, text in files.items()},
    )  # fmt: skip
    editions.forget()
    yield
    for model in ROWS:
        model.objects.all().delete()
    for model in reversed(ROWS):
        model.objects.bulk_create(before[model])
    editions.forget()
    connections.close_all()


@pytest.fixture
def desk(small: None, page_at: Callable[..., Page]) -> Callable[[Role], Page]:
    def make(role: Role) -> Page:
        page = page_at(1280, height=800)
        page.set_default_timeout(A_PROOF_MS)
        sign_in(page, role)
        return page

    return make


def save_effects(page: Page, draft: str, effects: str) -> None:
    page.goto(f"{draft}questions/demand/")
    page.locator("[name='no.effects']").fill(effects)
    press(page, "Save the draft")


def new_line(page: Page, draft: str) -> None:
    """Add a line of advice that no walk may lead to, and say what it advises."""
    page.goto(f"{draft}plan/")
    form = page.locator("form:has(#now-id)")
    form.locator("details:has(#now-id) > summary").click()
    form.locator("#now-id").fill("bad")
    form.locator("#now-adult").fill("Block them.")
    form.locator("#now-young").fill("Block them.")
    press(page, "Save and add the line")
    page.locator("details:has([name='now.bad.tags']) > summary").last.click()
    page.locator("[name='now.bad.tags'][value=block]").check()
    with page.expect_navigation():
        page.locator("form:has(#now-id) button.press.second[value=save]").click()


def prove(page: Page, draft: str) -> None:
    """Start the whole proof, see that it runs, and wait until it has ended: the page looks by itself."""
    page.goto(draft)
    press(page, "Start the whole proof")
    expect(page.locator("#proof ~ p .notice, #proof ~ .notice")).to_be_visible(timeout=A_PROOF_MS)


@pytest.mark.promise("S8")
def test_a_draft_is_proved_whole_before_anybody_walks_it(desk: Callable[[Role], Page]) -> None:
    editor, reviewer = desk(Role.PATHWAY_EDITOR), desk(Role.PATHWAY_REVIEWER)
    draft = begin(editor, "Structure")

    # broken: the whole proof names the rule and a walk that shows it, and nothing is put forward
    save_effects(editor, draft, "card:no-such-card")
    expect(editor.locator("main")).to_contain_text("expected")
    new_line(editor, draft)
    prove(editor, draft)
    expect(editor.locator(".broken")).to_contain_text("p01.plan.bad is a plain step")
    expect(editor.get_by_role("button", name="Put before a second person")).to_have_count(0)

    # mended: what was new is taken out, something harmless is changed, and the whole is proved
    editor.goto(f"{draft}plan/")
    with editor.expect_navigation():
        editor.locator("button[name=act][value='remove:now.bad']").dispatch_event("click")
    save_effects(editor, draft, "+LEGAL/U3")
    editor.goto(draft)
    expect(editor.locator("main")).to_contain_text("The whole proof comes first")
    prove(editor, draft)
    expect(editor.locator("#proof ~ .notice.good")).to_contain_text("No rule is broken")
    press(editor, "Put before a second person")
    agree(reviewer, draft)
    now = BookEdition.objects.get(is_current=True)
    proof = PathwayProof.objects.get(state="clean")
    assert (now.origin, now.edition) == ("desk", proof.edition)
    assert '"edition": 2' in editing.published()["pathways/p01/flow.json"]
    connections.close_all()
