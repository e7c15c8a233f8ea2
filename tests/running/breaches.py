"""What a browser says in its console when a page does what its policy forbids."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage

A_BREACH: Final = re.compile(r"Content Security Policy|requires '?Trusted|[Pp]ermissions policy violation")


def heard(context: BrowserContext) -> list[str]:
    """Return a list that grows with each breach of a policy on any page of this context."""
    said: list[str] = []
    context.on("console", _noting(said))
    return said


def _noting(said: list[str]) -> Callable[[ConsoleMessage], None]:
    def note(message: ConsoleMessage) -> None:
        if A_BREACH.search(message.text):
            said.append(message.text)

    return note
