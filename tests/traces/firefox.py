"""Firefox, steered over Marionette's socket, with everything it keeps left as it comes."""

import itertools
import json
import socket
from contextlib import suppress
from typing import Any, Final

from tests.running import firefox
from tests.traces.chromium import wait_for
from tests.traces.device import Device, Setup, Steering, ended, killed

PATIENCE: Final = 20.0  # seconds for one step
STARTING: Final = 60.0  # a cold disk makes a first start slow
# Where Firefox keeps how large every page is shown: as by its settings, and not for one site.
ZOOM: Final = 'Cc["@mozilla.org/content-pref/service;1"].getService(Ci.nsIContentPrefService2)'
ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"  # the key under which WebDriver names an element
SHIFT: Final = "\ue008"
# It saves what is open at every step and not only every fifteen seconds: no visit is lucky in when it ends.
OURS: Final[dict[str, bool | int | str]] = {
    "browser.sessionstore.interval": 500,
    "marionette.port": 0,  # a free one, written into the profile
    "remote.prefs.recommended": False,  # those would change what is kept
    "browser.tabs.warnOnClose": False,
    "browser.warnOnQuit": False,
}


class Wire:
    """Marionette's messages: how long, a colon, and JSON."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.reader = self.socket.makefile("rb")
        self.numbers = itertools.count(1)
        self._read()  # who it is

    def call(self, command: str, **params: Any) -> Any:
        """Send one command and return its answer.

        Raises: Steering.
        """
        number = next(self.numbers)
        sent = json.dumps([0, number, command, params]).encode()
        try:
            self.socket.sendall(b"%d:%s" % (len(sent), sent))
            _, answered, wrong, told = self._read()
        except (OSError, ValueError) as broken:
            raise Steering(f"{command}: the browser does not answer") from broken
        if wrong or answered != number:
            raise Steering(f"{command}: {(wrong or {}).get('message', 'an answer to something else')}")
        return told.get("value") if isinstance(told, dict) and set(told) == {"value"} else told

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            one = self.reader.read(1)
            if not one:
                raise ValueError("closed")
            length += one
        return json.loads(self.reader.read(int(length[:-1])))

    def close(self) -> None:
        """Let go of it."""
        self.reader.close()
        self.socket.close()


class Firefox:
    """One window with one tab."""

    def __init__(self, device: Device, setup: Setup, *, restore: bool = False) -> None:
        self.device, self.setup = device, setup
        _prepare(device, setup, restore)
        (device.profile / "MarionetteActivePort").unlink(missing_ok=True)
        self.process = device.started(_command(device, setup))
        try:
            self.wire = Wire(self._port())
        except (OSError, Steering):
            killed(self.process)
            raise
        self.wire.call("WebDriver:NewSession", acceptInsecureCerts=True, pageLoadStrategy="none")
        if setup.dense > 1:
            self.inside(
                f"{ZOOM}.setGlobal(FullZoom.name, {setup.dense}, gBrowser.selectedBrowser.loadContext);"
            )

    def _port(self) -> int:
        told = self.device.profile / "MarionetteActivePort"
        wait_for(lambda: told.exists() and told.read_text().strip().isdigit(), "Firefox", STARTING)
        return int(told.read_text())

    def evaluate(self, code: str) -> Any:
        """Return what JavaScript says of the page, as a script of the page sees it."""
        return self.wire.call("WebDriver:ExecuteScript", script=f"return {code}", args=[], sandbox=None)

    def watch(self, code: str) -> None:
        """Start a script that promises an answer and notes it on the page's root."""
        self.evaluate(f"void {code}")

    def watched(self, patience: float) -> Any:
        """Return what the script promised.

        Raises: Steering.
        """
        found: list[Any] = []

        def told() -> bool:
            found[:] = json.loads(self.evaluate("document.documentElement.dataset.told || '[]'"))
            return bool(found)

        wait_for(told, "what the page promised", patience)
        return found

    def inside(self, code: str) -> Any:
        """Return what JavaScript says of the browser itself."""
        self.wire.call("Marionette:SetContext", value="chrome")
        try:
            return self.wire.call("WebDriver:ExecuteScript", script=code, args=[])
        finally:
            self.wire.call("Marionette:SetContext", value="content")

    def go(self, address: str) -> None:
        """Type an address; whoever calls waits for what is on it."""
        self.wire.call("WebDriver:Navigate", url=address)

    def address(self) -> str:
        """Return the address that the tab shows."""
        return str(self.wire.call("WebDriver:GetCurrentURL"))

    def entries(self) -> list[str]:
        """Return every address in the tab's list of Back and Forward."""
        found = self.inside(
            "const list = gBrowser.selectedBrowser.browsingContext.sessionHistory;"
            "return [...Array(list.count).keys()].map(at => list.getEntryAtIndex(at).URI.spec);"
        )
        return [str(one) for one in found]

    def _found(self, selector: str) -> list[str]:
        told = self.wire.call("WebDriver:FindElements", using="css selector", value=selector)
        return [str(one[ELEMENT]) for one in told]

    def _first(self, selector: str) -> str:
        found = self._found(selector)
        if not found:
            raise Steering(f"nothing at {selector}")
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """Return the text of each element."""
        found = [
            self.wire.call("WebDriver:GetElementProperty", id=one, name="textContent")
            for one in self._found(selector)
        ]
        return [" ".join(str(one).split()) for one in found]

    def values(self, selector: str) -> list[str]:
        """Return the value of each field or button."""
        return [
            str(self.wire.call("WebDriver:GetElementProperty", id=one, name="value"))
            for one in self._found(selector)
        ]

    def click(self, selector: str) -> None:
        """Press the first element with the mouse."""
        self.wire.call("WebDriver:ElementClick", id=self._first(selector))

    def type(self, selector: str, words: str) -> None:
        """Type letter by letter into a field."""
        self.wire.call("WebDriver:ElementSendKeys", id=self._first(selector), text=words)

    def choose(self, selector: str, value: str) -> None:
        """Choose from a list, by the value of the line."""
        self.click(f'{selector} option[value="{value}"]')

    def shift(self, times: int) -> None:
        """Press Shift and let go, so many times."""
        presses = [{"type": kind, "value": SHIFT} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self.wire.call(
            "WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": presses}]
        )

    def back(self) -> None:
        """Press Back, as the button of the window does; nothing happens where nothing is behind."""
        self.inside("gBrowser.goBack();")

    def close(self) -> None:
        """Close the browser in order, as by its menu."""
        with suppress(Steering):
            self.wire.call("Marionette:Quit", flags=["eAttemptQuit"])
        self.wire.close()
        ended(self.process)

    def kill(self) -> None:
        """End it at once."""
        killed(self.process)
        self.wire.close()


def _prepare(device: Device, setup: Setup, restore: bool) -> None:
    chosen: dict[str, bool | int | str] = {**firefox.QUIET, **OURS}
    if not setup.script:
        chosen["javascript.enabled"] = False
    if restore:
        chosen["browser.startup.page"] = 3
    (device.profile / "user.js").write_text(firefox.lines_of(chosen), encoding="utf-8")


def _command(device: Device, setup: Setup) -> list[str]:
    return [
        firefox.executable(), "--headless", "--marionette", "--remote-allow-system-access",
        "--no-remote", "--profile", str(device.profile),
        f"--width={setup.width * setup.dense}", f"--height={setup.height * setup.dense}", "about:blank",
    ]  # fmt: skip
