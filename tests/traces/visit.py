"""A visit, as a person makes it: from somewhere else, through a pathway and a search, and away again.

Everything telling that appeared on a page or was typed into one is noted as it comes: no list of words that
somebody has to keep up can forget one.
"""

import json
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from tests.journeys.walking import PICTURE
from tests.traces.chromium import wait_for

TYPED: Final = "qzwhiskered"
NEAR: Final = "qzlanternford"
UNSENT: Final = "qzunspoken"
SHORTEST: Final = 12  # characters; a shorter text on a page may stand anywhere
SAVING: Final = 1.6  # seconds, in which a browser that saves what is open has done so
# What goes with the page, whether its matter is swapped or a new one comes.
MARKED: Final = "nav.leave[data-was]"
MARK: Final = "document.querySelector('nav.leave').setAttribute('data-was', '')"
PAINTING: Final = 0.3  # seconds; a press on a page of which nothing was on the screen yet is not taken
ON_SUMMARY: Final = "[data-tell-once] > summary"


class Browser(Protocol):
    """What both browsers can be told."""

    def evaluate(self, code: str) -> Any: ...
    def watch(self, code: str) -> None: ...
    def watched(self, patience: float) -> Any: ...
    def go(self, address: str) -> None: ...
    def address(self) -> str: ...
    def entries(self) -> list[str]: ...
    def texts(self, selector: str) -> list[str]: ...
    def values(self, selector: str) -> list[str]: ...
    def click(self, selector: str) -> None: ...
    def type(self, selector: str, words: str) -> None: ...
    def choose(self, selector: str, value: str) -> None: ...
    def shift(self, times: int) -> None: ...
    def back(self) -> None: ...
    def close(self) -> None: ...
    def kill(self) -> None: ...


class Kind(StrEnum):
    """What a canary is."""

    TYPED = "typed words"
    LISTING = "name of a listing"
    CODE = "handover code"
    ANSWER = "answer"
    WORDS = "words of a page"


@dataclass(slots=True)
class Seen:
    """Every canary of a visit with what it is."""

    canaries: dict[str, Kind] = field(default_factory=dict)

    def note(self, kind: Kind, texts: list[str], *, shortest: int = SHORTEST) -> None:
        """Remember texts that must not be found."""
        for text in texts:
            if len(text) >= shortest:
                self.canaries.setdefault(text, kind)


def came(browser: Browser, *, neutral: str, site: str) -> None:
    """Open a page about something else, and from there the site."""
    browser.go(neutral)
    wait_for(lambda: browser.texts("h1") == ["Recipes"], "the page before")
    browser.go(site)
    wait_for(lambda: _stands(browser, "[data-page=home]"), "the first page")
    time.sleep(PAINTING)


def walked(browser: Browser, seen: Seen) -> None:
    """Walk a pathway from the first page to its plan."""
    _note_page(browser, seen)
    _on(browser, seen, "button[name=go][value=walk]", f"button[value='{PICTURE[0]}']")
    for value, following in zip(PICTURE, (*PICTURE[1:], ""), strict=True):
        seen.note(Kind.ANSWER, [value], shortest=9)
        _on(
            browser,
            seen,
            f"button[value='{value}']",
            f"button[value='{following}']" if following else "[data-most]",
        )
    seen.note(Kind.ANSWER, browser.values("[data-most] input[type=checkbox]")[:1], shortest=9)
    browser.click("[data-most] input[type=checkbox]")
    _on(browser, seen, "main .press", "#country")
    browser.choose("#country", "GB")
    _on(browser, seen, "main .press", "[data-plan]")


def took_a_code(browser: Browser, seen: Seen) -> None:
    """Take a code on the plan, go back, and destroy it by typing it."""
    _unfold(browser, ON_SUMMARY)
    _on(browser, seen, "[data-tell-once] button[name=make]", ".code")
    groups = browser.texts(".code span")
    digits = "".join(groups)
    seen.note(Kind.CODE, [digits, " ".join(groups), "-".join(groups)])
    _on(browser, seen, "main form.quiet button.pill", "[data-plan]")
    _unfold(browser, ON_SUMMARY)
    _on(browser, seen, "[data-tell-once] button[value=have-code]", "#code")
    browser.type("#code", digits)
    _on(browser, seen, "main button[name=destroy]", "main [role=status]")


def searched(browser: Browser, seen: Seen) -> None:
    """Search in typed words, open what was found, and begin to type again."""
    _on(browser, seen, "footer button[name=go][value=find]", "#words")
    seen.note(Kind.TYPED, [TYPED, NEAR, UNSENT], shortest=1)
    browser.type("#words", TYPED)
    browser.type("#near", NEAR)
    _on(browser, seen, "#search .press", "[data-service]")
    for at in range(min(2, len(browser.texts(".listing__more")))):
        _unfold(browser, f"[data-service]:nth-of-type({at + 1}) .listing__more > summary")
    browser.type("#words", UNSENT)
    time.sleep(SAVING)


def _unfold(browser: Browser, summary: str) -> None:
    """Open a fold, and wait until it is: the next press aims at what lies in it."""
    browser.click(summary)
    is_open = f"document.querySelector({json.dumps(summary)}).parentElement.open"
    wait_for(lambda: bool(browser.evaluate(is_open)), f"{summary} open")


def _on(browser: Browser, seen: Seen, press: str, awaited: str) -> None:
    """Press, wait for what comes, and note what it says."""
    browser.evaluate(MARK)
    browser.click(press)
    wait_for(lambda: _stands(browser, awaited), awaited)
    _note_page(browser, seen)


def _stands(browser: Browser, awaited: str) -> bool:
    """Return whether the next page is there with its style, so that nothing moves under the mouse."""
    came = not browser.texts(MARKED) and bool(browser.texts(awaited))
    return came and browser.evaluate("document.readyState") == "complete"


def _note_page(browser: Browser, seen: Seen) -> None:
    seen.note(Kind.LISTING, browser.texts("[data-service] bdi"))
    seen.note(Kind.WORDS, browser.texts("h1"))
    seen.note(Kind.WORDS, browser.texts("main button"))
    seen.note(Kind.WORDS, [text for text in browser.texts("main li") if len(text) < 120])
