"""Chromium, steered by the DevTools protocol over two pipes, with everything it keeps left as it comes."""

import fcntl
import itertools
import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from tests.running import chromium
from tests.traces.device import Device, Setup, Steering, ended, killed

PATIENCE: Final = 20.0  # seconds for one step; two lanes on two cores are slow at times
READ_FROM, WRITE_TO = 3, 4  # where the browser expects its pipes
ABOVE: Final = 10
NARROWEST: Final = 500  # pixels; a window is never narrower, what it shows of a page can be
BETWEEN: Final = "Not attached to an active page"
BLOCKED: Final = 2  # Chromium's word for "not on this site"


class Pipes:
    """Messages of the protocol, each ended by a zero byte."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.numbers = itertools.count(1)
        self.kept = b""
        self.early: dict[int, dict[str, Any]] = {}  # answers that came before somebody asked for them

    def call(self, method: str, session: str | None, **params: Any) -> dict[str, Any]:
        """Send one command and return its answer.

        Raises: Steering.
        """
        return self.answer(self.say(method, session, **params), method, PATIENCE)

    def answer(self, number: int, method: str, patience: float) -> dict[str, Any]:
        """Return the answer to a command that was sent.

        Raises: Steering.
        """
        until = time.monotonic() + patience
        while number not in self.early:
            told = self._next(until, method)
            if "id" in told:
                self.early[int(told["id"])] = told
        found = self.early.pop(number)
        if "error" in found:
            raise Steering(f"{method}: {found['error'].get('message')}")
        return dict(found["result"])

    def say(self, method: str, session: str | None, **params: Any) -> int:
        """Send one command and wait for nothing; its answer is kept when it comes."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        return number

    def _next(self, until: float, method: str) -> dict[str, Any]:
        while b"\0" not in self.kept:
            ready, _, _ = select.select([self.reading], [], [], max(0.0, until - time.monotonic()))
            part = os.read(self.reading, 1 << 20) if ready else b""
            if not part:
                raise Steering(f"{method}: the browser does not answer")
            self.kept += part
        message, _, self.kept = self.kept.partition(b"\0")
        return dict(json.loads(message))

    def close(self) -> None:
        """Let go of both ends."""
        for end in (self.reading, self.writing):
            with suppress(OSError):
                os.close(end)


