"""Look at every kind of public page once and keep what was found, so that many tests cost one visit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Browser, Page

from tests.accessible import tree
from tests.accessible.kinds import KINDS, Kind, show
from tests.accessible.probing import ask
from tests.running.accessibility import findings

# 1280 CSS pixels at 400 %, which is also the narrowest phone.
NARROW: Final = {"width": 320, "height": 640}
AS_IT_IS: Final = ("misnamed", "small", "sideways", "behind", "foreign", "hovers")
FORCED: Final = ("edgeless",)  # with colours forced
CALM: Final = ("moves",)  # by whoever asked for less motion
QUESTIONS: Final = (*AS_IT_IS, *FORCED, *CALM, "tree", "axe")
PATIENCE: Final = 10_000  # milliseconds
# What another script, other letters and other lengths can change; `make audit` looks at all in all languages.
IN_ARABIC: Final = frozenset({
    "home", "several, none ticked", "plan, opened", "plan with an app", "code", "results", "a town of many",
    "how did it go", "thanks", "place", "emergency", "not found", "interface",
})  # fmt: skip
# No journey asks axe about these.
FOR_AXE: Final = frozenset({
    "question in the middle", "several, none ticked", "question in a crisis", "plan, opened",
    "plan, what it rests on", "plan in danger", "code, shown before", "a town of many", "how did it go",
    "complaint about a service", "emergency", "sources", "sources, a report", "sources, by pathway",
    "not found", "interface",
})  # fmt: skip


@dataclass(slots=True)
class Facts:
    """What was found on one page: faults by question, and what a screen reader is told."""

    tree: tree.Node
    faults: dict[str, list[str]] = field(default_factory=dict)


Survey = dict[str, Facts]


def of_a_run(language: str) -> list[Kind]:
    """Return the kinds that `make test` looks at in a language."""
    return [kind for kind in KINDS if language == "en" or kind.name in IN_ARABIC]


def survey(
    browser: Browser, url: str, language: str, kinds: Iterable[Kind], *,
    size: dict[str, int] | None = None, axe: frozenset[str] = FOR_AXE, **options: str,
) -> Survey:  # fmt: skip
    """Return what is found on each kind of page, by its name; `axe` are those that axe looks at too.

    Other options are those of a browser's context.
    """
    context = browser.new_context(base_url=url, viewport=size or NARROW, **options)
    context.set_default_timeout(PATIENCE)
    page, found = context.new_page(), {}
    for kind in kinds:
        show(page, kind, language)
        found[kind.name] = look(page, axe=kind.name in axe)
    context.close()
    return found


def look(page: Page, *, axe: bool) -> Facts:
    """Return what is found on a page as it is now."""
    read = tree.read(page)
    facts = Facts(read, {"tree": tree.faults(read), "axe": findings(page) if axe else []})
    facts.faults |= {question: ask(page, question) for question in AS_IT_IS}
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    facts.faults |= {question: ask(page, question) for question in (*FORCED, *CALM)}
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    return facts


def wrong(survey: Survey, question: str) -> dict[str, list[str]]:
    """Return the faults of one question by the name of the page, pages without any left out."""
    return {name: facts.faults[question] for name, facts in survey.items() if facts.faults[question]}
