"""One try: a visit with one browser that ends in one way, and everything that is left of it on the device."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tests.running.site import Site, serving
from tests.traces import searching, stores, visit
from tests.traces.chromium import Chromium, wait_for
from tests.traces.device import Device, Name, Setup, Steering
from tests.traces.firefox import Firefox
from tests.traces.outside import Outside, outside
from tests.traces.visit import Browser, Kind, Seen

HOST: Final = "quietharbour.localhost"  # as in the settings beside this file
OURS: Final = HOST.partition(".")[0]
BACKWARDS: Final = OURS[::-1]  # Firefox writes the names of hosts from behind
OPENS: Final = {Name.CHROMIUM: Chromium, Name.FIREFOX: Firefox}
STAYS: Final = 3.0  # seconds after which a link that led nowhere will not
AFTER: Final = 1.5  # seconds somebody stays where they went
KEPT: Final = ("cookies", "storage", "autofill", "cache", "favicons", "pictures", "referers", "asked")
LEAVE: Final = "[data-quick-exit]"
# Promises, and notes on the page's own root, which leaving does not replace, how many milliseconds after the
# press nothing of the page was on the screen any more (a frame after it was emptied), and when that was.
WATCH: Final = """(() => {
  const root = document.documentElement;
  const emptied = () => !document.body || !document.body.innerText.trim();
  let pressed = 0, begun = false;
  const press = (event) => { if (event.isTrusted) pressed = event.timeStamp; };
  addEventListener("click", press, true);
  addEventListener("keydown", press, true);
  return new Promise((resolve) => {
    const look = () => {
      if (!emptied() || begun) return;
      begun = true;
      const at = performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const told = [performance.now() - pressed, at - pressed];
          root.dataset.told = JSON.stringify(told);
          resolve(told);
        };
        channel.port2.postMessage(0);
      });
    };
    new MutationObserver(look).observe(root, { childList: true, subtree: true });
  });
})()"""


class Way(StrEnum):
    """How a visit ends."""

    CLICK = "click"
    KEYBOARD = "keyboard"
    SERVER_HANGS = "our server hangs"
    DESTINATION_HANGS = "destination hangs"
    BOTH_HANG = "both hang"
    THEN_BACK = "click, then somebody presses Back"
    CLOSED = "window closed"
    KILLED = "browser killed"


LEFT: Final = (Way.CLICK, Way.KEYBOARD, Way.SERVER_HANGS, Way.DESTINATION_HANGS, Way.BOTH_HANG, Way.THEN_BACK)


@dataclass(frozen=True, slots=True)
class Try:
    """What is tried."""

    browser: Name
    way: Way
    setup: Setup = Setup()
    layout: str = "wide"

    def __str__(self) -> str:
        script = "with script" if self.setup.script else "without script"
        return f"{self.browser.value}, {script}, {self.way.value}, {self.layout}"


@dataclass(slots=True)
class Remains:
    """What was found. Addresses are counted where they are ours; `canaries` and `address` name places."""

    left: bool = False
    hidden_ms: float | None = None
    emptied_ms: float | None = None
    back: int = 0
    back_leads_here: bool = False
    restored: int = 0
    referers: int = 0
    asked: int = 0  # somebody else than us and where the way out leads, on account of our pages
    history: int = 0
    titles: tuple[str, ...] = ()
    cookies: int = 0
    storage: int = 0
    autofill: int = 0
    cache: int = 0
    favicons: int = 0
    pictures: int = 0
    canaries: dict[Kind, set[str]] = field(default_factory=dict)
    address: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)  # of each canary that was found: one place


@dataclass(frozen=True, slots=True)
class World:
    """The site under test and what is around it."""

    around: Outside
    site: Site

    @property
    def url(self) -> str:
        """Return the site's address, under the name that is looked for."""
        return f"http://{HOST}:{self.site.port}/"


@contextmanager
def world(
    folder: Path, environment: dict[str, str], application: str = "config.wsgi:application"
) -> Iterator[World]:
    """Serve the site, whose way out leads to servers of ours, until the `with` ends."""
    with outside(folder) as around:
        ways_out = {
            "DJANGO_SETTINGS_MODULE": "tests.traces.settings",
            "WAYPOST_EXIT_URL": around.destination.url,
            "WAYPOST_EXIT_URL_2": around.second.url,
        }
        with serving(application, environment={**environment, **ways_out}) as site:
            yield World(around, site)


