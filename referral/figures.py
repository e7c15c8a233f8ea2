"""Counting as things happen, so that no case is needed later, and publishing when a month or year is over.

Each function here belongs into the transaction of a verb, behind its entry in the record: the record's head
is the one lock that all verbs share, so counters are never waited for crosswise. What is invented to practise
on is never counted. What is published, and why that gives nobody away: `safety.counts`.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from directory import countries, hours, published
from directory.topics import Need
from referral import coverage, figure_cells
from referral.case_facts import CaseFacts
from referral.figure_cells import COUNTED_STATES, MOST_STATES, Cell, Table
from referral.models.case import Case, RemovalRequest
from referral.models.figure import Counter, Figure
from referral.models.referral import Step
from referral.referral_states import State
from safety import counts, retention

KEEP: Final = "figure"  # how long a month's or year's counters outlive it


class NotInATransaction(Exception):
    """Something was counted outside the transaction of what happened."""


# --- what happens ---


def asked(case: Case, facts: CaseFacts, *, now: dt.datetime) -> None:
    """Count that somebody asked for help, and for what nobody of their country was there."""
    if not case.practice:
        _add(figure_cells.asked(_known(facts), urgency=case.urgency, origin=case.origin), now)
        _add(_gap(_known(facts), now), now)


def answered(case: Case, *, due_at: dt.datetime | None, now: dt.datetime) -> None:
    """Count the first answer to a case that stood in the queue; `due_at` is when its clock ended."""
    if not case.practice:
        in_time = due_at is None or now <= due_at
        _add(figure_cells.answered(case.urgency, waited=now - case.created_at, in_time=in_time), now)


def moved(case: Case, to: State, *, reason: str = "", now: dt.datetime) -> None:
    """Count where a referral has come to stand, if none of the case stood there before.

    Asked after the step is written.
    """
    if case.practice or to not in COUNTED_STATES:
        return
    steps = Step.objects.filter(referral__case=case).values_list("to", flat=True)
    so_far = [state for state in steps if state in COUNTED_STATES]
    if so_far.count(to.value) == 1 and len(set(so_far)) <= MOST_STATES:
        _add(figure_cells.moved(to, reason=reason), now)


def waited(case: Case, *, quoted: int | None, since: dt.datetime, now: dt.datetime) -> None:
    """Count the wait for the first help of a case that begins. Units: `quoted` in days."""
    begun = Step.objects.filter(referral__case=case, to=State.STARTED.value).count()
    if not case.practice and begun == 1:
        _add([figure_cells.waited(quoted=quoted, found=(now - since).days)], now)


def medical(case: Case, *, in_time: bool, now: dt.datetime) -> None:
    """Count the first medical referral of a case whose medical clock runs."""
    if not case.practice:
        _add([figure_cells.medical(in_time=in_time)], now)


def closed(case: Case, reason: str, *, now: dt.datetime) -> None:
    """Count the end of a case, and only its first one if it is opened again."""
    fresh = Case.objects.filter(pk=case.pk, practice=False, closing_counted=False)
    if fresh.update(closing_counted=True):
        case.closing_counted = True
        _add([figure_cells.closed(reason)], now)


def removal_answered(case: Case, row: RemovalRequest, *, now: dt.datetime) -> None:
    """Count a platform's answer, if it is the first one of the case."""
    others = case.removals.exclude(pk=row.pk).exclude(state=RemovalRequest.State.ASKED)
    if not case.practice and not others.exists():
        _add([figure_cells.removal(row.state, days=(now - row.asked_at).days)], now)


def reviewed(answers: Iterable[tuple[str, str]], *, lesson: str, now: dt.datetime) -> None:
    """Count what a review of a case found."""
    _add(figure_cells.reviewed(answers, lesson=lesson), now)


def _known(facts: CaseFacts) -> CaseFacts:
    """Return the facts with nothing in them that is of no list: such a word would be a cell of its own."""
    country = facts.country if countries.is_country(facts.country) else ""
    return CaseFacts(
        needs=facts.needs, reasons=facts.reasons, age_band=facts.age_band, gender=facts.gender,
        country=country, language=countries.base_language(facts.language)[:3], pathway=facts.pathway,
    )  # fmt: skip


def _gap(facts: CaseFacts, now: dt.datetime) -> Iterator[Cell]:
    """Yield the gaps of the most urgent need that has one: the picture of gaps, as somebody ran into it."""
    if not facts.country:
        return
    stock = published.current()
    zone = ZoneInfo((countries.zones(facts.country) or ("UTC",))[0])
    for need, _urgency in facts.in_order:
        by = tuple(_gaps_of(stock, facts, need, now)) if need in coverage.NEEDS else ()
        if by:
            hour = now.astimezone(zone).hour
            yield from figure_cells.gap(facts, need=need.value, by=by, hour=hour)
            return


def _gaps_of(stock: published.Published, facts: CaseFacts, need: Need, now: dt.datetime) -> Iterator[Table]:
    for_age = coverage.cell(stock, facts.country, need, coverage.for_age(facts.age_band))
    if for_age.level.is_gap:
        yield from (Table.GAP_NEED, Table.GAP_COUNTRY, Table.GAP_AGE)
    elif not any(_is_open(stock, id_, now) for id_ in for_age.listings):
        yield from (Table.GAP_NEED, Table.GAP_HOUR)
    if facts.language and not for_age.level.is_gap:
        (column,) = coverage.spoken([facts.language])
        if coverage.cell(stock, facts.country, need, column).level.is_gap:
            yield from (Table.GAP_NEED, Table.GAP_LANGUAGE)


def _is_open(stock: published.Published, id_: str, now: dt.datetime) -> bool:
    listing = stock.listings.get(id_)
    return listing is not None and hours.at(listing.hours, now=now).is_open


def _add(cells: Iterable[Cell], now: dt.datetime) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction
    rows = {}
    for cell in set(cells):
        for period in figure_cells.periods(cell.table, now.date()):
            name = f"{period}/{cell.table}/{cell.name}"
            rows[name] = Counter(id=name, period=period, table=cell.table.value, cell=cell.name)
    Counter.objects.bulk_create((rows[name] for name in sorted(rows)), ignore_conflicts=True)
    Counter.objects.filter(pk__in=rows).update(number=F("number") + 1)


# --- what is published ---


def due(now: dt.datetime) -> list[str]:
    """Return the counters of months and years that have been over for long enough."""
    at = (now - retention.keep(KEEP)).date()
    periods = Counter.objects.values_list("period", flat=True).distinct()
    over = [period for period in periods if figure_cells.is_over(period, at=at)]
    return list(Counter.objects.filter(period__in=over).values_list("pk", flat=True))


def publish(pk: str) -> None:
    """Turn a counter into a figure, if it may be one, and delete it; what is not due or gone is left alone.

    A stray count that comes after its month was published is deleted: a figure is drawn once.
    """
    with transaction.atomic():
        row = Counter.objects.select_for_update().filter(pk=pk).first()
        if row is None or not figure_cells.is_over(row.period, at=timezone.now().date()):
            return
        number = counts.publishable(row.number, draw=random.SystemRandom().normalvariate)
        if number is not None:
            Figure.objects.get_or_create(
                period=row.period, table=row.table, cell=row.cell, defaults={"number": number}
            )
        row.delete()
