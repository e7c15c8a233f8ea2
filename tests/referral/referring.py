"""What tests of referrals begin with: a case that Amina works on, and a partner who answers for a service."""

import datetime as dt
from typing import Any, Final

from django.utils import timezone

from directory.models.service import Service
from directory.states import State
from referral import casework, sending
from referral.case_facts import CaseFacts
from referral.consent import Agreed, Item
from referral.models.case import Case, Training
from referral.models.referral import PartnerDesk, Referral
from staff.models.person import User
from tests.people import BEGAN

CANARY: Final = "heron-canary"
FACTS: Final = CaseFacts(
    needs={"SAFETY": 1, "SHELTER": 2}, reasons=("danger",), age_band="25-over", gender="woman", country="KE",
    language="sw", pathway="p08",
)  # fmt: skip
CHILD: Final = CaseFacts(needs={"CHILD_PROTECTION": 1}, age_band="13-15", country="KE", language="sw")


def now() -> dt.datetime:
    return timezone.now()


def trained(person: User) -> User:
    today = now().date()
    Training.objects.get_or_create(person=person, confirmed_on=today, renew_on=today + dt.timedelta(days=300))
    return person


def a_case(person: User, *, facts: CaseFacts = FACTS, urgency: str = "U1") -> Case:
    """Return a case that the person started and works on."""
    trained(person)
    return casework.start_empty(person=person, facts=facts, urgency=urgency, now=now())


def a_desk(partner: User, greta: User, *, nth: int = 0, service: Service | None = None) -> Service:
    """Return a listed service for which the partner's team answers, as two administrators agreed."""
    service = service or Service.objects.filter(state=State.SOURCED, country="KE").order_by("pk")[nth]
    PartnerDesk.objects.create(
        service=service, team=partner.team, set_at=BEGAN, proposed_by=greta, agreed_by=greta
    )
    return service


def refer(person: User, case: Case, service: Service, *items: Item, **other: Any) -> Referral:
    """Refer a case for its first need, with the items agreed to."""
    asked: dict[str, Any] = {
        "need": next(iter(FACTS.needs)), "items": items, "until": now().date() + dt.timedelta(days=30),
        "agreed": [Agreed.PERSON], "now": now(), **other,
    }  # fmt: skip
    return sending.refer(person=person, reference=case.reference, service=service.pk, **asked)
