"""What stands on a sheet for a wall. (pure)"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to call. `seen` says from where and when that is known."""

    kind: str
    name: str
    numbers: tuple[str, ...]
    facts: str
    seen: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What to do first in one situation."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A sheet in one language for one country. `address` is the neutral one of the site, or nothing."""

    language: str
    direction: str
    title: str
    emergency_says: str
    emergency: tuple[tuple[str, str], ...]
    emergency_more: str
    lines_say: str
    lines: tuple[Line, ...]
    steps_say: str
    situations: tuple[Situation, ...]
    foot: tuple[str, ...]
    strip: tuple[str, ...]
    address: str = ""
