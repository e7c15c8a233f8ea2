"""Signing in as a browser does it: passkeys, the warning before a session ends, the cookies as they are kept.

The site here has a database of its own: what is written stays, and other tests read theirs.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running.accessibility import findings
from tests.running.site import Site, serving

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "amina@example.org", "a long way to the harbour"
AMINA = f"""
from staff.models.person import User, RoleGrant
from django.utils import timezone
amina = User.objects.create(email={EMAIL!r}, name="Amina", joined_at=timezone.now())
amina.set_password({PASSWORD!r}); amina.save()
RoleGrant.objects.create(user=amina, role="helpline-worker", granted_at=timezone.now())
"""
TODAY = re.compile(r"/desk/$")
MINUTE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with Amina in it."""
    folder = tmp_path_factory.mktemp("desk")
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{folder / 'main.sqlite3'}",
        "WAYPOST_KEYS_URL": f"sqlite:///{folder / 'keys.sqlite3'}",
    }
    for command in (["migrate", "--verbosity", "0"], ["shell", "--no-imports", "--command", AMINA]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **environment}, check=True
        )
    with serving("config.wsgi:application", environment=environment) as running:
        yield running


@pytest.fixture
def at_desk(browser: Browser, desk: Site) -> Iterator[Callable[..., Page]]:
    """Make a page of a fresh browser at the desk. A passkey is bound to a name, so it is asked by name."""
    made = []

    def make() -> Page:
        context = browser.new_context(
            base_url=f"http://localhost:{desk.port}", viewport={"width": 1024, "height": 800}, locale="en"
        )
        context.set_default_timeout(10_000)
        made.append(context)
        return context.new_page()

    yield make
    for context in made:
        context.close()


def sign_in(page: Page) -> None:
    page.goto("/desk/sign-in/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(TODAY)


def prove(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def forgotten(page: Page) -> None:
    """Take the browser's cookies away. Away from the desk: its bell would bring one in between."""
    page.goto("about:blank")
    page.context.clear_cookies()


def with_key(page: Page) -> None:
    """Plug a key into the browser that answers everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_signs_in_without_a_password(at_desk: Callable[..., Page]) -> None:
    page = at_desk()
    with_key(page)
    sign_in(page)
    page.goto("/desk/account/second-factor/passkeys/add/")
    prove(page)
    page.get_by_label("Name it").fill("The one on my ring")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    forgotten(page)
    page.goto("/desk/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(TODAY)
    forgotten(page)
    page.goto("/desk/sign-in/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(TODAY)
    page.goto("/desk/account/second-factor/passkeys/")
    page.get_by_role("link", name="Remove The one on my ring").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The one on my ring")).to_have_count(0)


def test_the_warning_keeps_what_was_typed_and_so_does_the_end(at_desk: Callable[..., Page]) -> None:
    page = at_desk()
    page.clock.install()
    sign_in(page)
    page.goto("/desk/account/second-factor/passkeys/add/")
    prove(page)
    assert "Amina" in page.content()
    page.get_by_label("Name it").fill("words that took a while")
    page.clock.fast_forward(28 * MINUTE)
    page.clock.run_for(2000)
    expect(page.get_by_role("heading", name="Are you still here?")).to_be_visible()
    page.get_by_role("button", name="I am still here").click()
    expect(page.get_by_role("heading", name="Are you still here?")).to_be_hidden()
    page.clock.fast_forward(30 * MINUTE)
    page.clock.run_for(2000)
    expect(page.get_by_text("What you typed is still on this page")).to_be_visible()
    expect(page.get_by_role("button", name="I am still here")).to_be_hidden()
    assert "Amina" not in page.content()  # nothing else of the page is left, not even out of sight
    assert page.evaluate("document.body.children.length") == 3  # the form in its place, the box and its token
    page.context.clear_cookies()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value)
    opened.value.close()
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_text("What you typed is still on this page")).to_be_hidden()
    expect(page.get_by_label("Name it")).to_have_value("words that took a while")
    expect(page.get_by_role("heading", name="What you typed")).to_be_visible()
    assert findings(page) == []
    told = page.evaluate(
        "fetch('/desk/account/still-here/', {method: 'POST', headers: {'X-CSRFToken':"
        " document.querySelector('[data-passkey] [name=csrfmiddlewaretoken]').value}}).then(a => a.status)"
    )
    assert told == 200


def test_where_nothing_was_typed_the_page_goes_when_the_session_ends(at_desk: Callable[..., Page]) -> None:
    page = at_desk()
    page.clock.install()
    sign_in(page)
    page.goto("/desk/account/")
    page.context.clear_cookies()
    page.clock.fast_forward(30 * MINUTE)
    page.clock.run_for(2000)
    page.wait_for_url("**/desk/account/sign-in/?next=%2Fdesk%2Faccount%2F")
    expect(page.get_by_label("E-mail")).to_be_visible()


def test_the_browser_keeps_three_strict_cookies_of_the_desk(at_desk: Callable[..., Page]) -> None:
    page = at_desk()
    sign_in(page)
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(kept) == {"desk", "desk-form", "desk-device"}
    for cookie in kept.values():
        assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/desk/", True, "Strict")
    assert page.evaluate("document.cookie") == ""
    page.goto("/")
    assert {cookie["name"] for cookie in page.context.cookies()} == set(kept)


@pytest.mark.parametrize(
    "path",
    [
        "/desk/account/sign-in/",
        "/desk/account/password/reset/",
        "/desk/account/password/reset/sent/",
        "/desk/account/password/reset/1-none/",
    ],
)
def test_every_page_outside_can_be_used_by_everybody(at_desk: Callable[..., Page], path: str) -> None:
    page = at_desk()
    page.goto(path)
    assert findings(page) == []


@pytest.mark.parametrize(
    "path",
    ["", "password/", "sessions/", "second-factor/", "second-factor/app/", "second-factor/passkeys/add/"],
)
def test_every_page_of_the_account_can_be_used_by_everybody(at_desk: Callable[..., Page], path: str) -> None:
    page = at_desk()
    said = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page)
    page.goto(f"/desk/account/{path}")
    if "prove" in page.url:
        prove(page)
    assert findings(page) == []
    assert said == []
