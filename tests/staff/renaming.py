"""A change that takes two people, for the tests alone: a team gets another name."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from staff import agreement
from staff.agreement import Kind
from staff.models.person import Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import Ability

KIND = "team-name"


class TeamIsFull(Exception):
    """The room's own refusal."""

    says = "The team is full."


def lines(payload: dict[str, Any]) -> list[tuple[str | Promise, str, str]]:
    team = Team.objects.get(pk=payload["team"])
    return [(gettext_lazy("Team"), team.name, payload["name"])]


def rename(*, payload: dict[str, Any], proposer: User, agreer: User) -> None:
    if payload["name"] == "full":
        raise TeamIsFull
    Team.objects.filter(pk=payload["team"]).update(name=payload["name"])
    if payload["name"] == "broken":
        raise ZeroDivisionError


def kind(name: str = KIND, **changed: Any) -> Kind:
    usual = {
        "propose": Ability.PROPOSE_LISTING,
        "agree": Ability.AGREE_LISTING,
        "lines": lines,
        "carry_out": rename,
    }
    return Kind(name=name, **(usual | changed))


def propose(proposer: User, team: Team, *, name: str = "after", **options: Any) -> Proposal:
    return agreement.propose(
        proposer=proposer, kind=KIND, subject_kind="team", subject_id=team.pk,
        payload={"team": team.pk, "name": name}, **options,
    )  # fmt: skip


def agree(person: User, proposal: Proposal) -> Proposal:
    return agreement.agree(person=person, proposal=proposal, digest=proposal.digest)


def acts_about(proposal: Proposal) -> list[tuple[str, int | None]]:
    found = AuditEntry.objects.about("proposal", proposal.pk).in_order()
    return [(entry.act, entry.actor_id) for entry in found]


def unchanged(team: Team, proposal: Proposal) -> bool:
    team.refresh_from_db()
    proposal.refresh_from_db()
    return team.name == "before" and proposal.state == Proposal.State.OPEN and len(acts_about(proposal)) == 1