class Chromium:
    """One window with one tab."""

    def __init__(self, device: Device, setup: Setup, *, restore: bool = False) -> None:
        self.device, self.setup = device, setup
        if not restore:
            _prepare(device, setup)
        with _pipes() as (pipes, ends):
            self.pipes = pipes
            self.process = device.started(_command(device, setup, ends, restore), pass_fds=ends)
        self.watching = 0
        try:
            self.session = self._attach()
        except Steering:
            self.kill()
            raise
        if setup.width < NARROWEST:
            self.call(
                "Emulation.setDeviceMetricsOverride", width=setup.width, height=setup.height,
                deviceScaleFactor=setup.dense, mobile=False,
            )  # fmt: skip

    def _attach(self) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            targets = self.pipes.call("Target.getTargets", None)["targetInfos"]
            pages = [one["targetId"] for one in targets if one["type"] == "page"]
            if pages:
                told = self.pipes.call("Target.attachToTarget", None, targetId=pages[0], flatten=True)
                return str(told["sessionId"])
            time.sleep(0.05)
        raise Steering("Chromium opened no window")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command to the tab, again where it was between two pages."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.pipes.call(method, self.session, **params)
            except Steering as refusal:
                if BETWEEN not in str(refusal) or time.monotonic() > until:
                    raise
                time.sleep(0.03)

    def evaluate(self, code: str) -> Any:
        """Return what JavaScript says of the page; this also works where the page may run none.

        Raises: Steering.
        """
        told = self.call("Runtime.evaluate", expression=code, returnByValue=True)
        if "exceptionDetails" in told:
            raise Steering(str(told["exceptionDetails"].get("exception", {}).get("description", told)))
        return told["result"].get("value")

    def watch(self, code: str) -> None:
        """Start a script that promises an answer. A page that is being left is deaf to a later question."""
        self.watching = self.pipes.say(
            "Runtime.evaluate", self.session, expression=code, awaitPromise=True, returnByValue=True
        )

    def watched(self, patience: float) -> Any:
        """Return what the script promised, or nothing where the page went first.

        Raises: Steering.
        """
        told = self.pipes.answer(self.watching, "Runtime.evaluate", patience)
        return told["result"].get("value")

    def go(self, address: str) -> None:
        """Type an address; whoever calls waits for what is on it."""
        self.call("Page.navigate", url=address)

    def address(self) -> str:
        """Return the address that the tab shows."""
        told = self.call("Page.getNavigationHistory")
        return str(told["entries"][told["currentIndex"]]["url"])

    def entries(self) -> list[str]:
        """Return every address in the tab's list of Back and Forward."""
        return [str(one["url"]) for one in self.call("Page.getNavigationHistory")["entries"]]

    def every_entry(self) -> list[str]:
        """Return the same of every tab."""
        found: list[str] = []
        for one in self.pipes.call("Target.getTargets", None)["targetInfos"]:
            if one["type"] == "page":
                told = self.pipes.call("Target.attachToTarget", None, targetId=one["targetId"], flatten=True)
                with suppress(Steering):
                    list_ = self.pipes.call("Page.getNavigationHistory", told["sessionId"])
                    found += [str(entry["url"]) for entry in list_["entries"]]
        return found

    def texts(self, selector: str) -> list[str]:
        """Return the text of each element, as a person reads it."""
        found = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(one => one.textContent.trim())"
        )
        return [" ".join(str(one).split()) for one in found]

    def values(self, selector: str) -> list[str]:
        """Return the value of each field or button."""
        found = self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map(one => one.value)")
        return [str(one) for one in found]

    def click(self, selector: str) -> None:
        """Press the first element with the mouse, in the middle of it."""
        x, y = self._middle(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            # Where a press leads away, its answer comes from the page after: nobody waits for it.
            order = self.pipes.say if kind == "mouseReleased" else self.pipes.call
            order(
                "Input.dispatchMouseEvent", self.session, type=kind, x=x, y=y,
                button="none" if kind == "mouseMoved" else "left", clickCount=int(kind != "mouseMoved"),
            )  # fmt: skip

    def _middle(self, selector: str) -> tuple[float, float]:
        at = self.evaluate(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); if (!one) return null;"
            " one.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        if not at:
            raise Steering(f"nothing to press at {selector}")
        return at[0], at[1]

    def type(self, selector: str, words: str) -> None:
        """Type letter by letter into a field."""
        self.click(selector)
        for letter in words:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def choose(self, selector: str, value: str) -> None:
        """Choose from a list, by the value of the line."""
        self.evaluate(
            f"(() => {{ const list = document.querySelector({json.dumps(selector)});"
            f" list.value = {json.dumps(value)};"
            " list.dispatchEvent(new Event('input', {bubbles: true}));"
            " list.dispatchEvent(new Event('change', {bubbles: true})); })()"
        )

    def shift(self, times: int) -> None:
        """Press Shift and let go, so many times."""
        for _ in range(times):
            for kind in ("keyDown", "keyUp"):
                self.pipes.say(
                    "Input.dispatchKeyEvent", self.session, type=kind, key="Shift", code="ShiftLeft",
                    windowsVirtualKeyCode=16, modifiers=8 if kind == "keyDown" else 0,
                )  # fmt: skip

    def back(self) -> None:
        """Press Back, as the button of the window does; nothing happens where nothing is behind."""
        told = self.call("Page.getNavigationHistory")
        if told["currentIndex"]:
            behind = told["entries"][told["currentIndex"] - 1]["id"]
            self.call("Page.navigateToHistoryEntry", entryId=behind)

    def close(self) -> None:
        """Close the browser in order, as by its menu."""
        with suppress(Steering):
            self.pipes.call("Browser.close", None)
        ended(self.process)
        self.pipes.close()

    def kill(self) -> None:
        """End it at once."""
        killed(self.process)
        self.pipes.close()


def _prepare(device: Device, setup: Setup) -> None:
    folder = device.profile / "Default"
    folder.mkdir(parents=True)
    chosen: dict[str, Any] = {}
    if not setup.script:
        chosen["profile"] = {"default_content_setting_values": {"javascript": BLOCKED}}
    (folder / "Preferences").write_text(json.dumps(chosen), encoding="utf-8")


def _command(device: Device, setup: Setup, ends: tuple[int, int], restore: bool) -> list[str]:
    moved = f"import os, sys; os.dup2({ends[0]}, {READ_FROM}); os.dup2({ends[1]}, {WRITE_TO});"
    return [
        sys.executable, "-I", "-S", "-c", f"{moved} os.execv(sys.argv[1], sys.argv[1:])",
        chromium.executable(), "--headless", "--remote-debugging-pipe", f"--user-data-dir={device.profile}",
        *chromium.QUIET, "--no-default-browser-check", "--password-store=basic",
        "--ignore-certificate-errors",
        f"--window-size={setup.width},{setup.height}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses its sandbox to root
        *(["--restore-last-session"] if restore else [f"--log-net-log={device.asked}", "about:blank"]),
    ]  # fmt: skip


@contextmanager
def _pipes() -> Iterator[tuple[Pipes, tuple[int, int]]]:
    """Yield our ends and the browser's, which are high enough not to be in their own way; then close its."""
    theirs_read, ours_write = os.pipe()
    ours_read, theirs_write = os.pipe()
    ends = tuple(fcntl.fcntl(one, fcntl.F_DUPFD, ABOVE) for one in (theirs_read, theirs_write))
    os.close(theirs_read)
    os.close(theirs_write)
    try:
        yield Pipes(ours_read, ours_write), (ends[0], ends[1])
    finally:
        for one in ends:
            os.close(one)


def wait_for(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until something is true; a page on its way somewhere else is asked again.

    Raises: Steering.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(Steering):
            if true():
                return
        time.sleep(0.03)
    raise Steering(f"waited in vain for {what}")
