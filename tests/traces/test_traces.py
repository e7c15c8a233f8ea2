"""One whole visit in each of two real browsers, left with a press, and what is on the device afterwards.

All the other ways to end one, without script, on a phone and close up, are tried by `make audit`. The control
shows that the same search finds what a site as it should not be leaves behind.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from referral.models.handover import Handover, HandoverPress
from safety.models import DataKey
from tests.running import firefox
from tests.running.site import of_this_run
from tests.traces import budget, naive, searching, stores, trying, visit
from tests.traces.chromium import Chromium, wait_for
from tests.traces.device import Device, Name, Setup
from tests.traces.outside import outside
from tests.traces.trying import Try, Way, World


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: Chromium's sockets are refused a long one."""
    with tempfile.TemporaryDirectory(prefix="waypost-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def there(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The site with a world around it; the codes that visits took are taken away."""
    with trying.world(tmp_path_factory.mktemp("world"), of_this_run()) as made:
        yield made
    with django_db_blocker.unblock():
        for model in (Handover, HandoverPress, DataKey):
            model.objects.all().delete()
        connections.close_all()


@pytest.mark.promise("S3")
@pytest.mark.parametrize("name", Name)
def test_a_visit_that_was_left_stays_within_the_budget(name: Name, there: World, folder: Path):
    if name is Name.FIREFOX:
        firefox.found_or_installed()
    one = Try(name, Way.CLICK)
    found = trying.tried(one, there, folder / "device")
    # By the clock it is measured where nothing else runs (make audit); here, that it was emptied at all.
    assert budget.read().exceeded(one, found, by_the_clock=False) == []
    assert (found.history, found.canaries, found.back, found.restored) == (1, {}, 0, 0)


def _came(browser: Chromium, address: str) -> None:
    """Wait until the page with this in its address is whole, and was on the screen."""

    def is_there() -> bool:
        told = browser.evaluate("[location.href, document.readyState]")
        return address in told[0] and told[1] == "complete"

    wait_for(is_there, address)
    time.sleep(visit.PAINTING)


def test_the_search_finds_what_a_naive_site_leaves(folder: Path):
    device = Device(folder / "device").prepared()
    with outside(folder) as around, naive.naive_site(around.destination.url) as site:
        browser = Chromium(device, Setup())
        try:
            for packing in naive.PACKED:
                browser.go(f"{site}{packing}")
                _came(browser, f"{site}{packing}")
            browser.type("#words", naive.TYPED)
            browser.click("#go")
            _came(browser, naive.TYPED)
            browser.click("[data-quick-exit]")
            wait_for(lambda: browser.address() == around.destination.url, "leaving")
            assert sum("naivesite" in address for address in browser.entries()) == 4
        except BaseException:
            browser.kill()
            raise
        browser.close()
        assert around.destination.referers == [site]
    words = [naive.ON_THE_PAGE, naive.TITLE, naive.TYPED, naive.STORED, "naivesite"]
    places = searching.search(device.folder, words)
    assert set().union(*places.values()) == set(words)
    told = stores.lists(Name.CHROMIUM, device, "naivesite")
    assert (told.history, told.titles, told.cookies, told.autofill) == (4, (naive.TITLE,), 1, 1)
    assert (
        stores.below((at for at, found in places.items() if naive.ON_THE_PAGE in found), stores.CACHES) >= 3
    )
    assert stores.below((at for at, found in places.items() if naive.STORED in found), stores.STORAGE)
