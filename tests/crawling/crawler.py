"""Go through a site as somebody who presses everything: each link, each form with each of its buttons, filled
plausibly and left empty. What a form does is undone at once, so that each is found as it was made.
"""

import copy
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.crawling.page import Field, Form, Page

NUMBERS: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?=\w*\d)\w+(?=/|$)|\d+")
PLAUSIBLE: Final = {
    "email": "somebody@example.org", "tel": "020 7946 0100", "url": "https://example.org/", "number": "3",
    "date": "2026-12-24", "time": "09:30", "month": "2026-12", "password": "a long way to the harbour",
    "search": "help", "text": "Harbour line", "textarea": "Somebody to talk to.",
    "datetime-local": "2026-12-24T09:30",
}  # fmt: skip
FORM: Final = "application/x-www-form-urlencoded"
LEFT_ALONE: Final = ("hidden",)
ENDS_IT: Final = ("/desk/sign-out/",)  # asked for, but nothing is followed from there
REDIRECTS: Final = 5
Says = Callable[[str, str, Page], str | None]


@dataclass(frozen=True, slots=True)
class Way:
    """One step: an address that is asked, or a form that is sent to it."""

    address: str
    method: str = "get"
    fields: tuple[tuple[str, str], ...] = ()
    shape: str = ""  # what is the same about forms that differ in words alone
    seen_on: str = ""
    how: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.address.partition("?")[0].split("/"))

    @property
    def is_of_the_desk(self) -> bool:
        return self.address.startswith("/desk/")

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.how or 'link'}, on {self.seen_on or 'nothing'})"


@dataclass(slots=True)
class Crawl:
    """A walk through everything. `each` is how often pages and forms of one shape are tried."""

    client: Client
    most: int
    each: int = 2
    databases: tuple[str, ...] = ("default", "keys")
    says: Says = lambda _kind, _address, _page: None
    pages: int = 0
    sent: int = 0
    wrong: list[str] = field(default_factory=list)
    _names: set[str] = field(
        default_factory=set
    )  # parts of addresses that stand on a page that changed nothing
    _waiting: deque[Way] = field(default_factory=deque)
    _tried: Counter[str] = field(default_factory=Counter)

    def begin(self, *addresses: str) -> "Crawl":
        """Go through everything that can be reached from these addresses, or as much as is asked for."""
        self._waiting.extend(Way(address) for address in addresses)
        while self._waiting and self.pages + self.sent < self.most:
            self._go(self._waiting.popleft())
        return self

    def _go(self, way: Way) -> None:
        shape = way.shape or f"{way.method} {NUMBERS.sub('#', way.address.partition('?')[0])}"
        if self._tried[shape] >= self.each:
            return
        self._tried[shape] += 1
        with self._undone():
            answer = self._asked(way)
            if answer is not None:
                self._look(way, answer)

    def _asked(self, way: Way) -> HttpResponseBase | None:
        try:
            answer: Any
            if way.method == "post":
                self.sent += 1
                answer = self.client.post(way.address, urlencode(way.fields), content_type=FORM)
            else:
                self.pages += 1
                answer = self.client.get(way.address, dict(way.fields) or None)
            for _redirect in range(REDIRECTS):
                if answer.status_code not in (301, 302, 303):
                    return answer  # type: ignore[no-any-return]
                where = urljoin(way.address, answer.headers["Location"])
                if urlsplit(where).netloc not in ("", "testserver"):
                    return None
                answer = self.client.get(where)
            self.wrong.append(f"{way}: led round in a circle")
        except Exception as error:  # noqa: BLE001 - what it was is what is looked for
            self.wrong.append(f"{way}: {type(error).__name__}: {str(error)[:200]}")
        return None

    def _look(self, way: Way, answer: Any) -> None:
        status = answer.status_code
        if status >= 500 or (way.method == "get" and status >= 400) or status in (403, 404, 405):
            self.wrong.append(f"{way}: {status}")
            return
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        page = Page(body.decode("utf-8", "replace")) if "html" in kind else Page("")
        if (said := self.says(kind, body.decode("utf-8", "replace"), page)) is not None:
            self.wrong.append(f"{way}: {said}")
        if "html" in kind and way.address not in ENDS_IT:
            ways = list(self._ways_on(answer.request["PATH_INFO"], page))
            if way.method == "get":
                self._names.update(name for one in ways for name in one.names)
            # What a form made is undone: a link to it leads nowhere any more, which is no fault.
            self._waiting.extend(one for one in ways if one.names <= self._names or not one.is_of_the_desk)

    def _ways_on(self, address: str, page: Page) -> Iterator[Way]:
        for link in page.links:
            bare, anchor = urldefrag(link)
            if anchor and not bare and anchor not in page.names:
                self.wrong.append(f"{address}: the link to #{anchor} leads nowhere")
            where = urlsplit(urljoin(f"http://testserver{address}", bare))
            if bare and where.scheme in ("http", "https") and where.netloc == "testserver":
                yield Way(where._replace(scheme="", netloc="").geturl(), seen_on=address)
        for form in page.forms:
            if form.method in ("get", "post"):  # the third one closes a window
                yield from _ways_of(form, address)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        cookies = copy.deepcopy(self.client.cookies)
        with ExitStack() as stack:
            for name in self.databases:
                stack.enter_context(transaction.atomic(using=name))
            try:
                yield
            finally:
                self.client.cookies = cookies
                for name in self.databases:
                    transaction.set_rollback(True, using=name)


def _ways_of(form: Form, seen_on: str) -> Iterator[Way]:
    if not form.buttons and all(one.kind in LEFT_ALONE for one in form.fields):
        return  # nothing in it can be pressed
    for name, value, elsewhere in form.buttons or [("", "", "")]:
        where = urljoin(seen_on, elsewhere or form.action or seen_on)
        kinds = sorted({f"{one.name}={one.value}" if one.name == "go" else one.name for one in form.fields})
        shape = f"{form.method} {NUMBERS.sub('#', where)} {NUMBERS.sub('#', ' '.join(kinds))} {name}={value}"
        pressed = ((name, value),) if name else ()
        for how, filled in (("filled", _plausible), ("empty", _empty)):
            fields = tuple(pair for one in form.fields for pair in filled(one))
            yield Way(
                where, form.method, (*fields, *pressed), f"{how} {shape}", seen_on, f"{how}, {name}={value}"
            )


def _plausible(one: Field) -> list[tuple[str, str]]:
    if one.kind in LEFT_ALONE:
        return [(one.name, one.value)]
    if one.kind == "checkbox":
        return [(one.name, one.value)]
    if one.choices:
        return [(one.name, one.value or next(filter(None, one.choices), ""))]
    return [(one.name, one.value or PLAUSIBLE.get(one.kind, "Harbour line"))]


def _empty(one: Field) -> list[tuple[str, str]]:
    if one.kind in LEFT_ALONE:
        return [(one.name, one.value)]
    return [] if one.kind in ("checkbox", "radio") else [(one.name, "")]
