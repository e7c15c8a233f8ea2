"""What a worker says of themselves before work and during it: trained, on duty, with sound or without."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from referral.case_access import Refused
from referral.models.case import Duty, Training
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

LONGEST_SHIFT: Final = dt.timedelta(hours=12)
OLDEST_TRAINING: Final = dt.timedelta(days=3 * 365)


class NoSuchTraining(Refused):
    """The day lies ahead, or so far back that the training would be over."""

    says = _("Give the day of a training that still holds. Nothing was kept.")


class NoSuchHour(Refused):
    """A duty ends within a shift from now."""

    says = _("A duty ends within the next 12 hours. Nothing was changed.")


def confirm_training(*, person: User, on: dt.date, today: dt.date) -> Training:
    """Keep the day of the person's safeguarding training, and when it has to be renewed.

    Raises: NotAllowed; NoSuchTraining.
    """
    renew_on = on + dt.timedelta(days=settings.WAYPOST_TRAINING_DAYS)
    with transaction.atomic():
        person.require(Ability.WORK_CASE)
        if not today - OLDEST_TRAINING <= on <= today < renew_on:
            raise NoSuchTraining
        Training.objects.filter(person=person).delete()
        row = Training.objects.create(person=person, confirmed_on=on, renew_on=renew_on)
        audit.record(
            act=Act.TRAINING_CONFIRMED, actor=person, subject_kind="person", subject_id=person.pk,
            until=renew_on.isoformat(),
        )  # fmt: skip
    return row


def set_duty(*, person: User, until: dt.datetime | None, sound: bool, now: dt.datetime) -> Duty:
    """Begin a duty until an hour, or end it; with or without the sound of the alarm.

    Raises: NotAllowed; NoSuchHour.
    """
    with transaction.atomic():
        person.require(Ability.WORK_CASE)
        if until is not None and not now < until <= now + LONGEST_SHIFT:
            raise NoSuchHour
        row, _made = Duty.objects.update_or_create(person=person, defaults={"until": until, "sound": sound})
        audit.record(
            act=Act.DUTY_SET, actor=person, subject_kind="person", subject_id=person.pk,
            state="on" if until else "off",
        )  # fmt: skip
    return row


def duty_of(person: User, *, now: dt.datetime) -> Duty:
    """Return the person's duty; one that is over counts as none."""
    row = Duty.objects.filter(person=person).first() or Duty(person=person)
    if row.until is not None and row.until <= now:
        row.until = None
    return row


def training_of(person: User) -> Training | None:
    """Return the training that the person last confirmed."""
    return Training.objects.filter(person=person).order_by("-renew_on").first()
