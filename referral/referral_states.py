"""Where a referral stands, and the only moves there are: one table, which refuses every other (pure).

Source: pathway catalogue, section 2 (referral states, reasons for declining) and section 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a referral stands."""

    DRAFTED = "drafted"  # the person agreed; a supervisor has to check before anything is sent
    SENT = "sent"
    SEEN = "seen"
    ASKED = "asked"  # the partner asks for more
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    STARTED = "started"
    COMPLETED = "completed"
    DECLINED = "declined"
    RETURNED = "returned"  # the partner began and hands it back
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"  # no answer in time
    WITHDRAWN = "withdrawn"  # by the person
    REVOKED = "revoked"  # by whoever sent it


class Move(StrEnum):
    """What can be done with a referral."""

    CHECK = "check"
    SEE = "see"
    ASK = "ask"
    ANSWER = "answer"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    START = "start"
    COMPLETE = "complete"
    DECLINE = "decline"
    HAND_BACK = "hand-back"
    NOT_REACHED = "not-reached"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


class Reason(StrEnum):
    """Why; a closed list, so that nothing typed says it."""

    FULL = "full"
    AGE = "age"
    AREA = "area"
    STATUS = "status"  # documents or status
    NOT_OUR_KIND = "not-our-kind"
    ACCESS = "access"  # language or access
    UNSAFE = "unsafe"  # for the person here
    CONFLICT = "conflict"  # of interest
    ALREADY_WITH_US = "already-with-us"
    OTHER = "other"
    PERSON_ASKED = "person-asked"
    CANNOT_GO_ON = "cannot-go-on"
    NEEDS_MORE = "needs-more"  # than this partner can give
    PERSON_NOT_REACHED = "person-not-reached"
    PARTNER_NOT_REACHED = "partner-not-reached"
    NEED_MET = "need-met"
    PARTLY_MET = "partly-met"
    NOT_MET = "not-met"
    NOT_KNOWN = "not-known"
    WRONG_SERVICE = "wrong-service"
    NO_LONGER_NEEDED = "no-longer-needed"
    SAFER_ELSEWHERE = "safer-elsewhere"
    CASE_CLOSED = "case-closed"
    PARTNER_ENDED = "partner-ended"  # the partner's desk does not answer for the service any more


class By(StrEnum):
    """Who makes a move."""

    SENDER = "sender"
    SUPERVISOR = "supervisor"
    PARTNER = "partner"
    CLOCK = "clock"


class NoSuchMove(ValueError):
    """This cannot be done with a referral that stands where this one stands."""


class NoSuchReason(ValueError):
    """A move was made with a reason that is not one of its own, or without one where it needs one."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a move leads, who makes it, and with which reasons; none where there are none to choose."""

    to: State
    by: By
    reasons: frozenset[Reason] = frozenset()
    asks_wait: bool = False  # with the number of days that the person will have to wait


DECLINING: Final = frozenset(
    {
        Reason.FULL, Reason.AGE, Reason.AREA, Reason.STATUS, Reason.NOT_OUR_KIND, Reason.ACCESS,
        Reason.UNSAFE, Reason.CONFLICT, Reason.ALREADY_WITH_US, Reason.OTHER,
    }
)  # fmt: skip
RESULTS: Final = frozenset({Reason.NEED_MET, Reason.PARTLY_MET, Reason.NOT_MET, Reason.NOT_KNOWN})
HANDING_BACK: Final = frozenset({Reason.CANNOT_GO_ON, Reason.NEEDS_MORE, Reason.PERSON_ASKED, Reason.OTHER})
REVOKING: Final = frozenset(
    {
        Reason.WRONG_SERVICE, Reason.NO_LONGER_NEEDED, Reason.SAFER_ELSEWHERE, Reason.CASE_CLOSED,
        Reason.PARTNER_ENDED,
    }
)  # fmt: skip

OPEN: Final = frozenset(
    {
        State.DRAFTED, State.SENT, State.SEEN, State.ASKED, State.ACCEPTED, State.WAITLISTED, State.STARTED,
    }
)  # fmt: skip
ENDED: Final = frozenset(State) - OPEN
# What the partner may read at all: not what is only drafted, and nothing that has ended.
WITH_PARTNER: Final = OPEN - {State.DRAFTED}
UNANSWERED: Final = frozenset({State.SENT, State.SEEN})
# The case comes back to its worker, and the next service is looked for.
BACK: Final = frozenset({State.DECLINED, State.EXPIRED, State.UNREACHABLE, State.RETURNED})

