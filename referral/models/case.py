"""Cases: what the helpline works on. Everything that a person said is sealed under the key of the case.

In clear stand only the reference, the urgency, the state, the team, who took it, times and the name of the
key: no country, no language, no age, no need. Whoever steals the table learns how many cases there are.
"""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from safety.fields import SealedText
from staff.models.person import Team, User


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases. Pages begin with `seen_by` and with nothing else."""

    def seen_by(self, person: User, *, now: dt.datetime) -> "CaseQuerySet":
        """Return the cases of the person's team, and those that they gave a reason for within the hour."""
        broken = GlassBroken.objects.filter(person_id=person.pk, ends_at__gt=now).values("case")
        own = Q(team_id=person.team_id) if person.team_id else Q(pk=None)
        return self.filter(own | Q(pk__in=broken))

    def true(self) -> "CaseQuerySet":
        """Return the cases of people: none that was invented to practise on."""
        return self.filter(practice=False)

    def alive(self) -> "CaseQuerySet":
        """Return the cases that are not closed."""
        return self.exclude(state=Case.State.CLOSED)

    def untaken(self) -> "CaseQuerySet":
        """Return the cases that wait for somebody to take them."""
        return self.filter(state=Case.State.NEW)

    def overdue(self, *, now: dt.datetime) -> "CaseQuerySet":
        """Return the open cases whose clock has ended."""
        return self.alive().filter(due_at__lte=now)

    def in_order(self) -> "CaseQuerySet":
        """Return them as the queue has them: urgency, then everybody's first few before anybody's many,
        then time left.
        """
        return self.order_by("rank", "turn", models.F("due_at").asc(nulls_last=True), "created_at", "pk")


class Case(models.Model):
    """One person's matter, from the first word to the day on which it destroys itself.

    `due_at` is when the running clock ends, empty while none runs. `rank` is the urgency as a number, one
    step less after referrals that came to nothing, and never the number of U0 unless it is one. `turn` says
    how many tens of cases of its starter waited untaken when it was made: a flood by one stands behind the
    first few of everybody else. `reference` is drawn at random and tells no number of cases.
    """

    class State(models.TextChoices):
        NEW = "new"  # nobody has taken it
        OPEN = "open"
        WAITING = "waiting"  # for a partner
        CLOSED = "closed"

    class Urgency(models.TextChoices):
        NOW = "U0"
        TODAY = "U1"
        THREE_DAYS = "U2"
        PLANNED = "U3"

    class Origin(models.TextChoices):
        CODE = "code"
        CALL = "call"
        EMPTY = "empty"

    class Reason(models.TextChoices):
        """Why a case was closed."""

        NEED_MET = "need-met"
        CHOSE_TO_STOP = "chose-to-stop"
        NOT_REACHED = "not-reached"
        MOVED = "moved"  # to another body
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=7, unique=True)
    key = models.UUIDField(unique=True)  # its DataKey; no foreign key, it lives in another database
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    urgency = models.CharField(max_length=2, choices=Urgency)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    origin = models.CharField(max_length=5, choices=Origin)
    practice = models.BooleanField(default=False)
    edition = models.CharField(max_length=40, blank=True)  # of the pathways, kept while the case lives
    told = SealedText(null=True)  # Told; empty where nothing was walked
    sealed_facts = SealedText()  # JSON: needs, age band, gender, country, language, reasons of the urgency
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cases")
    taken_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # when somebody last did something with it
    due_at = models.DateTimeField(null=True)
    first_answer_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=14, choices=Reason, blank=True)
    destroy_on = models.DateField(null=True)
    moved_up = models.PositiveSmallIntegerField(default=0)  # referrals that were declined or not answered
    rank = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField(default=0)
    alarmed_at = models.DateTimeField(null=True)  # those on duty were written to
    rung_at = models.DateTimeField(null=True)  # the supervisors were told that its clock has ended
    closing_counted = models.BooleanField(default=False)  # its first end stands in the figures

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "state", "rank", "turn", "due_at"], name="referral_case_queue"),
            models.Index(fields=["destroy_on"], name="referral_case_destroy"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(urgency__in=["U0", "U1", "U2", "U3"]), name="referral_case_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "open", "waiting", "closed"]), name="referral_case_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, destroy_on__isnull=False),
                name="referral_case_closed_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state="new", taken_by__isnull=True)
                | (Q(state__in=["open", "waiting"], taken_by__isnull=False) | Q(state="closed")),
                name="referral_case_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The reference as people read it out: K7Q-2MXD."""
        return f"{self.reference[:3]}-{self.reference[3:]}".upper()

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    def about(self, part: str) -> str:
        """Return what a part is sealed as: it opens as nothing else, and in no other case."""
        return f"case/{self.pk}/{part}"


class Note(models.Model):
    """A short note of a worker, sealed under the key of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = SealedText()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return f"note/{self.pk}"


class Contact(models.Model):
    """How the person may be reached, if they said so: sealed under a key of its own, which ends earlier.

    `agreed_on` is the day of the person's consent, `expires_on` the last day on which it holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact")
    key = models.UUIDField(unique=True)
    text = SealedText()  # JSON: way, value, hours, what to say if somebody else answers, word for not now
    agreed_on = models.DateField()
    expires_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["expires_on"], name="referral_contact_expires")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return f"contact/{self.pk}"


class RemovalRequest(models.Model):
    """A web address that was passed on to have an adult's picture taken down, and what came of it.

    The address, the platform and the service are sealed under the key of the case; no file is ever taken.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        REMOVED = "removed"
        REFUSED = "refused"
        NO_ANSWER = "no-answer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="removals")
    text = SealedText()  # JSON: address, platform, service
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (Q(state__in=["removed", "refused", "no-answer"]) & Q(answered_at__isnull=False)),
                name="referral_removal_answered_at",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        return f"removal/{self.pk}"


class GlassBroken(models.Model):
    """Somebody gave a reason to open a case that is not their work, and may read it until an hour."""

    class Reason(models.TextChoices):
        DANGER = "danger"  # to life, and nobody of the team is there
        CAME_BACK = "came-back"  # the person is on the line and asks for it
        COVER = "cover"  # the colleague is away
        ASKED_TO_HELP = "asked-to-help"  # by the colleague or the supervisor

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="broken")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=13, choices=Reason)
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"], name="referral_glass_open")]

    def __str__(self) -> str:
        return f"{self.reason}, staff {self.person_id}"


class Training(models.Model):
    """That somebody confirmed their safeguarding training, when, and until when that holds."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="trainings")
    confirmed_on = models.DateField()
    renew_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["person", "renew_on"], name="referral_training_holds")]

    def __str__(self) -> str:
        return f"staff {self.person_id}, until {self.renew_on}"


class Duty(models.Model):
    """That somebody is on duty until an hour, set by themselves, and whether the alarm may sound."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="duty")
    until = models.DateTimeField(null=True)
    sound = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"staff {self.person_id}"
