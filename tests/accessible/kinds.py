"""Every kind of public page, each by the form that leads to it, so that a test asks about all of them."""

import secrets
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from safety import codes

Fields = tuple[tuple[str, str], ...]
PRESS: Final = "*press*"  # stands for the random number of a form, which a real page makes anew
WALKED: Final = (
    *(("go", "walk"), ("country", "GB"), ("a", "p00.entry:picture"), ("a", "danger:no")),
    *(("a", "p01.made:yes"), ("a", "p01.state:online"), ("a", "p01.demand:no"), ("a", "p01.who:stranger")),
)
SEVERAL: Final = (*WALKED, ("a", "feel:no"))
CRISIS: Final = (*WALKED, ("a", "feel:yes"))
PLAN: Final = (*SEVERAL, ("a", "want:talk"))
RESULTS: Final = (("go", "find"), ("find", "1"), ("country", "GB"), ("words", "help"))
RUN: Final = secrets.token_hex(4)
CODE: Final = "*code*"  # stands for a code that nobody took
LISTING: Final = "gb-national-domestic-abuse-helpline"
REPORT: Final = "csw69"


@dataclass(frozen=True, slots=True)
class Kind:
    """A page as `fields` lead to it. `template`: what it is made from. `open_all`: with its folds open."""

    name: str
    template: str
    fields: Fields = ()
    path: str = ""  # below the language; without fields it is asked by GET
    open_all: bool = False
    mark: str = "h1"  # what shows that it has come


KINDS: Final = (
    Kind("home", "home"),
    Kind("question", "question", (("go", "walk"), ("country", "GB"))),
    Kind("question in the middle", "question", WALKED[:5]),
    Kind("several answers", "question", SEVERAL, mark="[data-most]"),
    Kind("several, none ticked", "question", (*SEVERAL, ("asked", "want")), mark="[role=alert][data-focus]"),
    Kind("question in a crisis", "question", CRISIS, mark="[data-crisis]"),
    Kind("asks for the country", "place", tuple(pair for pair in PLAN if pair[0] != "country")),
    Kind("plan", "plan", PLAN, mark="[data-plan]"),
    Kind("plan, opened", "plan", (*PLAN, ("unfold", "platforms")), open_all=True, mark="[data-most]"),
    Kind("plan, what it rests on", "plan", (*PLAN, ("unfold", "rests")), mark="summary[data-focus]"),
    Kind("plan with an app", "plan", (*PLAN, ("platform", "Instagram")), mark="[data-route]"),
    Kind("plan for paper", "plan", (*PLAN, ("paper", "plain")), mark="[data-printing] [role=status]"),
    Kind("plan in danger", "plan", (*WALKED[:3], ("a", "danger:yes")), mark="[data-plan]"),
    Kind("code", "code", (*PLAN, ("go", "code"), ("make", "1"), ("press", PRESS)), mark=".code"),
    Kind("code, shown before", "code", (*PLAN, ("go", "code"), ("make", "1"), ("press", PRESS))),
    Kind("have a code", "have_code", (("go", "have-code"),), mark="#code"),
    Kind(
        "a code with a slip", "have_code",
        (("go", "have-code"), ("code", "123 456"), ("destroy", "1")), mark="[role=alert][data-focus]",
    ),
    Kind("code destroyed", "have_code", (("go", "have-code"), ("code", CODE), ("destroy", "1"))),
    Kind("search", "find", (("go", "find"), ("country", "GB")), open_all=True, mark="#words"),
    Kind("results", "find", RESULTS, mark="[data-service]"),
    Kind("a town of many", "find", (*RESULTS[:2], ("country", "US"), ("near", "Springfield")), open_all=True),
    Kind("how did it go", "find", (*RESULTS, ("said", LISTING)), mark=".said"),
    Kind("thanks", "find", (*RESULTS, ("said", f"{LISTING} helped")), mark=".thanks"),
    Kind("complaint", "complain", (("go", "complain"),), mark="[name=wrong]"),
    Kind("complaint about a service", "complain", (("complain", LISTING),), mark="[name=wrong]"),
    Kind("complaint, none ticked", "complain", (("go", "complain"), ("send", "1")), mark="main [data-focus]"),
    Kind("complaint, thanks", "complain", (("go", "complain"), ("wrong", "refused"), ("send", "1"))),
    Kind("emergency, no country", "emergency", (("go", "emergency"),), mark="#country"),
    Kind("emergency", "emergency", (("go", "emergency"), ("country", "GB")), mark="[data-emergency]"),
    Kind("place", "place", (("go", "place"),), open_all=True, mark="#language"),
    Kind("leaving", "leaving", (("go", "leaving"),)),
    Kind("device", "device", (("go", "device"),)),
    Kind("about", "about", (("go", "about"),)),
    Kind("child rights", "child_rights", (("go", "child-rights"),)),
    Kind("sources", "sources", (("go", "sources"),)),
    Kind("sources, a report", "sources", (("go", "sources"), ("report", REPORT))),
    Kind("sources, by pathway", "sources", (("go", "sources"), ("report", "pathways"))),
    Kind("under 18", "home", (("go", "home"), ("wording", "under18"))),
    Kind("not found", "error", path="nothing/"),
    Kind("interface", "api", path="../api/"),
)  # fmt: skip

# A form that is sent as the site's own forms are; answers stand in the body alone.
SEND: Final = """([path, fields]) => {
  const form = document.createElement("form");
  form.method = "post"; form.action = path;
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    field.type = "hidden"; field.name = name; field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
OPEN_ALL: Final = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"


def show(page: Page, kind: Kind, language: str = "en") -> None:
    """Bring a page of this kind up, in a language, as a fresh document."""
    start = f"/{language}/"
    if not kind.fields:
        page.goto(start + kind.path)
    else:
        fields = [(name, _filled(page, value, start)) for name, value in kind.fields]
        send(page, start, fields)
    page.locator(kind.mark).first.wait_for()
    if kind.open_all:
        page.evaluate(OPEN_ALL)


def send(page: Page, path: str, fields: list[tuple[str, str]]) -> None:
    """Send a form to an address of the site and wait for the page that answers it."""
    if not page.url.startswith("http"):
        page.goto(path)
    with page.expect_navigation():
        page.evaluate(SEND, [path, fields])


def _filled(page: Page, value: str, start: str) -> str:
    """Return what a form would carry in place of a sign that stands for it."""
    if value == PRESS:
        return f"{RUN}{id(page):x}{(page.viewport_size or {}).get('width')}{start.strip('/')}"
    if value == CODE:
        return codes.new().digits
    return value
