"""The policy of the pages holds in a real browser, and is heard when it is broken."""

import pytest
from playwright.sync_api import Browser, Page

from referral.forms import Go
from tests.journeys.walking import open_home, to_a_plan
from tests.running import breaches
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
# What somebody would do who has found a way to put a word of theirs into a page.
ADD = "const add = (name, what) => document.body.append(Object.assign(document.createElement(name), what));"
ATTEMPTS = {
    "an inline script": "add('script', {text: 'window.ran = 1'})",
    "markup as text": "document.body.innerHTML = '<b>x</b>'",
    "a script of another place": "add('script', {src: 'http://127.0.0.1:9/x.js'})",
    "a style": "add('style', {textContent: 'b {}'})",
    "a picture of another place": "add('img', {src: 'http://127.0.0.1:9/x'})",
    "a message to another place": "fetch('http://127.0.0.1:9/').catch(() => 0)",
    "a frame": "add('iframe', {src: '/'})",
}


@pytest.mark.on_postgresql
def test_every_public_page_is_opened_and_none_breaks_the_policy(page: Page) -> None:
    # `context_with` fails whatever test opened a page that does.
    open_home(page)
    for go in Go:
        if go is not Go.CLEAR:
            page.evaluate(
                "go => { const form = document.createElement('form'); form.method = 'post';"
                "const field = Object.assign(document.createElement('input'), {name: 'go', value: go});"
                "form.append(field); document.body.append(form); form.submit() }",
                go.value,
            )
            page.wait_for_load_state()
            page.locator("main h1").first.wait_for()
    to_a_plan(page)


@pytest.mark.on_postgresql
@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("path", ["/en/", "/desk/sign-in/"])
def test_a_page_that_breaks_the_policy_is_stopped_and_heard(
    browser: Browser, site: Site, attempt: str, path: str
) -> None:
    context = browser.new_context(base_url=site.url)
    said, page = breaches.heard(context), context.new_page()
    page.goto(path)
    page.evaluate(f"() => {{ {ADD} try {{ {ATTEMPTS[attempt]} }} catch (stopped) {{}} }}")
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    context.close()
    assert said != []
