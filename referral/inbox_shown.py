"""A partner's inbox in words: what waits for an answer, what one referral tells, how much room there is."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from directory import capacity
from directory.capacity import Room, Status
from directory.models.service import Service
from referral import case_shown, case_words, referral_words, referrals_shown
from referral.case_words import word
from referral.consent import Agreed, Item
from referral.models.referral import Referral
from referral.referral_states import ENDED, UNANSWERED, Move, State
from referral.referrals_shown import Line
from referral.shared import Shared

# What is said of room with one press: the state, and after how many days somebody new has a place.
QUICK: Final = (
    (Status.ACCEPTING, 0), (Status.WAITLIST, 7), (Status.WAITLIST, 14), (Status.WAITLIST, 30),
    (Status.WAITLIST, 90), (Status.ASSESSMENT, None), (Status.CLOSED, None),
)  # fmt: skip
WAITS: Final = (7, 14, 30, 60, 90, 180)  # days that a form offers for a place on the list


@dataclass(frozen=True, slots=True)
class InRow:
    """A referral in the list: nothing of what was shared, which is opened one at a time."""

    row: Referral
    state: str
    mood: str
    urgency: str
    left: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """Those that wait for an answer, those that are under way, and those that are over."""

    waiting: tuple[InRow, ...]
    running: tuple[InRow, ...]
    over: tuple[InRow, ...]


@dataclass(frozen=True, slots=True)
class RoomShown:
    """The room of a service, and what can be said of it with one press: value, words, whether it stands."""

    service: Service
    says: str
    confirmed: dt.date | None
    stale: bool
    room: Room | None
    quick: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class InOne:
    """One referral as the partner reads it. `lines` are empty and `closed` set once nothing may be read."""

    row: Referral
    service: str
    need: str
    state: str
    mood: str
    urgency: str
    left: str
    lines: tuple[Line, ...]
    agreed: tuple[str, ...]
    closed: str
    can: frozenset[str]
    declining: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    returning: tuple[tuple[str, str], ...]
    waits: tuple[tuple[int, str], ...]
    askable: tuple[tuple[str, str], ...]


def inbox(rows: list[Referral], *, now: dt.datetime) -> Inbox:
    """Return the list in three parts, in the order in which it came."""
    waiting = [row for row in rows if row.stands in UNANSWERED]
    running = [row for row in rows if row.stands not in UNANSWERED | ENDED]
    over = [row for row in rows if row.stands in ENDED]
    return Inbox(*(tuple(_in_row(row, now) for row in part) for part in (waiting, running, over)))


def _in_row(row: Referral, now: dt.datetime) -> InRow:
    return InRow(
        row=row,
        state=str(referral_words.STATES[row.stands]),
        mood=referrals_shown.mood(row.stands),
        urgency=word(case_words.URGENCIES, row.urgency),
        left=_left(row, now),
    )


def _left(row: Referral, now: dt.datetime) -> str:
    if row.stands not in UNANSWERED or row.answer_by is None:
        return ""
    return _("%(time)s left") % {"time": case_shown.length(max(row.answer_by - now, dt.timedelta()))}


def one(row: Referral, told: Shared | None, *, now: dt.datetime) -> InOne:
    """Return a referral that was opened, and what can be done with it now."""
    can = frozenset(move.value for move in referrals_shown.partner_moves(row))
    service = Service.objects.filter(pk=told.service).first() if told else None
    known = told.kinds if told else frozenset()
    return InOne(
        row=row,
        service=service.name if service else "",
        need=referrals_shown.need(told.need) if told else "",
        state=str(referral_words.STATES[row.stands]),
        mood=referrals_shown.mood(row.stands),
        urgency=word(case_words.URGENCIES, row.urgency),
        left=_left(row, now),
        lines=tuple(referrals_shown.lines(told)) if told else (),
        agreed=tuple(str(referral_words.AGREED[Agreed(who)]) for who in told.agreed) if told else (),
        closed="" if told else _closed(row, now),
        can=can,
        declining=referrals_shown.reasons(State.SEEN, Move.DECLINE),
        results=referrals_shown.reasons(State.STARTED, Move.COMPLETE),
        returning=referrals_shown.reasons(State.STARTED, Move.HAND_BACK),
        waits=tuple((days, referral_words.days(days)) for days in WAITS),
        askable=tuple(
            (item.value, str(referral_words.ITEMS[item])) for item in Item if item not in known
        ),
    )  # fmt: skip


def _closed(row: Referral, now: dt.datetime) -> str:
    """Return why nothing of it can be read."""
    if row.stands is State.WITHDRAWN:
        return _("The person has stopped this. What they had shared is closed here; use nothing of it.")
    if row.stands is State.REVOKED:
        return _("The helpline has taken this back. What was shared is closed here.")
    if row.stands in ENDED:
        return _("This referral is over. What was shared is closed here; nothing of it is kept for you.")
    if row.until < now.date():
        return _("The last day of the person’s consent is over. What was shared is closed here.")
    return _("What was shared is closed here.")


def rooms(services: list[Service], *, today: dt.date) -> list[RoomShown]:
    """Return the room of each service of the team."""
    told = capacity.told([service.pk for service in services], today=today)
    return [_room(service, told.get(service.pk)) for service in services]


def _room(service: Service, room: Room | None) -> RoomShown:
    stands = f"{room.status}:{'' if room.wait_days is None else room.wait_days}" if room else ""
    quick = [(f"{status}:{'' if days is None else days}", said_of(status, days)) for status, days in QUICK]
    return RoomShown(
        service=service,
        says=said_of(room.status, room.wait_days, room.places) if room else _("nobody has said yet"),
        confirmed=room.confirmed_on if room else None,
        stale=room is not None and not room.fresh,
        room=room,
        quick=tuple((value, says, value == stands) for value, says in quick),
    )


def said_of(status: str, wait_days: int | None, places: int | None = None) -> str:
    """Return the room of a service in words."""
    said = [word(case_words.ROOMS, status)]
    if wait_days:
        said.append(_("wait: %(days)s") % {"days": referral_words.days(wait_days)})
    if places:
        said.append(_("places: %(number)s") % {"number": places})
    return ", ".join(said)


def read_quick(value: str) -> tuple[str, int | None]:
    """Return the state and the wait of a button. Raises: ValueError."""
    status, _colon, days = value.partition(":")
    return status, int(days) if days else None
