"""How somebody comes to the desk of the stack: a password and, as in production, a code of an app."""

import base64
import hmac
import time
from typing import Final

from playwright.sync_api import Page

from staff.roles import Role
from tests.deploy.people import SECRET
from tests.people import PASSWORD

STEP_SECONDS: Final = 30
USED: Final[dict[Role, int]] = {}  # the step of the last code of each person: none is taken twice


def code(at: float) -> str:
    """Return what an app shows at a time. Source: RFC 6238, with the usual six digits."""
    counter = int(at // STEP_SECONDS).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(SECRET), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def next_code(role: Role) -> str:
    """Return a code that this person has not used yet: that of the next step, when this one's is used up.

    Waits while that would be further ahead than the site takes.
    """
    step = max(int(time.time() // STEP_SECONDS), USED.get(role, 0) + 1)
    time.sleep(max(0.0, (step - 1) * STEP_SECONDS - time.time()))
    USED[role] = step
    return code(step * STEP_SECONDS)


def sign_in(page: Page, role: Role) -> None:
    """Sign somebody of this role in, through both pages."""
    page.goto("/desk/")
    page.fill("[name=login]", f"stack-{role.value}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.press").first.click()
    page.fill("[name=code]", next_code(role))
    page.locator("main form button.press").first.click()
    page.wait_for_url("**/desk/")


def prove(page: Page, role: Role) -> None:
    """Show that it is still oneself, as dangerous pages ask; the code of the sign-in has been used up."""
    page.fill("main [name=code]", next_code(role))
    with page.expect_navigation():
        page.locator("main form button.press").first.click()