def tried(one: Try, there: World, folder: Path) -> Remains:
    """Visit, end, and search the device. The folder gets the device and may be thrown away afterwards."""
    device = Device(folder).prepared()
    for place in (there.around.destination, there.around.second):
        place.referers.clear()
    seen, found = Seen(), Remains()
    browser: Browser = OPENS[one.browser](device, one.setup)
    try:
        visit.came(browser, neutral=there.around.neutral.url, site=there.url)
        visit.walked(browser, seen)
        visit.took_a_code(browser, seen)
        visit.searched(browser, seen)
        _end(one, browser, there, found)
    except BaseException:
        browser.kill()
        raise
    found.referers = sum(
        bool(one) for place in (there.around.destination, there.around.second) for one in place.referers
    )
    _search(one, device, seen, found)
    found.restored = sum(OURS in address for address in _restored(one, device))
    return found


def _end(one: Try, browser: Browser, there: World, found: Remains) -> None:
    if one.way is Way.KILLED:
        browser.kill()
        return
    if one.way in LEFT:
        with _hanging(one.way, there):
            _leave(one, browser, there, found)
    browser.close()


@contextmanager
def _hanging(way: Way, there: World) -> Iterator[None]:
    """Let our server, the destination or both take a question and never answer, until the `with` ends."""
    server = way in (Way.SERVER_HANGS, Way.BOTH_HANG)
    if way in (Way.DESTINATION_HANGS, Way.BOTH_HANG):
        there.around.destination.hanging.set()
    if server:
        os.killpg(there.site.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        there.around.destination.hanging.clear()
        if server:
            os.killpg(there.site.pid, signal.SIGCONT)


def _leave(one: Try, browser: Browser, there: World, found: Remains) -> None:
    aims = {there.around.destination.url, there.around.second.url}
    if one.setup.script:
        browser.watch(WATCH)
    if one.way is Way.KEYBOARD:
        browser.shift(3)
    else:
        browser.click(LEAVE)
    if one.setup.script:
        _look(browser, found)
    with suppress(Steering):
        wait_for(lambda: browser.address() in aims, "leaving", 20.0 if one.setup.script else STAYS)
    found.left = browser.address() in aims
    if found.left:
        time.sleep(AFTER)
        found.back = sum(OURS in address for address in browser.entries())
        if one.way is Way.THEN_BACK:
            browser.back()
            time.sleep(AFTER)
            found.back_leads_here = OURS in browser.address()


def _look(browser: Browser, found: Remains) -> None:
    """Ask the page that is being left when it was emptied, and when that was seen."""
    with suppress(Steering):
        told = browser.watched(3.0)
        if told:
            found.hidden_ms, found.emptied_ms = round(told[0], 1), round(told[1], 1)


def _search(one: Try, device: Device, seen: Seen, found: Remains) -> None:
    places = searching.search(device.folder, [*seen.canaries, OURS, BACKWARDS])
    for place, words in places.items():
        if words & {OURS, BACKWARDS}:
            found.address.add(searching.placed(place))
        for word in words - {OURS, BACKWARDS}:
            found.canaries.setdefault(seen.canaries[word], set()).add(searching.placed(place))
            found.words[word] = searching.placed(place)
    ours = [place for place, words in places.items() if words & {OURS, BACKWARDS}]
    found.cache = stores.below(ours, stores.CACHES)
    found.storage = stores.below(ours, stores.STORAGE)
    found.asked = len(stores.asked(device, HOST))
    told = stores.lists(one.browser, device, OURS)
    found.history, found.titles, found.cookies = told.history, told.titles, told.cookies
    found.autofill, found.favicons, found.pictures = told.autofill, told.favicons, told.pictures


def _restored(one: Try, device: Device) -> list[str]:
    """Return what the browser opens when it is asked to go on where it was: Chromium by asking it."""
    if one.browser is Name.FIREFOX:
        return stores.firefox_sessions(device)
    again = Chromium(device, one.setup, restore=True)
    try:
        with suppress(Steering):
            wait_for(lambda: again.entries() not in ([], ["about:blank"]), "the last session", 4.0)
        return again.every_entry()
    finally:
        again.close()


def as_row(one: Try, found: Remains) -> dict[str, Any]:
    """Return what a report shows of one try."""
    return {
        "try": str(one),
        "left": found.left,
        "hidden_ms": found.hidden_ms,
        "back": found.back,
        "restored": found.restored,
        "history": found.history,
        "titles": list(found.titles),
        "canaries": {kind.value: sorted(places) for kind, places in found.canaries.items()},
        "kept": {name: getattr(found, name) for name in KEPT},
        "address": sorted(found.address),
    }
