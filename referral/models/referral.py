"""Referrals: what was shared with a partner, until when, and where it stands; numbers that were told.

In clear stand only which team it went to, the urgency, the state, times and the name of a key. The service,
the need, what was agreed to, reasons and results say something of the person and are sealed.
"""

import datetime as dt
import uuid
from typing import Final

from django.db import models
from django.db.models import Q

from directory.models.service import Service
from referral.models.case import Case
from referral.referral_states import ENDED, OPEN, UNANSWERED, State
from safety.fields import SealedText
from staff.models.person import Team, User

STATES: Final = [(state.value, state.value) for state in State]
_ENDED: Final = sorted(state.value for state in ENDED)
_OPEN: Final = sorted(state.value for state in OPEN)
_UNANSWERED: Final = sorted(state.value for state in UNANSWERED)
URGENCIES: Final = [(urgency, urgency) for urgency in ("U0", "U1", "U2", "U3")]


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Questions about referrals. A partner's pages begin with `inbox_of`, the helpline's with a case."""

    def inbox_of(self, person: User) -> "ReferralQuerySet":
        """Return what came to the person's own team, ended or not; nothing that was drafted and never sent,
        nothing invented.
        """
        if not person.team_id:
            return self.none()
        sent = self.filter(to_team_id=person.team_id).exclude(sent_at=None)
        return sent.filter(case__practice=False)

    def open(self) -> "ReferralQuerySet":
        """Return those that something can still be done with."""
        return self.filter(state__in=OPEN)

    def overdue(self, *, now: dt.datetime) -> "ReferralQuerySet":
        """Return those that nobody answered in time."""
        return self.filter(state__in=UNANSWERED, answer_by__lte=now)

    def over(self, *, today: dt.date) -> "ReferralQuerySet":
        """Return those whose key still stands although the partner may read nothing any more."""
        return self.exclude(key=None).filter(Q(state__in=ENDED) | Q(until__lt=today))

    def keys_of(self, case: uuid.UUID) -> list[uuid.UUID]:
        """Return the names of the keys of a case's referrals that still stand."""
        return list(self.filter(case_id=case).exclude(key=None).values_list("key", flat=True))


class Referral(models.Model):
    """A person's matter put before one partner, with what they agreed to and nothing else.

    `shared` is what the partner reads, sealed under `key`, which is destroyed when the referral ends, when
    `until` is over, and when the consent is withdrawn. `kept` is what the case remembers of it (the service,
    the need, what was shared), sealed under the key of the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=7, unique=True)  # drawn at random, and not that of the case
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="referrals")
    urgency = models.CharField(max_length=2, choices=URGENCIES)
    state = models.CharField(max_length=11, choices=STATES)
    key = models.UUIDField(unique=True, null=True)  # empty once it is destroyed
    shared = SealedText()
    kept = SealedText()
    until = models.DateField()  # the last day on which the partner may read it
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    follow_up_on = models.DateField(null=True)  # empty where the person wants none, or when it is done

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to_team", "state", "answer_by"], name="referral_inbox"),
            models.Index(fields=["state", "answer_by"], name="referral_unanswered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="referral_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_UNANSWERED) | Q(answer_by__isnull=False),
                name="referral_sent_has_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_ENDED, ended_at__isnull=False)
                | (Q(state__in=_OPEN) & Q(ended_at__isnull=True)),
                name="referral_ended_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The reference as people read it out: K7Q-2MXD."""
        return f"{self.reference[:3]}-{self.reference[3:]}".upper()

    @property
    def stands(self) -> State:
        return State(self.state)

    def about(self, part: str) -> str:
        """Return what a part is sealed as: it opens as nothing else, and in no other referral."""
        return f"referral/{self.pk}/{part}"


class Step(models.Model):
    """One move of a referral: when and by whom; its reason, wait or what was asked for is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12)
    to = models.CharField(max_length=11, choices=STATES)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # empty: the clock
    detail = SealedText()  # JSON under the key of the case: reason, wait, items asked for

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.move

    @property
    def about(self) -> str:
        return f"referral-step/{self.pk}"


class Consent(models.Model):
    """What the person agreed to for one referral, when, and until when; withdrawn at any time.

    What it was is sealed under the key of the case; a second one for the same referral adds items.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="consents")
    agreement = SealedText()  # JSON: need, agency, items, who agreed
    given_at = models.DateTimeField()
    until = models.DateField()
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("given_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return f"consent/{self.pk}"


class ToldNumber(models.Model):
    """That somebody was given the contact of a service: nothing went to the service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="numbers_told")
    which = SealedText()  # JSON under the key of the case: service, need
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    follow_up_on = models.DateField(null=True)

    class Meta:
        ordering = ("told_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return f"told-number/{self.pk}"


class PartnerDeskQuerySet(models.QuerySet["PartnerDesk"]):
    """Questions about who answers for what."""

    def answering(self) -> dict[uuid.UUID, int]:
        """Return the team that answers here for each service that has one."""
        return dict(self.values_list("service_id", "team_id"))

    def of_team(self, team: int | None) -> "PartnerDeskQuerySet":
        """Return the services that a team answers for."""
        return self.filter(team_id=team).select_related("service") if team else self.none()


class PartnerDesk(models.Model):
    """Which team at this desk answers for a listed service. Two people set it: a wrong one leaks cases."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="partner_desk")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="partner_desks")
    set_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PartnerDeskQuerySet.as_manager()

    def __str__(self) -> str:
        return f"team {self.team_id} for {self.service_id}"
