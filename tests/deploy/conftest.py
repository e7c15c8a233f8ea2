"""The real stack for the tests of deploy/, and a browser that takes the certificate it made for itself."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.running import stack as running_stack
from tests.running.stack import Stack

PATIENCE = 20_000  # milliseconds; a whole site runs on this machine, with three databases


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The site as deploy/ installs it, on loopback, with one person of each role at the desk."""
    with running_stack.running() as started:
        started.python("-m", "tests.deploy.people")
        yield started


@pytest.fixture(scope="session")
def site(stack: Stack) -> Stack:
    """The site that the browser opens: the whole stack."""
    return stack


@pytest.fixture
def context_with(browser: Browser, stack: Stack) -> Iterator[Callable[..., BrowserContext]]:
    """Make a fresh browser context that trusts the stack."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        made.append(browser.new_context(base_url=stack.url, ignore_https_errors=True, **options))
        made[-1].set_default_timeout(PATIENCE)
        return made[-1]

    yield make
    for context in made:
        context.close()
