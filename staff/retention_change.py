"""Change a time of keeping: one administrator proposes it, another agrees (S8).

Shorter takes two as well: it destroys what is kept now, the record of what somebody did among it.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from safety import retention
from safety.keeping_times import TIMES
from safety.models import RetentionSetting
from staff import agreement, audit, retention_labels
from staff.acts import Act
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

TIME: Final = "retention"
_length = lazy(retention_labels.length, str)
Text = str | Promise


class Refused(Exception):
    """A time of keeping that is not set; `says` is what the person at the desk reads."""

    says: Text = _("This could not be done. Nothing was changed.")


class OutOfBounds(Refused):
    """The time is shorter or longer than this house allows anybody."""

    says = _("That is outside the limits, which nobody can move. Nothing was changed.")


class AlreadySo(Refused):
    """The time is what is set already."""

    says = _("That is the time that is set already. Nothing was changed.")


def propose(*, person: User, slug: str, value: int) -> Proposal:
    """Put another time before a second administrator.

    Raises: NotAllowed; OutOfBounds; AlreadySo; what `agreement.propose` raises.
    """
    with transaction.atomic():
        person.require(Ability.CHANGE_RETENTION)
        before = _seen(slug, value)
        proposal = agreement.propose(
            proposer=person, kind=TIME, subject_kind="retention", subject_id=slug,
            payload={"time": slug, "value": value},
        )  # fmt: skip
        _record(Act.RETENTION_PROPOSED, person, slug, before=before, after=value, proposal=proposal.pk)
        return proposal


def carry_out(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Set the time that two administrators agreed on; `agreement.agree` calls this in its transaction.

    Raises: NotAllowed; OutOfBounds; AlreadySo.
    """
    with transaction.atomic():
        agreer.require(Ability.AGREE_RETENTION)
        slug, value = payload["time"], payload["value"]
        before = _seen(slug, value)
        RetentionSetting.objects.update_or_create(
            pk=slug, defaults={"value": value, "changed_at": timezone.now()}
        )
        _record(Act.RETENTION_CHANGED, agreer, slug, before=before, after=value)


def lines(payload: Mapping[str, Any]) -> list[agreement.Line]:
    """Return what a proposal about a time shows: which, how long now, how long then, and what follows."""
    slug, value = payload["time"], payload["value"]
    if slug not in TIMES:
        return []
    now = retention.value(slug)
    shown: list[agreement.Line] = [
        (_("What is kept"), "", retention_labels.NAMES[slug]),
        (_("For how long"), _length(slug, now), _length(slug, value)),
    ]
    if value == now:
        return shown
    return [*shown, (_("What follows"), "", retention_labels.what_follows(longer=value > now))]


def _seen(slug: str, value: int) -> int:
    """Return the value that is set now, having looked whether the other one may be."""
    if slug not in TIMES or not TIMES[slug].fits(value):
        raise OutOfBounds
    before = retention.value(slug)
    if value == before:
        raise AlreadySo
    return before


def _record(act: Act, person: User, slug: str, **facts: int) -> None:
    audit.record(act=act, actor=person, subject_kind="retention", subject_id=slug, **facts)


KIND: Final = agreement.Kind(
    name=TIME,
    propose=Ability.CHANGE_RETENTION,
    agree=Ability.AGREE_RETENTION,
    lines=lines,
    carry_out=carry_out,
    title=_("Another time of keeping"),
)
