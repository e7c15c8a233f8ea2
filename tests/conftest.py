"""What every test may ask for: a database that holds the seeds, the site under a real server, Chromium.

The engine comes from DATABASE_URL. Marks that say what a test needs are set here from the fixtures it asks
for, so that nobody can forget them: `database` runs on PostgreSQL too, `browser` needs Chromium.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.running import breaches, chromium
from tests.running.site import Site, of_this_run, serving

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences", "site"})
BROWSER_FIXTURES = frozenset({"browser"})
PATIENCE = (
    10_000  # milliseconds; two lanes on two cores are slow at times, but a page that needs longer is broken
)
# The cast (Amina, Bruno, Chidi and the others), and how a test that commits leaves the tables behind.
pytest_plugins = ["tests.people", "tests.emptying"]

PHONE_WIDTH = 360  # pixels; the first width that every page is made for


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark a test by what it asks for."""
    asked = set(getattr(item, "fixturenames", ()))
    if asked & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.database)
    if asked & BROWSER_FIXTURES:
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests last that empty the tables when they end: all others read the seeds."""
    items.sort(key=_empties_tables)


def _empties_tables(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = "transactional_db" in getattr(item, "fixturenames", ())
    return asked or bool(mark and mark.kwargs.get("transaction"))


# --- the database ---


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's test databases in files, so that the site under a server reads the same ones."""
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            name = str(tmp_path_factory.mktemp("databases") / f"{alias}.sqlite3")
            connections[alias].settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make both test databases and load the seeds once; what a test changes is rolled back when it ends.

    In place of pytest-django's own, which makes none where only the browser's tests run: the seeds would then
    go into the database of the development site.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        call_command("seed", verbosity=0)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _no_code_is_offered_without_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Show plans as they are while the keys database is away, to a test that did not ask for it."""
    from referral import handover  # not before Django is set up

    handover.forget()
    mark = request.node.get_closest_marker("django_db")
    asked = (mark.kwargs.get("databases") or ()) if mark else ()
    if "keys" not in asked and asked != "__all__":
        monkeypatch.setattr(handover, "_hours", lambda _edition: 0)


# --- the site ---


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[Site]:
    """The site under granian on the test database. Read it; what it would write stays for the tests after."""
    with serving("config.wsgi:application", environment=of_this_run()) as running:
        yield running


# --- the browser ---


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test has a context of its own in it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Playwright's sync interface keeps an event loop in this thread, which Django takes for a coroutine that
    # a query would block. Tests run one after another, so none is. The variable goes when the loop has gone.
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.executable(),
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
            args=list(chromium.QUIET),
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context_with(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Make a fresh browser context with Playwright's options; it is closed when the test ends.

    No page of it may have done what its policy forbids, whatever the test was about.
    """
    made: list[BrowserContext] = []
    said: list[list[str]] = []

    def make(**options: object) -> BrowserContext:
        made.append(browser.new_context(base_url=site.url, **options))
        made[-1].set_default_timeout(PATIENCE)
        said.append(breaches.heard(made[-1]))
        return made[-1]

    yield make
    for context in made:
        context.close()
    assert [breach for each in said for breach in each] == []


@pytest.fixture
def page_at(context_with: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Make a page of a width in pixels: `page_at(320)`; further options are a context's."""

    def make(width: int, *, height: int = 740, **options: object) -> Page:
        return context_with(viewport={"width": width, "height": height}, **options).new_page()

    return make


@pytest.fixture
def page(page_at: Callable[..., Page]) -> Page:
    """A phone's page, with script."""
    return page_at(PHONE_WIDTH)


@pytest.fixture
def page_without_script(page_at: Callable[..., Page]) -> Page:
    """A phone's page in a browser that runs no script."""
    return page_at(PHONE_WIDTH, java_script_enabled=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(settings.BASE_DIR)
