"""Which team answers for which listed service: set by two people, ended by one.

A wrong desk sends cases to the wrong people. When one ends, what its team can still read closes with it.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.service import Service
from referral import case_content
from referral.case_access import Refused
from referral.models.referral import PartnerDesk, Referral
from referral.referral_moves import locked, make
from referral.referral_states import Move, Reason
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Kind, Line
from staff.models.person import Team, User
from staff.models.proposal import Proposal
from staff.roles import Ability, Role

KIND: Final = "partner-desk"
SUBJECT: Final = "listing"


class NobodyAnswers(Refused):
    """Nobody of that team could read a referral."""

    says = _("Nobody of this team has the role of a partner worker. Nothing was proposed.")


class AnswersAlready(Refused):
    """The team answers for the service already."""

    says = _("This team answers for this service already. Nothing was changed.")


class NotThere(Refused):
    """The listing or the team is gone."""

    says = _("The listing or the team is not there any more. Nothing was changed.")


def propose(*, person: User, service: UUID, team: int) -> Proposal:
    """Ask a second administrator to have a team answer for a service.

    Raises: NotAllowed; NotThere; NobodyAnswers; AnswersAlready; agreement.AlreadyProposed.
    """
    person.require(Ability.PROPOSE_PARTNER)
    with transaction.atomic():
        _see_that_it_can_be(service, team)
        return agreement.propose(
            proposer=person, kind=KIND, subject_kind=SUBJECT, subject_id=str(service),
            payload={"service": str(service), "team": team},
        )  # fmt: skip


def _see_that_it_can_be(service: UUID, team: int) -> None:
    if not Service.objects.filter(pk=service).exists() or not Team.objects.filter(pk=team).exists():
        raise NotThere
    if not User.objects.working().holding(Role.PARTNER).filter(team_id=team).exists():
        raise NobodyAnswers
    if PartnerDesk.objects.filter(service_id=service, team_id=team).exists():
        raise AnswersAlready


def lines(payload: Mapping[str, Any]) -> list[Line]:
    """Return what agreeing would change: the listing, and which team would read its referrals."""
    service = Service.objects.select_related("organization").filter(pk=payload["service"]).first()
    team = Team.objects.filter(pk=payload["team"]).first()
    if service is None or team is None:
        return []
    before = PartnerDesk.objects.filter(service=service).select_related("team").first()
    body = service.organization.name if service.organization else ""
    people = User.objects.working().holding(Role.PARTNER).filter(team=team).order_by("pk")
    return [
        (_("Listing"), service.name, service.name),
        (_("Organisation"), body, body),
        (_("Team that reads its referrals"), before.team.name if before else "", team.name),
        (_("Partner workers of that team"), "", ", ".join(person.called for person in people)),
    ]


def set_desk(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Have a team answer for a service; runs inside the transaction of the agreement.

    What the team before could read of this service is taken back.
    Raises: NotThere; NobodyAnswers; AnswersAlready when somebody was faster.
    """
    service, team = UUID(payload["service"]), int(payload["team"])
    _see_that_it_can_be(service, team)
    before = PartnerDesk.objects.select_for_update().filter(service_id=service).first()
    if before is not None:
        _take_back(before, by=agreer)
        before.delete()
    PartnerDesk.objects.create(
        service_id=service, team_id=team, set_at=timezone.now(), proposed_by=proposer, agreed_by=agreer
    )
    audit.record(
        act=Act.PARTNER_DESK_SET, actor=agreer, subject_kind=SUBJECT, subject_id=str(service), team=team,
        person=proposer.pk,
    )  # fmt: skip


def end(*, person: User, service: UUID) -> int:
    """Have nobody answer for a service any more, at once; return how many referrals came back with it.

    Raises: NotAllowed; NotThere.
    """
    person.require(Ability.END_PARTNER)
    with transaction.atomic():
        desk = PartnerDesk.objects.select_for_update().filter(service_id=service).first()
        if desk is None:
            raise NotThere
        count = _take_back(desk, by=person)
        desk.delete()
        audit.record(
            act=Act.PARTNER_DESK_ENDED, actor=person, subject_kind=SUBJECT, subject_id=str(service),
            team=desk.team_id, count=count,
        )  # fmt: skip
    return count


def _take_back(desk: PartnerDesk, *, by: User) -> int:
    """Revoke the open referrals to a service; for which service each is stands sealed in its case."""
    count, now = 0, timezone.now()
    rows = list(Referral.objects.open().filter(to_team_id=desk.team_id).select_related("case"))
    opener = case_content.opener_of(row.case for row in rows)
    for row in rows:
        if row.case.key not in opener:
            continue  # the case is being destroyed; the partner's own key goes with it
        if case_content.kept(row.case, row, opener).service == str(desk.service_id):
            case, referral = locked(row)
            make(case=case, referral=referral, move=Move.REVOKE, by=by, now=now, reason=Reason.PARTNER_ENDED)
            count += 1
    return count


def register() -> None:
    """Tell the desk of this kind of agreement."""
    agreement.register(
        Kind(
            name=KIND,
            propose=Ability.PROPOSE_PARTNER,
            agree=Ability.AGREE_PARTNER,
            lines=lines,
            carry_out=set_desk,
            title=_("Which team answers for a service"),
        )  # fmt: skip
    )
