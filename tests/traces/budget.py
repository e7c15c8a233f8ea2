"""The budget of what a visit may leave on a device: docs/trace-budget.yaml, and whether a try keeps to it.

A try fails that leaves more. The whole run fails as well where the file allows more than any try left, so
that nobody is told of a trace that is not there, and no new one hides behind an old allowance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tests.traces.device import Name
from tests.traces.trying import LEFT, Remains, Try, Way
from tests.traces.visit import Kind

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "trace-budget.yaml"
NUMBERS: Final = (
    "history", "back", "restored", "cookies", "storage", "autofill", "cache", "favicons", "pictures",
    "referers", "asked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A file in which our address may stand, and why. `sometimes` says why it may as well not."""

    name: str
    browser: Name
    where: str
    why: str
    sometimes: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """How many entries a list may have, and why it may have any. `least` where runs differ."""

    most: int
    why: str
    least: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may remain after some ways of ending a visit."""

    browser: Name
    script: bool
    ways: tuple[Way, ...]
    says: str
    numbers: dict[str, Number]
    address: tuple[str, ...]
    titles: tuple[str, ...]
    leaves: bool
    canaries: dict[
        str, tuple[str, ...]
    ]  # kind of canary -> names of places; each with its reason in the file

    def is_for(self, one: Try) -> bool:
        """Return whether this is what a try is measured by."""
        return (one.browser, one.setup.script) == (self.browser, self.script) and one.way in self.ways


@dataclass(frozen=True, slots=True)
class Budget:
    """The whole file."""

    hidden_ms: float
    places: dict[str, Place]
    allowances: tuple[Allowance, ...]
    says: dict[str, Any] = field(default_factory=dict)

    def of(self, one: Try) -> Allowance:
        """Return what a try may leave.

        Raises: LookupError when the file does not say.
        """
        for allowance in self.allowances:
            if allowance.is_for(one):
                return allowance
        raise LookupError(f"docs/trace-budget.yaml says nothing of: {one}")

    def exceeded(self, one: Try, found: Remains, *, by_the_clock: bool = True) -> list[str]:
        """Return a line for each thing that is more than the budget allows."""
        allowed = self.of(one)
        wrong = [
            f"{name}: {getattr(found, name)}, allowed {_most(allowed, name)}"
            for name in NUMBERS
            if getattr(found, name) > _most(allowed, name)
        ]
        for kind, at in found.canaries.items():
            named = {self.places[name].where for name in allowed.canaries.get(kind.value, ())}
            if at - named:
                wrong.append(f"canary of kind {kind.value!r} in {', '.join(sorted(at - named))}")
        known = {self.places[name].where for name in allowed.address}
        wrong += [f"our address in {place}, which no entry names" for place in sorted(found.address - known)]
        wrong += [
            f"title in the history: {title!r}" for title in sorted(set(found.titles) - set(allowed.titles))
        ]
        return [f"{one}: {line}" for line in (*wrong, *self._going(one, found, allowed, by_the_clock))]

    def _going(self, one: Try, found: Remains, allowed: Allowance, by_the_clock: bool) -> Iterable[str]:
        if one.way not in LEFT:
            return
        if found.left != allowed.leaves:
            yield f"led elsewhere: {found.left}, expected {allowed.leaves}"
        if found.back_leads_here and not _most(allowed, "back"):
            yield "Back leads here"
        if one.setup.script and found.emptied_ms is None:
            yield "the page was never empty"
        if by_the_clock:
            yield from (line.removeprefix(f"{one}: ") for line in self.late(one, found))

    def late(self, one: Try, found: Remains) -> list[str]:
        """Return a line where a page was on the screen for too long."""
        if (found.hidden_ms or 0) <= self.hidden_ms:
            return []
        return [f"{one}: hidden after {found.hidden_ms} ms, allowed {self.hidden_ms}"]

    def unused(self, tries: Sequence[tuple[Try, Remains]]) -> list[str]:
        """Return a line for each thing that the file allows and no try of a whole run left."""
        wrong = []
        for allowed in self.allowances:
            found = [remains for one, remains in tries if allowed.is_for(one)]
            seen = set().union(*(one.address for one in found))
            wrong += [
                f"{_named(allowed)}: nothing of ours was in {self.places[name].where}"
                for name in allowed.address
                if self.places[name].where not in seen and not self.places[name].sometimes
            ]
            for kind in allowed.canaries:
                if not any(kind in one.canaries for one in found):
                    wrong.append(f"{_named(allowed)}: no {kind} was found")
            for name, number in allowed.numbers.items():
                most = max((getattr(one, name) for one in found), default=0)
                if most < number.least:
                    wrong.append(
                        f"{_named(allowed)}: {name} was {most} at most, the file expects {number.least}"
                    )
        used = {name for allowed in self.allowances for name in allowed.address}
        return wrong + [
            f"the place {name!r} belongs to no allowance" for name in self.places if name not in used
        ]


def _most(allowed: Allowance, name: str) -> int:
    return allowed.numbers[name].most if name in allowed.numbers else 0


def _named(allowed: Allowance) -> str:
    script = "with script" if allowed.script else "without script"
    return f"{allowed.browser.value}, {script}, {'/'.join(allowed.ways)}"


def read(path: Path = FILE) -> Budget:
    """Read the budget.

    Raises: ValueError when an entry gives no reason, or names a place that is not there.
    """
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    places = {
        name: Place(name, Name(one["browser"]), one["where"], _reason(name, one), one.get("sometimes", ""))
        for name, one in said["places"].items()
    }
    allowances = tuple(_allowance(one, places) for one in said["allowed"])
    return Budget(float(said["hidden_ms"]), places, allowances, said)


def _allowance(said: dict[str, Any], places: dict[str, Place]) -> Allowance:
    browser = Name(said["browser"])
    wrong = [name for name in said["address"] if name not in places or places[name].browser is not browser]
    if wrong:
        raise ValueError(f"docs/trace-budget.yaml: no such place for {browser.value}: {', '.join(wrong)}")
    numbers = {
        name: Number(int(one["most"]), _reason(name, one), int(one.get("least", one["most"])))
        for name, one in said["numbers"].items()
    }
    if unknown := set(numbers) - set(NUMBERS):
        raise ValueError(f"docs/trace-budget.yaml: nobody counts {', '.join(sorted(unknown))}")
    return Allowance(
        browser=browser,
        script=bool(said["script"]),
        ways=tuple(Way(way) for way in said["ways"]),
        says=_reason("allowance", said),
        numbers=numbers,
        address=tuple(said["address"]),
        titles=tuple(said["titles"]),
        leaves=bool(said.get("leaves", True)),
        canaries={kind: _named_places(kind, one, places) for kind, one in said.get("canaries", {}).items()},
    )


def _named_places(kind: str, said: dict[str, Any], places: dict[str, Place]) -> tuple[str, ...]:
    _reason(kind, said)
    if kind not in set(Kind) or set(said["where"]) - set(places):
        raise ValueError(
            f"docs/trace-budget.yaml: {kind} names no kind of canary, or a place that is not there"
        )
    return tuple(said["where"])


def _reason(name: str, said: dict[str, Any]) -> str:
    reason = " ".join(str(said.get("why", "")).split())
    if len(reason) < 20:
        raise ValueError(f"docs/trace-budget.yaml: {name} has no reason")
    return reason
