"""A service: the listing itself, and what is known of whom it helps."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.hours import Known
from directory.models.entry import Entry
from directory.models.organization import Organization, Program
from directory.states import RESTORED, SEEDED, VETTED, State
from directory.topics import Kind


class Audience(models.TextChoices):
    BOTH = "both"
    ADULTS = "adults"
    CHILDREN = "children"
    PARENTS = "parents"
    PROFESSIONALS = "professionals"
    WORRIED_ABOUT_SELF = "worried_about_self"


class Callers(models.TextChoices):
    """Whether somebody else may call for the person. Unknown is not no (S12)."""

    ANYONE = "anyone"
    UNKNOWN = "unknown"


class Upload(models.TextChoices):
    """Whether a picture has to leave the person's device."""

    NO = "no"
    HASH_ONLY = "hash_only"
    YES = "yes"
    UNKNOWN = "unknown"


class Grade(models.TextChoices):
    """How well sources support the listing: A best, D doubtful."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Withdrawal(models.TextChoices):
    """Why somebody took a listing off the public side; a choice, never a sentence."""

    NOT_ANSWERING = "not-answering"
    CLOSED = "closed"
    WRONG_DETAILS = "wrong-details"
    NOT_SAFE = "not-safe"
    ASKED_BY_SERVICE = "asked-by-service"


class Visibility(models.TextChoices):
    """How widely a listing may be told. Publishing a way widely can itself endanger those who use it."""

    OPEN = "open"  # pages, plans, search, the open interface and its exports
    ASKED = "asked"  # plans and search of this site only
    STAFF = "staff"  # the desk only


class Holidays(models.TextChoices):
    """What holds on a public holiday of the country."""

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


class Cost(models.TextChoices):
    FREE = "free"
    UNKNOWN = "unknown"
    CHARGED = "charged"


class ServiceQuerySet(models.QuerySet["Service"]):
    """The questions that are asked of the listings."""

    def published(self) -> Self:
        """Vetted by two people and checked in time (S6)."""
        return self.shown(show_sourced=False)

    def shown(self, *, show_sourced: bool, today: dt.date | None = None) -> Self:
        """What may be read at the public door of this installation on this day (UTC).

        A vetted listing whose date is over, or that has none, is not in it, whether or not somebody ran
        listings_due (S6).
        """
        may = Q(state__in=VETTED, due_on__gte=today or timezone.now().date())
        if show_sourced:
            may |= Q(state=State.SOURCED)
        return self.filter(may).exclude(visibility=Visibility.STAFF)

    def open_to_all(self) -> Self:
        """What the open interface and exports may hold, of that which is shown."""
        return self.filter(visibility=Visibility.OPEN)

    def from_seeds(self) -> Self:
        """What the seeds brought and nobody has taken in hand since: the only rows that seeds may change."""
        return self.filter(state__in=SEEDED)


def _one_of(field: str, choices: type) -> Q:
    return Q(**{f"{field}__in": [str(choice.value) for choice in choices]})


class Service(Entry):
    """A service that somebody may turn to (HSDS service), with what Waypost adds."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=2000, blank=True)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=20, default="active")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    program = models.ForeignKey(
        Program, on_delete=models.SET_NULL, null=True, blank=True, related_name="services"
    )
    interpretation_services = models.TextField(blank=True)
    application_process = models.TextField(blank=True)
    fees_description = models.TextField(blank=True)
    fees = models.TextField(blank=True)
    wait_time = models.TextField(blank=True)
    accreditations = models.TextField(blank=True)
    eligibility_description = models.TextField(blank=True)
    assured_date = models.CharField(max_length=40, blank=True)
    assurer_email = models.CharField(max_length=254, blank=True)  # a colleague's: it never leaves
    licenses = models.TextField(blank=True)
    alert = models.TextField(blank=True)
    last_modified = models.DateTimeField(null=True, blank=True)

    # What Waypost adds: the profile (docs/hsds-profile.md).
    minimum_age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    exclusions = models.JSONField(default=list, blank=True)  # plain sentences: whom it does not take
    holidays = models.CharField(max_length=10, choices=Holidays, default=Holidays.UNKNOWN)
    pair = models.CharField(
        max_length=60, blank=True
    )  # listings of one pair are shown together or not at all
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.OPEN)
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    accepts_warm_referrals = models.BooleanField(null=True, blank=True)

    # Where it came from, and how we know that it is right.
    feed = models.CharField(max_length=60, blank=True, db_index=True)  # the import that brought it
    feed_digest = models.CharField(max_length=64, blank=True)  # of the document as that import last gave it
    verified_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, db_index=True)

    seed_id = models.CharField(max_length=120, unique=True)
    seed_file = models.CharField(max_length=60, blank=True, db_index=True)
    seed_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in State], default=State.DRAFT.value
    )
    state_before = models.CharField(max_length=20, blank=True, default="")  # of a withdrawn listing only
    withdrawn_why = models.CharField(max_length=20, choices=Withdrawal, blank=True, default="")
    country = models.CharField(max_length=2, db_index=True)
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in Kind])
    more_kinds = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.BOTH)
    group = models.CharField(max_length=40, blank=True)
    image_age = models.CharField(max_length=10, blank=True)
    callers = models.CharField(max_length=10, choices=Callers, default=Callers.UNKNOWN)
    cost = models.CharField(max_length=10, choices=Cost, default=Cost.UNKNOWN)
    free = models.BooleanField(null=True, blank=True)
    anonymous = models.BooleanField(null=True, blank=True)
    image_upload = models.CharField(max_length=10, choices=Upload, default=Upload.UNKNOWN)
    police = models.BooleanField(default=False)
    menu = models.CharField(max_length=300, blank=True)
    state_migration_body = models.BooleanField(default=False)
    helpline = models.BooleanField(default=True)
    hours_known = models.CharField(
        max_length=10, choices=[(known.value, known.value) for known in Known], default=Known.UNKNOWN.value
    )
    timezone = models.CharField(max_length=60, blank=True)
    hours_note = models.CharField(max_length=500, blank=True)

    grade = models.CharField(max_length=1, choices=Grade, default=Grade.D)
    doubts = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    record_reason = models.TextField(blank=True)
    seen = models.CharField(max_length=10, blank=True)
    sources = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    search_text = models.TextField(blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["country", "kind"], name="directory_service_country_kind")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="directory_service_has_a_name"),
            models.CheckConstraint(condition=_one_of("state", State), name="directory_service_state_known"),
            # A withdrawn listing knows what it was, and why it went: restoring it is no guess.
            models.CheckConstraint(
                condition=Q(state_before="", withdrawn_why="") & ~Q(state=State.WITHDRAWN.value)
                | Q(
                    state=State.WITHDRAWN.value,
                    state_before__in=sorted(state.value for state in RESTORED),
                    withdrawn_why__in=[choice.value for choice in Withdrawal],
                ),
                name="directory_service_withdrawal_is_whole",
            ),
            models.CheckConstraint(condition=_one_of("kind", Kind), name="directory_service_kind_known"),
            models.CheckConstraint(
                condition=_one_of("audience", Audience), name="directory_service_audience_known"
            ),
            models.CheckConstraint(
                condition=_one_of("image_upload", Upload), name="directory_service_upload_known"
            ),
            models.CheckConstraint(condition=_one_of("grade", Grade), name="directory_service_grade_known"),
            models.CheckConstraint(
                condition=_one_of("hours_known", Known), name="directory_service_hours_known"
            ),
            models.CheckConstraint(
                condition=Q(image_age__in=["", "under18", "adult"]), name="directory_service_image_age_known"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None)
                | Q(maximum_age=None)
                | Q(maximum_age__gte=models.F("minimum_age")),
                name="directory_service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age_months=None)
                | Q(maximum_age_months=None)
                | Q(maximum_age_months__gte=models.F("minimum_age_months")),
                name="directory_service_months_in_order",
            ),
            models.CheckConstraint(
                condition=_one_of("visibility", Visibility), name="directory_service_visibility_known"
            ),
        ]

    def __str__(self) -> str:
        return self.seed_id