_DECLINE: Final = Way(State.DECLINED, By.PARTNER, DECLINING)
_ASK: Final = Way(State.ASKED, By.PARTNER)
_ACCEPT: Final = Way(State.ACCEPTED, By.PARTNER)
_WAITLIST: Final = Way(State.WAITLISTED, By.PARTNER, asks_wait=True)
_START: Final = Way(State.STARTED, By.PARTNER)
_COMPLETE: Final = Way(State.COMPLETED, By.PARTNER, RESULTS)
_HAND_BACK: Final = Way(State.RETURNED, By.PARTNER, HANDING_BACK)
_PERSON_LOST: Final = Way(State.UNREACHABLE, By.PARTNER, frozenset({Reason.PERSON_NOT_REACHED}))
_PARTNER_LOST: Final = Way(State.UNREACHABLE, By.SENDER, frozenset({Reason.PARTNER_NOT_REACHED}))
_EXPIRE: Final = Way(State.EXPIRED, By.CLOCK)
_WITHDRAW: Final = Way(State.WITHDRAWN, By.SENDER)
_REVOKE: Final = Way(State.REVOKED, By.SENDER, REVOKING)
_ANSWERING: Final = {
    Move.ACCEPT: _ACCEPT, Move.WAITLIST: _WAITLIST, Move.DECLINE: _DECLINE, Move.ASK: _ASK,
}  # fmt: skip

_OWN: Final[Mapping[State, Mapping[Move, Way]]] = {
    State.DRAFTED: {Move.CHECK: Way(State.SENT, By.SUPERVISOR)},
    State.SENT: {
        Move.SEE: Way(State.SEEN, By.PARTNER), Move.EXPIRE: _EXPIRE, Move.NOT_REACHED: _PARTNER_LOST,
    },
    State.SEEN: {**_ANSWERING, Move.EXPIRE: _EXPIRE, Move.NOT_REACHED: _PARTNER_LOST},
    State.ASKED: {
        Move.ANSWER: Way(State.SENT, By.SENDER), Move.ACCEPT: _ACCEPT, Move.WAITLIST: _WAITLIST,
        Move.DECLINE: _DECLINE,
    },
    State.ACCEPTED: {
        Move.START: _START, Move.COMPLETE: _COMPLETE, Move.WAITLIST: _WAITLIST, Move.HAND_BACK: _HAND_BACK,
        Move.NOT_REACHED: _PERSON_LOST,
    },
    State.WAITLISTED: {
        Move.ACCEPT: _ACCEPT, Move.START: _START, Move.WAITLIST: _WAITLIST, Move.DECLINE: _DECLINE,
        Move.HAND_BACK: _HAND_BACK, Move.NOT_REACHED: _PERSON_LOST,
    },
    State.STARTED: {
        Move.COMPLETE: _COMPLETE, Move.HAND_BACK: _HAND_BACK, Move.NOT_REACHED: _PERSON_LOST,
    },
}  # fmt: skip

TABLE: Final[Mapping[State, Mapping[Move, Way]]] = MappingProxyType(
    {
        state: MappingProxyType(
            {**_OWN[state], Move.WITHDRAW: _WITHDRAW, Move.REVOKE: _REVOKE} if state in OPEN else {}
        )
        for state in State
    }
)
LONGEST_WAIT: Final = 730  # days; two years, and whoever says more means that they do not take the person


def way(state: State, move: Move) -> Way:
    """Return where a move leads from a state. Raises: NoSuchMove."""
    try:
        return TABLE[state][move]
    except KeyError:
        raise NoSuchMove(f"{move} is no move of a referral that is {state}") from None


def after(state: State, move: Move, *, reason: str = "", wait_days: int | None = None) -> State:
    """Return the state that a move makes of another, seen that its reason and its wait are whole.

    Units: `wait_days` in days from now.
    Raises: NoSuchMove; NoSuchReason.
    """
    found = way(state, move)
    if reason not in (found.reasons or {""}):
        raise NoSuchReason(f"{move} needs a reason of its own list, and no other")
    if found.asks_wait != (wait_days is not None) or not 0 <= (wait_days or 0) <= LONGEST_WAIT:
        raise NoSuchReason(f"{move}: the expected wait is missing, not asked for, or out of bounds")
    return found.to


def moves(state: State, by: By) -> tuple[Move, ...]:
    """Return what somebody can do with a referral that stands there, in the order of the buttons."""
    return tuple(move for move in Move if move in TABLE[state] and TABLE[state][move].by is by)
