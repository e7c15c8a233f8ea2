"""Conditions on facts: `minor and not known or age-open`. `or` binds weaker than `and`. (pure)"""

from dataclasses import dataclass
from itertools import product
from typing import Final


class Malformed(ValueError):
    """A condition, effect or target is not written as it should be; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives; each says which facts must be there and which must not."""

    alternatives: tuple[tuple[frozenset[str], frozenset[str]], ...]

    def holds(self, facts: frozenset[str]) -> bool:
        """Return whether one alternative fits these facts, derived ones included."""
        for wanted, unwanted in self.alternatives:  # noqa: SIM110 - twice as fast, asked ten million times
            if wanted <= facts and unwanted.isdisjoint(facts):
                return True
        return False

    def names(self) -> frozenset[str]:
        """Return all facts that are looked at."""
        return frozenset().union(*(wanted | unwanted for wanted, unwanted in self.alternatives))

    def both(self, other: "Condition") -> "Condition":
        """Return the condition that holds when this one and the other hold."""
        pairs = product(self.alternatives, other.alternatives)
        return Condition(tuple((a[0] | b[0], a[1] | b[1]) for a, b in pairs))

    def without(self, fact: str) -> bool:
        """Return whether every alternative asks that this fact be absent."""
        return all(fact in unwanted for _, unwanted in self.alternatives)

    def only_with(self, fact: str) -> bool:
        """Return whether every alternative asks for this fact."""
        return all(fact in wanted for wanted, _ in self.alternatives)


ALWAYS: Final = Condition(((frozenset(), frozenset()),))


def parse(text: str) -> Condition:
    """Return the condition that a text writes.

    Raises: Malformed if it is not `fact`, `not fact`, joined by `and`, `or`.
    """
    return Condition(tuple(_alternative(part) for part in text.split(" or ")))


def _alternative(text: str) -> tuple[frozenset[str], frozenset[str]]:
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for literal in text.split(" and "):
        words = literal.split()
        if len(words) == 1 and words[0] not in ("not", "and", "or"):
            wanted.add(words[0])
        elif len(words) == 2 and words[0] == "not":
            unwanted.add(words[1])
        else:
            raise Malformed("a condition like 'minor and not known or age-open'")
    return frozenset(wanted), frozenset(unwanted)
