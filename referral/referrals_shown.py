"""Referrals as pages show them: what stands sealed, opened and put into words, for the side that may read it.

Whoever calls this has put the look on record in the same transaction or a moment before.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import countries
from directory.models.service import Service
from directory.topics import Need
from referral import case_content, case_words, editions, going_out, labels, matching_staff, referral_words
from referral.case_words import word
from referral.consent import Agreed, Item
from referral.models.case import Case
from referral.models.referral import Referral, Step, ToldNumber
from referral.pathway.shapes import Audience
from referral.referral_states import BACK, ENDED, UNANSWERED, By, Move, Reason, State, moves, way
from referral.rendering import sayer
from referral.shared import Shared
from safety.keys import Openers
from staff.models.person import User
from staff.roles import Ability


@dataclass(frozen=True, slots=True)
class Line:
    """One shared item in words; `parts` where it is several."""

    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step in words."""

    at: dt.datetime
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """A referral as the worker of its case sees it. `next_best` is offered where it came back; `answer_by`
    is set while an answer is waited for.
    """

    referral: Referral
    service: str
    need: str
    state: str
    mood: str
    shared: tuple[Line, ...]
    steps: tuple[StepShown, ...]
    asked: tuple[tuple[str, str], ...]
    answer_by: dt.datetime | None
    due: bool
    next_best: "NextBest | None"
    may_check: bool
    may_answer: bool
    may_end: bool
    may_lose: bool
    may_follow: bool
    may_print: bool
    words_asked: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class NextBest:
    """The next service to try, and whether a partner answers for it here."""

    name: str
    service: UUID
    need: str
    warm: bool


@dataclass(frozen=True, slots=True)
class ToldShown:
    """A number that was given."""

    service: str
    need: str
    at: dt.datetime
    follow_up_on: dt.date | None


@dataclass(frozen=True, slots=True)
class OfCase:
    """Everything about referrals on the page of a case."""

    rows: tuple[Row, ...]
    told: tuple[ToldShown, ...]
    can_refer: bool
    revoking: tuple[tuple[str, str], ...]
    agrees: str


def of_case(case: Case, person: User, *, now: dt.datetime | None = None) -> OfCase:
    """Return the referrals of an opened case, newest first, and the numbers that were given."""
    now = now or timezone.now()
    found, given = (
        list(case.referrals.prefetch_related("steps").order_by("-made_at")),
        case.numbers_told.all(),
    )
    opener = case_content.opener_of([case] if found or given else [])
    kept = {row.pk: case_content.kept(case, row, opener) for row in found}
    numbers = [(row, case_content.opened(case, row, opener)) for row in given]
    names = _names([*(one.service for one in kept.values()), *(said["service"] for _row, said in numbers)])
    best = _next_best(case, found, kept, now, opener)
    rows = tuple(_row(case, row, kept[row.pk], names, person, now, best.get(row.pk), opener) for row in found)
    return OfCase(
        rows=rows,
        told=tuple(_told(row, said, names) for row, said in numbers),
        can_refer=person.may(Ability.REFER) and not case.is_closed and case.taken_by_id is not None,
        revoking=reasons(State.SENT, Move.REVOKE, without=(Reason.PARTNER_ENDED, Reason.CASE_CLOSED)),
        agrees=str(referral_words.AGREED[Agreed.PERSON]),
    )


def _names(ids: list[str]) -> dict[str, str]:
    rows = Service.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def _row(
    case: Case, row: Referral, told: Shared, names: Mapping[str, str], person: User, now: dt.datetime,
    best: NextBest | None, opener: Openers,
) -> Row:  # fmt: skip
    steps = list(row.steps.all())
    asked = _asked(case, row, steps, opener)
    open_to_work = not case.is_closed and person.may(Ability.REFER)
    is_open = row.stands not in ENDED
    return Row(
        referral=row,
        service=names.get(told.service, _("A service that is not listed any more")),
        need=need(told.need),
        state=str(referral_words.STATES[row.stands]),
        mood=mood(row.stands),
        shared=tuple(lines(told)),
        steps=tuple(_step(case, one, opener) for one in steps),
        asked=asked,
        answer_by=row.answer_by if row.stands in UNANSWERED else None,
        due=row.follow_up_on is not None and row.follow_up_on <= now.date(),
        next_best=best,
        may_check=row.stands is State.DRAFTED and person.may(Ability.CHECK_CONSENT)
        and row.made_by_id != person.pk,
        may_answer=open_to_work and row.stands is State.ASKED,
        may_end=open_to_work and is_open,
        may_lose=open_to_work and Move.NOT_REACHED in moves(row.stands, By.SENDER),
        may_follow=open_to_work and row.follow_up_on is not None,
        may_print=going_out.may_leave(row, today=now.date()) and person.may(Ability.EXPORT_REFERRAL),
        words_asked=Item.WORDS.value in dict(asked),
        is_open=is_open,
    )  # fmt: skip


def mood(state: State) -> str:
    """Return the colour of a state; its words say the same."""
    if state in BACK or state is State.ASKED:
        return "bad"
    return "good" if state in (State.ACCEPTED, State.STARTED, State.COMPLETED) else ""


