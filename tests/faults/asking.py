"""A steady load: the same few requests at a fixed rate, whether or not the last one was answered yet.

What is late counts from the moment at which it was due: a site that stands still looks as slow as it is.
"""

import contextlib
import http.client
import itertools
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from tests.bench.visitor import MOST_STEPS, Forms

READS_A_SECOND: Final = 16.0
NOTES_A_SECOND: Final = 1.0
CASES_A_SECOND: Final = 0.25
CODES_A_SECOND: Final = 0.2  # each keeps a worker busy for a third of a second, on purpose
PATIENCE_S: Final = 20.0  # a page that nobody would wait for any more has failed
AT_ONCE: Final = 160
MIRRORED: Final = frozenset({http.client.OK, http.client.SERVICE_UNAVAILABLE})
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
CODE: Final = re.compile(r'class="code".*?</p>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the public door: how it is asked for, and what stands on it and on no other."""

    name: str
    path: str
    mark: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One request. `was` is what was sent or came of it, by which it is found again. Units: seconds."""

    kind: str
    due: float
    took: float
    status: int
    fine: bool
    was: str = ""
    said: str = ""
    from_mirror: bool = False


class Line:
    """How the site is asked: over TLS, with a connection of its own for each request."""

    def __init__(self, port: int, host: str = "localhost") -> None:
        self.port, self.host, self.name = port, host, f"{host}:{port}"
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def ask(self, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Return the answer, or one with status 0 and what went wrong."""
        connection = http.client.HTTPSConnection(
            self.host, self.port, timeout=PATIENCE_S, context=self.context
        )
        sent = {"Host": self.name, **(FORM if body is not None else {}), **(headers or {})}
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, {}, type(error).__name__)
        finally:
            connection.close()


def pages(line: Line) -> list[Page]:
    """Return what is read: start page, a step, a plan, a search, emergency numbers. Raises: LookupError."""
    home = _shown(line, Page("home", "/en/", "", None))
    steps = _walk(line, home)
    step = [one for one in steps if 'name="asked"' in line.ask(*one).text][-1]
    found, choice = home.with_choice("go", "find")
    emergency = next(
        form for form in home.found if ("go", "emergency") in form.carried or _leads(form, "emergency")
    )
    return [
        Page("home", "/en/", 'value="find"'),
        Page("step", step[0], 'name="asked"', step[1]),
        Page("plan", steps[-1][0], "data-plan", steps[-1][1]),
        Page(
            "search", found.action, 'name="find"',
            found.body(choice, ("find", "1"), ("country", "GB")).decode(),
        ),
        Page("words", found.action, 'name="find"',
             found.body(choice, ("find", "1"), ("country", "GB"), ("words", "lawyer pictures")).decode()),
        Page("emergency", emergency.action, 'href="tel:', _emergency(emergency)),
    ]  # fmt: skip


def _leads(form: object, where: str) -> bool:
    return ("go", where) in form.choices  # type: ignore[attr-defined]


def _emergency(form: object) -> str:
    more = (
        [("country", "GB")]
        if ("go", "emergency") in form.carried
        else [("go", "emergency"), ("country", "GB")]
    )  # type: ignore[attr-defined]
    return form.body(*more).decode()  # type: ignore[attr-defined,no-any-return]


def _shown(line: Line, page: Page) -> Forms:
    answer = line.ask(page.path, page.body)
    if answer.status != http.client.OK:
        raise LookupError(f"{page.path} answered {answer.status}: {answer.text[:200]}")
    return Forms(answer.text)


def _walk(line: Line, page: Forms) -> list[tuple[str, str]]:
    """Return the steps of a walk through the first pathway, the plan as the last."""
    steps: list[tuple[str, str]] = []
    for _ in range(MOST_STEPS):
        form, choice = page.next_step()
        steps.append((form.action, form.body(choice).decode()))
        page = _shown(line, Page("step", steps[-1][0], "", steps[-1][1]))
        if page.is_plan:
            return steps
    raise LookupError("the walk came to no plan")


@dataclass(slots=True)
class Worker:
    """Somebody at the desk: the cookies of a session, which a newer one may follow, and a case of theirs."""

    session: str
    token: str
    reference: str

    def headers(self, name: str) -> dict[str, str]:
        """Return what a browser of theirs sends along."""
        cookies = f"__Host-desk={self.session}; __Host-desk-form={self.token}"
        return {"Cookie": cookies, "Origin": f"https://{name}", "Referer": f"https://{name}/desk/"}

    def form(self, **fields: str) -> str:
        """Return a form of the desk with its token."""
        return urlencode({"csrfmiddlewaretoken": self.token, **fields})


