"""What the staff room itself has to tell on the page of today: what waits, who was invited, what one did."""

from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staff import agreement, panels
from staff.act_labels import said
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import User
from staff.models.proposal import Proposal, ProposalQuerySet
from staff.models.record import AuditEntry
from staff.panels import Panel, Row
from staff.roles import Ability

# They would push the work of a shift out of its panel; the page of the own account has the sessions.
COMINGS_AND_GOINGS: Final = (Act.SIGNIN_OK, Act.SIGNIN_ENDED)
MOST: Final = 8  # lines of a panel; the page behind it has all


def waiting(person: User) -> Panel:
    """Return the proposals that this person could agree to, those that end first on top."""
    found = agreement.waiting_for(person).order_by("expires_at")
    names = _names(found)
    address = reverse("desk:agreements")
    return Panel(
        title=_("Waits for you"),
        rows=tuple(
            Row(
                _title(proposal),
                detail=_("from %(name)s, open until %(day)s")
                % {"name": names.get(proposal.proposer_id, "?"), "day": day(proposal.expires_at)},
                address=address,
            )
            for proposal in found[:MOST]
        ),
        empty=_("Nothing waits for your word."),
        more=address,
        more_label=_("All agreements"),
    )


def invited(person: User) -> Panel:
    """Return the invitations that nobody has answered yet."""
    now = timezone.now()
    found = Invitation.objects.open(now=now).select_related("user").order_by("expires_at")
    return Panel(
        title=_("Invitations without an answer"),
        rows=tuple(
            Row(
                one.user.called,
                detail=_("open until %(day)s") % {"day": day(one.expires_at)},
                address=reverse("desk:person", args=[one.user_id]),
            )
            for one in found[:MOST]
        ),
        empty=_("Everybody who was invited has answered, or the time ran out."),
        more=reverse("desk:people"),
        more_label=_("All people"),
    )


def done(person: User) -> Panel:
    """Return what this person did last, as it stands on record; nobody else's acts."""
    mine = AuditEntry.objects.filter(actor_id=person.pk).exclude(act__in=COMINGS_AND_GOINGS)
    found = mine.newest_first()
    return Panel(
        title=_("What you did last"),
        rows=tuple(Row(said(entry.act), detail=moment(entry.at)) for entry in found[:MOST]),
        empty=_("Nothing of yours is on record yet."),
    )


def register() -> None:
    """Put the panels of this room on the page of today."""
    panels.register(ability=Ability.SEE_PROPOSALS, build=waiting)
    panels.register(ability=Ability.INVITE, build=invited)
    panels.register(ability=Ability.USE_DESK, build=done)


def day(moment: datetime | date) -> str:
    """Return a day as people write it in the language of the moment."""
    return date_format(moment, "j F")


def moment(at: datetime) -> str:
    """Return a day and an hour as people write them in the language of the moment."""
    return date_format(timezone.localtime(at), "j F, H:i")


def _names(found: ProposalQuerySet) -> dict[int, str]:
    people = User.objects.filter(pk__in=[proposal.proposer_id for proposal in found[:MOST]])
    return {person.pk: person.called for person in people}


def _title(proposal: Proposal) -> str:
    return str(agreement.kind_of(proposal).title or proposal.kind)
