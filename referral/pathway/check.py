"""The whole check of a book: how it hangs together, every walk from every start, every text. (pure)"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from referral.pathway.cover import Coverage, Found, Prover, starts
from referral.pathway.graph import graph_breaches, unreached
from referral.pathway.rules import Breach
from referral.pathway.shapes import Book
from referral.pathway.texts import text_breaches
from referral.pathway.words import word_breaches


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check covered and found; each breach once, with a shortest walk where a walk shows it."""

    coverages: tuple[Coverage, ...]
    found: tuple[Found, ...]


def check(
    book: Book,
    *,
    today: date,
    only: str | None = None,
    tell: Callable[[Coverage], None] = lambda coverage: None,
) -> Checked:
    """Return what all walks from all starts, or from one, break; `tell` hears of each start as it is done."""
    prover = Prover(book, today)
    coverages = []
    for start in (only,) if only else starts(book):
        coverages.append(prover.cover(start))
        tell(coverages[-1])
    asked = frozenset[tuple[str, str]]().union(*(one.asked for one in coverages))
    childs = frozenset(key for key, may_be_a_childs in prover.rendered if may_be_a_childs)
    still = [*graph_breaches(book, today=today), *text_breaches(book), *word_breaches(book, childs)]
    if not only:
        still += unreached(book, asked)
    return Checked(tuple(coverages), _shortest(coverages, still))


def _shortest(coverages: Iterable[Coverage], still: Iterable[Breach]) -> tuple[Found, ...]:
    found: dict[Breach, Found] = {breach: Found(breach, "") for breach in still}
    for coverage in coverages:
        for one in coverage.found:
            before = found.get(one.breach)
            if before is None or len(one.example) < len(before.example):
                found[one.breach] = one
    return tuple(
        sorted(found.values(), key=lambda one: (one.breach.pathway, one.breach.rule, one.breach.detail))
    )
