"""Walk through the site as a browser without script does: read a page's forms, send one of them."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode

# Country and start where a page has them, then answers without danger or crisis, then whichever comes first.
# A whole walk through P01: past the answers that end it at once, and past the country.
PREFERRED: Final = (
    ("country", "GB"),
    ("go", "walk"),
    ("a", "p00.entry:picture"),
    ("a", "danger:no"),
    ("a", "feel:no"),
    ("a", None),
)
MOST_STEPS: Final = 20  # more than any pathway asks

# What every page names beside itself; a test compares it with a page.
AROUND: Final = (
    "/static/safety/site.css",
    *(f"/static/safety/{script}.js" for script in ("exit", "steps", "shown", "choose")),
)


@dataclass(slots=True)
class Form:
    """A form's address, what it carries, and the answers that can be pressed or ticked in it."""

    action: str
    carried: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)

    def body(self, *more: tuple[str, str]) -> bytes:
        """Return the form as a browser sends it."""
        return urlencode([*self.carried, *more]).encode("ascii")


class Forms(HTMLParser):
    """The forms of a page, and whether the page is a plan."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.is_plan = False
        self._list = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of forms, of fields in them, and of the mark of a plan."""
        has = {name: value or "" for name, value in attrs}
        self.is_plan |= "data-plan" in has
        if tag == "form":
            self.found.append(Form(has.get("action", "/")))
        if self.found and "formaction" in has:
            self.found[-1].action = has["formaction"]  # all its buttons lead to the same address
        if tag == "option" and self.found:
            self.found[-1].choices.append((self._list, has.get("value", "")))
        if not self.found or "name" not in has:
            return
        pair = (has["name"], has.get("value", ""))
        if tag == "input" and has.get("type") == "hidden":
            self.found[-1].carried.append(pair)
        elif tag == "select":
            self._list = has["name"]
        elif tag == "button" or has.get("type") == "checkbox":
            self.found[-1].choices.append(pair)

    def with_choice(self, name: str, value: str | None = None) -> tuple[Form, tuple[str, str]]:
        """Return the first form with such a choice, and the choice."""
        for form in self.found:
            for choice in form.choices:
                if choice[0] == name and value in (None, choice[1]):
                    return form, choice
        raise LookupError(f"no form of the page has {name}={value}")

    def next_step(self) -> tuple[Form, tuple[str, str]]:
        """Return what leads on to a whole plan, past the answers that end a walk at once."""
        for wanted in PREFERRED:
            try:
                return self.with_choice(*wanted)
            except LookupError:
                continue
        raise LookupError("nothing on the page leads on")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: where to, and the form's body; without one it is a GET."""

    path: str
    body: bytes | None = None


def fetch(port: int, asked: Asked, *, patience: float = 30.0) -> str:
    """Return a page of the site. Units: `patience` in seconds.

    Raises: RuntimeError when it is anything but a page.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if asked.body is not None else {}
    connection.request("GET" if asked.body is None else "POST", asked.path, asked.body, headers)
    answer = connection.getresponse()
    said = answer.read().decode("utf-8")
    connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{asked.path} answered {answer.status}")
    return said


def walk(port: int, start: str = "/en/") -> list[Asked]:
    """Return the requests of a walk through the first pathway, up to its plan."""
    asked = [Asked(start)]
    for _ in range(MOST_STEPS):
        page = Forms(fetch(port, asked[-1]))
        if page.is_plan:
            return asked
        form, choice = page.next_step()
        asked.append(Asked(form.action, form.body(choice)))
    raise RuntimeError(f"no plan after {MOST_STEPS} steps")
