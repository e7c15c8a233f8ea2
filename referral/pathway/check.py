"""The whole check of a book: how it hangs together, every walk from every start, every text. (pure)"""

import multiprocessing
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from referral.pathway.cover import Coverage, Found, Prover, starts
from referral.pathway.grades import HIGHEST, Passage, too_hard
from referral.pathway.graph import graph_breaches, unreached
from referral.pathway.plan import Plan
from referral.pathway.rules import Breach
from referral.pathway.shapes import ENGLISH, ENTRY_FLOW, Book
from referral.pathway.texts import languages, strays, text_breaches
from referral.pathway.words import word_breaches


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check covered and found; each breach once, with a shortest walk where a walk shows it."""

    coverages: tuple[Coverage, ...]
    found: tuple[Found, ...]

    @property
    def walks(self) -> int:
        """Return how many walks there are, with both wordings."""
        return sum(one.walks + one.walks_under18 for one in self.coverages)

    @property
    def shapes(self) -> frozenset[Hashable]:
        """Return what was collected of every plan."""
        return frozenset[Hashable]().union(*(one.shapes for one in self.coverages))


def nothing(plan: Plan) -> Hashable:
    """Return what tells no plan from another."""
    return None


def check(
    book: Book,
    *,
    today: date,
    only: str | None = None,
    tell: Callable[[Coverage], None] = lambda coverage: None,
    processes: int = 1,
    shape: Callable[[Plan], Hashable] = nothing,
) -> Checked:
    """Return what all walks from all starts, or from one, break; `tell` hears of each start as it is done.

    `shape` is collected of every plan. With more processes than one it has to be a function of a module.
    """
    coverages = []
    for coverage in _covered(book, today, (only,) if only else starts(book), processes, shape):
        coverages.append(coverage)
        tell(coverage)
    asked = frozenset[tuple[str, str]]().union(*(one.asked for one in coverages))
    childs = frozenset(key for one in coverages for key, may_be_a_childs in one.rendered if may_be_a_childs)
    still = [*graph_breaches(book, today=today), *text_breaches(book), *word_breaches(book, childs)]
    still += [_hard(passage) for passage in too_hard(book)]
    for language in languages(book):
        if language != ENGLISH:
            still += strays(book, language)
    if not only:
        still += unreached(book, asked)
    return Checked(tuple(coverages), _shortest(coverages, still))


def _covered(
    book: Book, today: date, begun: Iterable[str], processes: int, shape: Callable[[Plan], Hashable]
) -> Iterator[Coverage]:
    """Yield what each start covers; those beside the entry page need nothing of one another."""
    begun = list(begun)
    if processes == 1 or len(begun) == 1:
        prover = Prover(book, today, shape=shape)
        yield from (prover.cover(start) for start in begun)
        return
    last = Prover(book, today, shape=shape)
    others = [start for start in begun if start != ENTRY_FLOW]
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        for coverage in pool.imap_unordered(partial(_alone, book, today, shape), others):
            last.begun |= dict(coverage.begun)
            yield coverage
    yield last.cover(ENTRY_FLOW)


def _alone(book: Book, today: date, shape: Callable[[Plan], Hashable], start: str) -> Coverage:
    return Prover(book, today, shape=shape).cover(start)


def _hard(passage: Passage) -> Breach:
    most = HIGHEST[passage.audience]
    says = f"{passage.name} in en.{passage.audience} asks for grade {passage.grade}, and may for {most:.0f}"
    return Breach("GRADE", passage.folder, says)


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