def _asked(case: Case, row: Referral, steps: list[Step], opener: Openers) -> tuple[tuple[str, str], ...]:
    """Return what the partner asked for last, while that waits for an answer."""
    if row.stands is not State.ASKED:
        return ()
    last = next(step for step in reversed(steps) if step.move == Move.ASK)
    items = case_content.opened(case, last, opener).get("items", ())
    return tuple((item, str(referral_words.ITEMS[Item(item)])) for item in items)


def _step(case: Case, step: Step, opener: Openers) -> StepShown:
    said = case_content.opened(case, step, opener)
    return StepShown(step.at, str(referral_words.MOVES[Move(step.move)]), ", ".join(_details(said)))


def _details(said: Mapping[str, Any]) -> Iterator[str]:
    if reason := said.get("reason"):
        yield str(referral_words.REASONS[Reason(reason)])
    if (wait := said.get("wait_days")) is not None:
        yield _("expected wait: %(days)s") % {"days": referral_words.days(wait)}
    yield from (str(referral_words.ITEMS[Item(item)]) for item in said.get("items", ()))


def _told(row: ToldNumber, said: Mapping[str, Any], names: Mapping[str, str]) -> ToldShown:
    name = names.get(said["service"], _("A service that is not listed any more"))
    return ToldShown(name, need(said["need"]), row.told_at, row.follow_up_on)


def _next_best(
    case: Case, rows: list[Referral], kept: Mapping[UUID, Shared], now: dt.datetime, opener: Openers
) -> dict[UUID, NextBest]:
    """Return the next service for each need whose newest referral came back, none that was tried before."""
    newest: dict[str, Referral] = {}
    for row in rows:
        newest.setdefault(kept[row.pk].need, row)
    back = {told: row for told, row in newest.items() if row.stands in BACK}
    if not back or case.is_closed:
        return {}
    matches = matching_staff.for_case(
        case_content.facts_of(case, opener), case_content.told_of(case, opener), now=now
    )
    tried = {one.service for one in kept.values()}
    found = {}
    for ranked in matches.by_need:
        if row := back.get(ranked.need.value):
            left = [one for one in ranked.services if str(one.service_pk) not in tried]
            left.sort(key=lambda one: not one.warm)  # somebody who answers here first, in the order they had
            if left:
                one = left[0]
                found[row.pk] = NextBest(one.listing.name, one.service_pk, ranked.need.value, one.warm)
    return found


# --- words for what is shared ---


def need(code: str) -> str:
    """Return a need in words."""
    return labels.NEEDS[Need(code)]()


def reasons(state: State, move: Move, *, without: tuple[Reason, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return the reasons of a move as choices of a form."""
    return tuple(
        (reason.value, str(referral_words.REASONS[reason]))
        for reason in Reason
        if reason in way(state, move).reasons and reason not in without
    )


def lines(told: Shared) -> Iterator[Line]:
    """Yield what was shared, item by item, in words."""
    for item in Item:
        if item.value in told.items:
            yield Line(str(referral_words.ITEMS[item]), tuple(_said(item, told.items[item.value])))


def words_of(item: Item, value: Any) -> tuple[str, ...]:
    """Return the words in which an item would be shared; none where there is nothing yet."""
    return tuple(_said(item, value)) if value else ()


def _said(item: Item, value: Any) -> Iterator[str]:
    language = get_language() or "en"
    if item is Item.ANSWERS:
        yield from (f"{question} – {', '.join(chosen)}" for question, chosen in value)
    elif item is Item.CONTACT:
        words = referral_words.CONTACT
        yield from (f"{words.get(name, name)}: {_way(said)}" for name, said in value.items())
    elif item is Item.REASONS:
        yield from (word(case_words.WHY_URGENT, one) for one in value)
    elif item is Item.OTHER_NEEDS:
        yield from (need(one) for one in value)
    elif item is Item.HAPPENED:
        yield pathway(value, language)
    elif item is Item.AGE_BAND:
        yield labels.AGES[value]()
    elif item is Item.GENDER:
        yield word(case_words.GENDERS, value)
    elif item is Item.COUNTRY:
        yield countries.name(value, language)
    elif item is Item.LANGUAGE:
        yield countries.language_name(value, language)
    else:
        yield str(value)


def _way(said: str) -> str:
    """Return a way to reach somebody in words; anything else of a contact stands for itself."""
    return labels.CONTACTS[said]() if said in labels.CONTACTS else said


def pathway(folder: str, language: str) -> str:
    """Return the title of a pathway as it is called today; its number where there is none of it any more."""
    book = editions.current()
    known = book.pathways.get(folder)
    return (
        str(sayer(book, language=language, audience=Audience.PROFESSIONAL)(known.title)) if known else folder
    )


def partner_moves(row: Referral) -> tuple[Move, ...]:
    """Return what the partner can do with a referral now, reading apart."""
    return tuple(move for move in moves(row.stands, By.PARTNER) if move is not Move.SEE)
