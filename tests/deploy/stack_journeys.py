"""The four journeys through the real stack, as a browser sees them: TLS, nginx, workers, pools, primary,
replica.

Run by `make test-deploy`.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deploy.installing import clusters, filling
from deploy.installing.layout import DATABASE, KEYS, MAIN
from staff.roles import Role
from tests.deploy.signing_in import prove, sign_in
from tests.directory import made_listing
from tests.journeys.walking import choose, open_home, to_a_plan
from tests.running.stack import Stack

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
A_PROCESS_MS = 90_000  # an import is a process of its own


def count(stack: Stack, table: str, *, cluster: str = MAIN) -> int:
    counting = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name of this file
    return int(clusters.ask(stack.site, cluster, counting, database=DATABASE[cluster]))


@pytest.fixture
def desk(page_at: Callable[..., Page]) -> Callable[[Role], Page]:
    def make(role: Role) -> Page:
        page = page_at(1280, height=900)
        sign_in(page, role)
        return page

    return make


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_survivor_walks_to_a_plan_with_services_and_nothing_is_written(
    page_at: Callable[..., Page], stack: Stack, script: bool
) -> None:
    page = page_at(360, java_script_enabled=script)
    open_home(page)
    address, title = page.url, page.title()
    to_a_plan(page, opened=True)
    expect(page.locator("[data-emergency] a").first).to_have_attribute("href", "tel:999")
    assert page.locator("[data-service]").count() >= 3
    assert (page.url, page.title()) == (address, title)
    assert page.context.cookies() == []
    assert count(stack, "referral_handover") == 0


def test_a_handover_becomes_a_case_and_then_nothing(
    page_at: Callable[..., Page], desk: Callable[[Role], Page], stack: Stack
) -> None:
    page = page_at(360)
    to_a_plan(page)
    page.locator("[data-tell-once] > summary").click()
    choose(page, "Make my code")
    page.get_by_role("heading", name="Your code").wait_for()
    digits = "".join(page.locator(".code span").all_inner_texts())
    assert len(digits) == 21
    worker = desk(Role.HELPLINE)
    worker.goto("/desk/codes/")
    worker.fill("#digits", " ".join(re.findall("...", digits)))
    worker.locator("main form button.press").click()
    worker.wait_for_url(re.compile("/desk/cases/[^/]+/$"))
    assert worker.locator(".told dd").count() >= 3
    worker.goto("/desk/codes/")
    worker.fill("#digits", digits)
    worker.locator("main form button.press").click()
    expect(worker.locator("#says")).to_contain_text("opens nothing")
    keys = count(stack, "safety_datakey", cluster=KEYS)
    assert (count(stack, "referral_case"), keys >= 1) == (1, True)
    # What a closed case becomes when its time is over: its key goes, then its rows.
    due = "UPDATE referral_case SET state = 'closed', closed_at = now(), destroy_on = current_date - 1"
    clusters.run(stack.site, *clusters.psql(stack.site, MAIN, DATABASE[MAIN]), stdin=due)
    filling.manage(stack.site, "purge", "--clean-files")
    assert count(stack, "referral_case") == 0
    assert count(stack, "safety_datakey", cluster=KEYS) < keys


def test_an_editors_listing_is_found_by_the_public_when_a_second_person_agreed(
    desk: Callable[[Role], Page], page_at: Callable[..., Page], stack: Stack
) -> None:
    key = stack.python("-m", "tests.deploy.listing").strip()
    editor = desk(Role.LISTING_EDITOR)
    editor.goto(f"/desk/listings/{key}/edit/")
    editor.fill("[name=name]", "Lantern on the quay")
    with editor.expect_navigation():
        editor.locator("button[name=act][value=submit]").click()
    expect(editor.locator(".notice.good")).to_contain_text("in review")
    editor.goto("/desk/listings/vetting/")
    verifier = desk(Role.VERIFIER)
    verifier.goto("/desk/listings/vetting/")
    verifier.locator("main a[href*='/desk/editions/']").first.click()
    for tick in verifier.locator("input[name=checked]").all():
        tick.check()
    with verifier.expect_navigation():
        verifier.locator("main form[action$='/tick/'] button").click()
    verifier.get_by_role("button", name="Agree and publish").click()
    prove(verifier, Role.VERIFIER)
    verifier.get_by_role("button", name="Agree and publish").click()
    expect(verifier.locator(".notice.good")).to_contain_text("Agreed")
    verifier.wait_for_timeout(2000)  # every worker reads the new edition within two seconds
    for _each_worker in range(4):
        status, _headers, body = stack.ask("/api/hsds/services?search=Lantern+on+the+quay")
        assert (status, b"Lantern on the quay" in body) == (200, True)


def test_a_file_of_listings_becomes_drafts(
    desk: Callable[[Role], Page], stack: Stack, tmp_path: Path
) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([made_listing.document("Line of a feed")]), encoding="utf-8")
    page = desk(Role.LISTING_EDITOR)
    page.goto("/desk/import/")
    page.set_input_files("[name=file]", path)
    page.fill("[name=feed]", "feed-of-the-stack")
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/desk/import/plans/**", timeout=A_PROCESS_MS)
    expect(page.locator("main")).to_contain_text("Line of a feed")
    page.get_by_role("button", name="Make drafts of it").click()
    expect(page.locator(".notice.good")).to_contain_text("drafts are written", timeout=A_PROCESS_MS)
    page.goto("/desk/listings/vetting/")
    expect(page.locator("main")).to_contain_text("Line of a feed")
