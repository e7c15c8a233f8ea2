"""What makes a listing public or takes it away: withdrawing takes one person, restoring two (S6, S8)."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory import numbering, published, wording
from directory.models.service import Service, Withdrawal
from directory.models.version import SeedFile
from directory.states import SEEDED, State, may_move
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Line, Text
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

RESTORE: Final = "listing-restore"
SUBJECT: Final = "listing"


class NotToBeWithdrawn(Exception):
    """The listing is withdrawn already, or was never to be seen."""


class NotWithdrawn(Exception):
    """Only what is withdrawn can be restored."""


def withdraw(*, person: User, service: Service, why: Withdrawal) -> None:
    """Take a listing off the public side at once; every node has dropped it two seconds later (S6).

    Raises: NotAllowed; NotToBeWithdrawn when there is nothing to take away.
    """
    with transaction.atomic():
        person.require(Ability.WITHDRAW_LISTING)
        version = numbering.locked()
        row = Service.objects.select_for_update().get(pk=service.pk)
        if not may_move(State(row.state), State.WITHDRAWN):
            raise NotToBeWithdrawn
        row.state_before, row.state, row.withdrawn_why = row.state, State.WITHDRAWN.value, why.value
        row.save(update_fields=["state", "state_before", "withdrawn_why"])
        audit.record(
            act=Act.LISTING_WITHDRAWN,
            actor=person,
            subject_kind=SUBJECT,
            subject_id=str(row.pk),
            reason=why.value,
            state=row.state_before.replace("_", "-"),
        )
        numbering.grow(version)
        transaction.on_commit(published.forget)


def propose_restoring(*, person: User, service: Service) -> Proposal:
    """Ask a second person to let a withdrawn listing be seen again; until then it stays away.

    Raises: NotAllowed; NotWithdrawn.
    """
    with transaction.atomic():
        person.require(Ability.PROPOSE_LISTING)
        row = Service.objects.select_for_update().get(pk=service.pk)
        if row.state != State.WITHDRAWN:
            raise NotWithdrawn
        return agreement.propose(
            proposer=person,
            kind=RESTORE,
            subject_kind=SUBJECT,
            subject_id=str(row.pk),
            payload={"listing": str(row.pk), "state": row.state_before},
        )


def restoring_lines(payload: Mapping[str, str]) -> list[Line]:
    """Return what agreeing would change, and what would then be read at the public door."""
    row = Service.objects.prefetch_related("phones").filter(pk=payload["listing"]).first()
    if row is None:
        return []
    numbers = ", ".join(phone.number for phone in sorted(row.phones.all(), key=lambda phone: phone.position))
    return [
        (_("Listing"), row.name, row.name),
        (_("State"), _worded(wording.STATES, row.state), _worded(wording.STATES, payload["state"])),
        (_("Withdrawn because"), _worded(wording.WITHDRAWALS, row.withdrawn_why), ""),
        (_("Numbers that people would call"), "", numbers),
    ]


def _worded(words: Mapping[str, Text], code: str) -> Text:
    """Return the words of a code, still untranslated: an agreement reads its lines in each language."""
    return words.get(code, code)


def restore(*, payload: Mapping[str, str], proposer: User, agreer: User) -> None:
    """Make a listing again what it was before it was withdrawn; runs inside the transaction of the agreement.

    Raises: NotWithdrawn when somebody was faster.
    """
    version = numbering.locked()
    row = Service.objects.select_for_update().get(pk=payload["listing"])
    if row.state != State.WITHDRAWN or row.state_before != payload["state"]:
        raise NotWithdrawn
    row.state, row.state_before, row.withdrawn_why = payload["state"], "", ""
    row.save(update_fields=["state", "state_before", "withdrawn_why"])
    if State(row.state) in SEEDED:
        # The seeds left it alone meanwhile: the next run reads its file anew, changed or not.
        SeedFile.objects.filter(name=row.seed_file).update(digest="")
    audit.record(act=Act.LISTING_RESTORED, actor=agreer, subject_kind=SUBJECT, subject_id=str(row.pk))
    numbering.grow(version)
    transaction.on_commit(published.forget)


def register() -> None:
    """Tell the agreements what restoring is."""
    agreement.register(
        agreement.Kind(
            name=RESTORE,
            propose=Ability.PROPOSE_LISTING,
            agree=Ability.AGREE_LISTING,
            lines=restoring_lines,
            carry_out=restore,
            title=_("Show a withdrawn listing again"),
        )
    )