class Load:
    """Everything that is asked while parts fail. `sent` holds what came of it."""

    def __init__(self, line: Line, reads: list[Page], worker: Worker | None, *, name: str) -> None:
        self.line, self.reads, self.worker, self.name = line, reads, worker, name
        self.sent: list[Sent] = []
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asking")
        self._over = threading.Event()
        self._clocks: list[threading.Thread] = []

    def __enter__(self) -> "Load":
        turns, numbers = itertools.cycle(self.reads), itertools.count(1)
        self._every(1 / READS_A_SECOND, lambda due: self._read(due, next(turns)))
        if self.worker:
            self._every(
                1 / NOTES_A_SECOND, lambda due: self._note(due, f"{self.name} {_letters(next(numbers))}")
            )
            self._every(1 / CASES_A_SECOND, self._case)
            self._every(1 / CODES_A_SECOND, self._code)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for clock in self._clocks:
            clock.join()
        self._pool.shutdown(wait=True)

    def _every(self, seconds: float, ask: Callable[[float], Sent]) -> None:
        def run() -> None:
            due = time.monotonic()
            while not self._over.wait(max(0.0, due - time.monotonic())):
                moment = due
                self._pool.submit(lambda at=moment: self._kept(ask, at))
                due += seconds

        self._clocks.append(threading.Thread(target=run, daemon=True))
        self._clocks[-1].start()

    def _kept(self, ask: Callable[[float], Sent], due: float) -> None:
        with contextlib.suppress(RuntimeError):
            self.sent.append(ask(due))

    def _read(self, due: float, page: Page) -> Sent:
        answer = self.line.ask(page.path, page.body)
        took = time.monotonic() - due
        # A page of the mirror carries its own files. It comes with 503: nobody takes it for a live one.
        mirrored = answer.status in MIRRORED and "/static/" not in answer.text and "x/" in answer.text
        fine = mirrored or (answer.status == http.client.OK and page.mark in answer.text)
        return Sent("read", due, took, answer.status, fine, page.name, _words(answer), mirrored)

    def _note(self, due: float, text: str) -> Sent:
        assert self.worker  # noqa: S101 - only asked with one
        address = f"/desk/cases/{self.worker.reference}/note/"
        return self._staff("note", due, address, text, text=text, all_the_same="on")

    def _case(self, due: float) -> Sent:
        return self._staff("case", due, "/desk/cases/new/empty/", "", **CASE)

    def _staff(self, kind: str, due: float, address: str, was: str, **fields: str) -> Sent:
        assert self.worker  # noqa: S101 - only asked with one
        answer = self.line.ask(address, self.worker.form(**fields), self.worker.headers(self.line.name))
        place = answer.headers.get("location", "")
        fine = answer.status == http.client.FOUND and "/cases/" in place
        was = was or (place.rstrip("/").rpartition("/")[2] if fine else "")
        return Sent(kind, due, time.monotonic() - due, answer.status, fine, was, _words(answer))

    def _code(self, due: float) -> Sent:
        """Read the plan, and press its button for a code, if there is one."""
        plan = next(page for page in self.reads if page.name == "plan")
        shown = self.line.ask(plan.path, plan.body)
        for form in Forms(shown.text).found:
            if ("make", "1") in form.choices:
                given = self.line.ask(form.action, form.body(("make", "1")).decode())
                digits = _digits(given.text)
                return Sent(
                    "code", due, time.monotonic() - due, given.status, bool(digits), digits, _words(given)
                )
        return Sent("code", due, time.monotonic() - due, shown.status, False, "", "not offered")


CASE: Final = {"urgency": "U2", "needs": "SAFETY", "country": "GB", "language": "en"}


def _digits(text: str) -> str:
    found = CODE.search(text)
    return "".join(re.findall(r">(\d{3})<", found.group())) if found else ""


def _letters(number: int) -> str:
    """Return a number as letters: digits in a note look like somebody's phone."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:05d}")


def _words(answer: Answer) -> str:
    """Return the heading of a page, or its first words: what the person who asked was told."""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return re.sub(r"\s+", " ", heading.group(1) if heading else answer.text[:80]).strip()


def within(sent: list[Sent], begin: float, end: float) -> Iterator[Sent]:
    """Yield what was due within a time."""
    return (one for one in sent if begin <= one.due < end)
