"""How a defence is switched off for one run of the test that shows it: in this process, or in a server's."""

import importlib
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import pytest

Switch = Callable[[pytest.MonkeyPatch, ExitStack], None]
AT_THE_SERVER: Final = "WAYPOST_DEFENCE_OFF"  # the name of a defence that the served site goes without


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: who tries it, the defence, how that is switched off, and the test that then fails.

    `says` is what stands in the line of the failing assertion, so that a test that fails for another reason
    proves nothing. With `served` the site is a process of its own, which is told the name of the defence.
    """

    attacker: str
    defence: str
    off: Switch
    test: str
    says: str
    served: bool = False

    @property
    def file(self) -> str:
        """Return the file of the test."""
        return self.test.partition("::")[0]

    @property
    def function(self) -> str:
        """Return the name of the test without its parameters."""
        return self.test.partition("::")[2].partition("[")[0]

    def switch(self, patch: pytest.MonkeyPatch, after: ExitStack) -> None:
        """Switch the defence off until the patch is undone."""
        if self.served:
            patch.setenv(AT_THE_SERVER, self.defence)
        else:
            self.off(patch, after)


def put(where: str, what: Any) -> Switch:
    """Put something in the place of what a dotted name leads to."""
    return lambda patch, _after: patch.setattr(where, what)


def answers(where: str, what: Any = None) -> Switch:
    """Have a function, whatever it is asked, give this answer and do nothing."""
    return put(where, lambda *_args, **_named: what)


def setting(**values: Any) -> Switch:
    """Give settings other values."""

    def off(patch: pytest.MonkeyPatch, _after: ExitStack) -> None:
        from django.conf import settings

        for name, value in values.items():
            patch.setattr(settings, name, value)

    return off


def item(where: str, key: Any, value: Any) -> Switch:
    """Put another value under a key of the mapping that a dotted name leads to; None takes the key away."""

    def off(patch: pytest.MonkeyPatch, _after: ExitStack) -> None:
        mapping = led_to(where)
        if value is None:
            patch.delitem(mapping, key)
        else:
            patch.setitem(mapping, key, value)

    return off


def both(*switches: Switch) -> Switch:
    """Switch off several at once, where one defence stands behind another."""

    def off(patch: pytest.MonkeyPatch, after: ExitStack) -> None:
        for one in switches:
            one(patch, after)

    return off


def led_to(where: str) -> Any:
    """Return what a dotted name leads to. Raises: AttributeError, ModuleNotFoundError."""
    parts = where.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        return found
    raise ModuleNotFoundError(where)


def named_off() -> str:
    """Return the name of the defence that this process goes without, or nothing."""
    return os.environ.get(AT_THE_SERVER, "")
