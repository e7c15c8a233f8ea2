"""Looking for markers in whatever leaves the house (tests/house/canaries.py plants them)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import URLPattern, URLResolver

from tests.house.canaries import SEEN, Nest

# A marker, an id of a row or of a listing, a degree with four decimals: all that a nest holds.
WORD: Final = re.compile(
    r"qxz\d{4}vk|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|-?\d+\.\d{4}|canary-[a-z-]+"
)


@dataclass(slots=True)
class Looking:
    """What was searched, and what was found that should not be there."""

    nest: Nest
    surfaces: int = 0
    leaks: list[str] = field(default_factory=list)
    seen: bool = False

    def at(self, surface: str, told: bytes | str, never: dict[str, str], *, but: str = "") -> None:
        """Search one surface for every marker; `but` is one that the question itself held."""
        text = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
        self.surfaces += 1
        self.seen = self.seen or SEEN in text
        met = set(WORD.findall(text))
        self.leaks += [f"{surface}: {never[word]} ({word})" for word in met & never.keys() if word != but]

    def at_answer(self, surface: str, answer: Any, never: dict[str, str], *, but: str = "") -> None:
        """Search an answer whole: its head and its body."""
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.at(surface, f"{answer.headers}".encode() + body, never, but=but)

    def done(self) -> None:
        """Fail if anything was found, or if nothing of what may be told was met at all."""
        words = len(self.nest.never_handed_out)
        print(f"canaries: {words} planted, {self.surfaces} surfaces searched, {len(self.leaks)} found")
        assert self.leaks == []
        assert self.seen, "no surface showed the listing that may be read: the walk proves nothing"


def addresses(patterns: Any, before: str = "/") -> Iterator[str]:
    """Yield every address behind the patterns."""
    for pattern in patterns:
        route = before + str(pattern.pattern).strip("^$")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route.replace("<str:pk>", "{id}")
