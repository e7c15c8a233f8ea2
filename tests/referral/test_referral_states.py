"""The one table of a referral: every move that it names is made, and every other one is refused."""

from itertools import product
from typing import Final

import pytest

from referral import referral_states
from referral.referral_states import ENDED, OPEN, By, Move, NoSuchMove, NoSuchReason, Reason, State, after

DECLINING: Final = {
    "full", "age", "area", "status", "not-our-kind", "access", "unsafe", "conflict", "already-with-us",
    "other",
}  # fmt: skip
RESULTS: Final = {"need-met", "partly-met", "not-met", "not-known"}
BACK: Final = {"cannot-go-on", "needs-more", "person-asked", "other"}
REVOKING: Final = {
    "wrong-service",
    "no-longer-needed",
    "safer-elsewhere",
    "case-closed",
    "partner-ended",
}
NONE: Final = {""}
# Written down a second time, in other words: state, move, what becomes of it, with which reasons.
WRITTEN: Final = """
drafted check sent none
sent see seen none
sent expire expired none
sent not-reached unreachable partner
seen accept accepted none
seen waitlist waitlisted none
seen decline declined declining
seen ask asked none
seen expire expired none
seen not-reached unreachable partner
asked answer sent none
asked accept accepted none
asked waitlist waitlisted none
asked decline declined declining
accepted start started none
accepted complete completed results
accepted waitlist waitlisted none
accepted hand-back returned back
accepted not-reached unreachable person
waitlisted accept accepted none
waitlisted start started none
waitlisted waitlist waitlisted none
waitlisted decline declined declining
waitlisted hand-back returned back
waitlisted not-reached unreachable person
started complete completed results
started hand-back returned back
started not-reached unreachable person
"""
REASONS: Final = {
    "none": NONE, "declining": DECLINING, "results": RESULTS, "back": BACK, "revoking": REVOKING,
    "partner": {"partner-not-reached"}, "person": {"person-not-reached"},
}  # fmt: skip
LINES: Final = [line.split() for line in WRITTEN.strip().splitlines()] + [
    [state, move, to, reasons]
    for state in ("drafted", "sent", "seen", "asked", "accepted", "waitlisted", "started")
    for move, to, reasons in (("withdraw", "withdrawn", "none"), ("revoke", "revoked", "revoking"))
]
EXPECTED: Final = {(state, move): (to, REASONS[reasons]) for state, move, to, reasons in LINES}


def tried(state: State, move: Move, reason: str) -> str | None:
    """Return what becomes of a referral, or None where the table refuses."""
    wait = 14 if move is Move.WAITLIST else None
    try:
        return after(state, move, reason=reason, wait_days=wait).value
    except (NoSuchMove, NoSuchReason):
        return None


def test_every_state_move_and_reason_is_as_written_and_every_other_is_refused() -> None:
    wrong, asked = [], 0
    for state, move, reason in product(State, Move, ["", *Reason]):
        to, reasons = EXPECTED.get((state.value, move.value), (None, set()))
        expected = to if str(reason) in reasons else None
        asked += 1
        if tried(state, move, str(reason)) != expected:
            wrong.append(f"{state} {move} {reason or '-'}: expected {expected}")
    assert wrong == []
    assert asked == len(State) * len(Move) * (len(Reason) + 1) == 14 * 14 * 25


def test_a_referral_that_ended_moves_no_more() -> None:
    assert all(not referral_states.TABLE[state] for state in ENDED)
    assert {"declined", "expired", "withdrawn", "completed", "revoked", "returned", "unreachable"} == {
        state.value for state in ENDED
    }


def test_the_person_and_the_sender_can_stop_whatever_is_open() -> None:
    for state in OPEN:
        assert after(state, Move.WITHDRAW) is State.WITHDRAWN
        assert after(state, Move.REVOKE, reason=Reason.WRONG_SERVICE) is State.REVOKED


def test_declined_expired_unreachable_and_returned_come_back() -> None:
    assert {"declined", "expired", "unreachable", "returned"} == {one.value for one in referral_states.BACK}


@pytest.mark.parametrize("wait", [None, -1, 731])
def test_a_place_on_a_waiting_list_says_how_long(wait: int | None) -> None:
    with pytest.raises(NoSuchReason):
        after(State.SEEN, Move.WAITLIST, wait_days=wait)


def test_a_wait_belongs_to_no_other_move() -> None:
    with pytest.raises(NoSuchReason):
        after(State.SEEN, Move.ACCEPT, wait_days=3)


def test_only_the_clock_lets_a_referral_expire_and_only_a_supervisor_sends_what_is_drafted() -> None:
    by_clock = {
        move for ways in referral_states.TABLE.values() for move, way in ways.items() if way.by is By.CLOCK
    }
    assert by_clock == {Move.EXPIRE}
    assert referral_states.moves(State.DRAFTED, By.SUPERVISOR) == (Move.CHECK,)
    assert referral_states.moves(State.DRAFTED, By.PARTNER) == ()
