"""What a room adds to its kind of change: why not yet, and what to do when nothing comes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from staff import agreement
from staff.models.person import Team, User
from staff.models.proposal import Proposal
from tests.staff import renaming
from tests.staff.renaming import agree, propose

pytestmark = pytest.mark.django_db
TOO_SOON = "The team sleeps."


@pytest.fixture
def let_go(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int | None]]:
    """What the room was told of proposals that came to nothing: state, reason, by whom."""
    told: list[tuple[str, str, int | None]] = []

    def remember(*, payload: dict[str, Any], state: str, reason: str, by: User | None) -> None:
        told.append((state, reason, by.pk if by else None))

    kind = renaming.kind(let_go=remember, hinders=_hinders)
    monkeypatch.setattr(agreement, "_KINDS", {**agreement.kinds(), kind.name: kind})
    return told


def _hinders(payload: dict[str, Any], person: User) -> str | None:
    return TOO_SOON if payload["name"] == "asleep" else None


def test_a_refusal_is_told_with_its_reason(dalia: User, emeka: User, team: Team, let_go):
    agreement.refuse(person=emeka, proposal=propose(dalia, team), reason_code="not-safe")
    assert let_go == [("refused", "not-safe", emeka.pk)]


def test_so_is_what_its_proposer_withdraws(dalia: User, team: Team, let_go):
    agreement.withdraw(person=dalia, proposal=propose(dalia, team))
    assert let_go == [("withdrawn", "", dalia.pk)]


def test_so_is_what_runs_out(dalia: User, team: Team, let_go):
    propose(dalia, team)
    agreement.expire(now=timezone.now() + timedelta(days=15))
    assert let_go == [("expired", "", None)]


def test_what_is_agreed_to_was_carried_out_and_not_let_go(dalia: User, emeka: User, team: Team, let_go):
    agree(emeka, propose(dalia, team))
    assert let_go == []


def test_why_not_yet_is_said_before_anybody_presses(dalia: User, emeka: User, team: Team, let_go):
    refusal = agreement.hindrance(emeka, propose(dalia, team, name="asleep"))
    assert isinstance(refusal, agreement.NotCarriedOut)
    assert refusal.says == TOO_SOON
    assert agreement.hindrance(emeka, propose(dalia, team)) is None


def test_a_role_that_is_missing_is_said_first(amina: User, dalia: User, team: Team, let_go):
    proposal = propose(dalia, team, name="asleep")
    assert isinstance(agreement.hindrance(amina, proposal), agreement.NotYours)
    assert Proposal.objects.get().state == Proposal.State.OPEN
