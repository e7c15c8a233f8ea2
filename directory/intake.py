"""Carrying out the plan of an import: drafts and proposals, or a first stock that nobody here has checked.

All of it happens in one transaction, or none. What a plan shows is what is done: if the directory changed in
between, nothing is done and the file has to be read again.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory import numbering, outward, planning, writing
from directory.hsds import shapes
from directory.hsds.diff import Action
from directory.hsds.plan_file import NoPlan, PlanFile, Step
from directory.models.edition import Edition
from directory.models.service import Service
from directory.planning import Plan
from directory.sheltering import Part, SealedPart
from directory.states import State
from directory.unhindered import for_many_rows, unhindered
from safety import keys, sealing_anew
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Line
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.progress import Progress
from staff.roles import Ability

KIND: Final = "import-sourced"
SUBJECT: Final = "import"
CHUNK: Final = 2_000  # listings that are written at a time


class Refused(Exception):
    """An import did nothing; `says` is what the person at the desk reads."""

    says = _("The import did nothing.")


class Outdated(Refused):
    """The directory is not what it was when the plan was made."""

    says = _("The directory has changed since this file was read. Nothing was done; read the file again.")


class PlanGone(Refused):
    """The plan is not here any more."""

    says = _("This plan is not here any more. Nothing was done; read the file again.")


class NotEmpty(Refused):
    """A first stock goes into a directory without listings; otherwise a second person has to agree."""

    says = _("The directory has listings already. A second person has to agree to load more as sourced.")


@unhindered()
def carry_out(*, person: User | None, digest: str, progress: Progress | None = None) -> Plan:
    """Make drafts of what is new or changed, and proposals to withdraw what is gone. Nobody reads them yet.

    `person` is None at the terminal of the server. Raises: NotAllowed; PlanGone; Outdated.
    """
    with transaction.atomic():
        if person:
            person.require(Ability.IMPORT_LISTINGS)
        plan, file = _opened(digest)
        numbering.locked()
        for_many_rows()
        shown = progress or Progress("", 0)
        shown.phase(str(_("Writing drafts")), sum(plan.actions.values()))
        for steps in _chunks(file.steps(Action.ADDED, Action.CHANGED)):
            _as_drafts(steps, plan, person)
            shown.step(len(steps))
        _propose_removals(file, plan, person)
        _record(plan, person, state="draft")
    file.close(remove=True)
    return plan


@unhindered()
def load_first_stock(*, person: User | None, digest: str, progress: Progress | None = None) -> Plan:
    """Make the listings of a plan the first stock of an empty directory, as sourced: nobody's check yet.

    Raises: NotAllowed; NotEmpty; PlanGone; Outdated.
    """
    with transaction.atomic():
        if person:
            person.require(Ability.IMPORT_LISTINGS)
        plan, file = _opened(digest)
        numbering.locked()
        for_many_rows()
        if Service.objects.exists():
            raise NotEmpty
        _as_stock(plan, file, person, progress, alone=True)
        _record(plan, person, state="sourced")
    file.close(remove=True)
    return plan


def propose_stock(*, person: User, digest: str) -> Proposal:
    """Ask a second person to let a plan be loaded as sourced into a directory that has listings.

    Raises: NotAllowed; PlanGone.
    """
    plan, file = _opened(digest)
    file.close()
    with transaction.atomic():
        payload = {
            "plan": plan.digest,
            "feed": plan.feed,
            **{name: count for name, count in plan.actions.items()},
        }
        proposal = agreement.propose(
            proposer=person, kind=KIND, subject_kind=SUBJECT, subject_id=plan.feed, payload=payload
        )
        audit.record(
            act=Act.IMPORT_PROPOSED, actor=person, subject_kind=SUBJECT, subject_id=plan.feed,
            proposal=proposal.pk, shown=plan.digest, **_counts(plan),
        )  # fmt: skip
    return proposal


def stock_lines(payload: Mapping[str, Any]) -> list[Line]:
    """Return what agreeing to a stock would do."""
    return [
        (_("Feed"), "", str(payload["feed"])),
        (
            _("Listings that would be added, shown as not checked by anybody here"),
            "",
            str(payload.get("added", 0)),
        ),
        (_("Listings that would be changed"), "", str(payload.get("changed", 0))),
        (_("Listings that the feed has no more: proposals to withdraw"), "", str(payload.get("gone", 0))),
        (_("The plan that would be carried out"), "", str(payload["plan"])[:12]),
    ]


@unhindered()
def carry_out_stock(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Load a plan as sourced on the word of a second person; runs inside the transaction of the agreement.

    Raises: PlanGone; Outdated.
    """
    plan, file = _opened(str(payload["plan"]))
    numbering.locked()
    for_many_rows()
    _as_stock(plan, file, proposer, None)
    _record(plan, agreer, state="sourced")
    transaction.on_commit(lambda: file.close(remove=True))


def register() -> None:
    """Tell the agreements what loading a stock is, and for how long a plan keeps what is sealed in it."""
    sealing_anew.passes("plans of imports", lambda: timedelta(days=planning.KEPT_DAYS))
    agreement.register(
        agreement.Kind(
            name=KIND, propose=Ability.IMPORT_LISTINGS, agree=Ability.AGREE_IMPORT, lines=stock_lines,
            carry_out=carry_out_stock, title=_("Load listings as sourced"),
        )
    )  # fmt: skip


def _opened(digest: str) -> tuple[Plan, PlanFile]:
    try:
        return planning.opened(digest)
    except NoPlan as gone:
        raise PlanGone("the plan is not here any more") from gone


def _as_drafts(steps: list[Step], plan: Plan, person: User | None) -> None:
    _check(steps)
    documents = [step.document for step in steps if step.document is not None]
    writing.bulk_drafts(documents, feed=plan.feed, person=person, sealed=_unsealed(steps))


def _as_stock(
    plan: Plan, file: PlanFile, person: User | None, progress: Progress | None, *, alone: bool = False
) -> None:
    """Write the rows of what is new or merely sourced; what people took in hand gets a draft instead.

    `alone`: the directory was empty before.
    """
    shown = progress or Progress("", 0)
    shown.phase(str(_("Writing listings")), sum(plan.actions.values()))
    touched: list[uuid.UUID] = []
    for steps in _chunks(file.steps(Action.ADDED, Action.CHANGED)):
        in_hand = set[str]() if alone else _in_hand(steps)
        ours = [step for step in steps if step.id not in in_hand]
        _check(ours, alone=alone)
        documents = [step.document for step in ours if step.document is not None]
        touched += writing.write_documents(
            documents, state=State.SOURCED, feed=plan.feed, sealed=_unsealed(ours), person=person,
            tidied=True,
        )  # fmt: skip
        if in_hand:
            _as_drafts([step for step in steps if step.id in in_hand], plan, person)
        shown.step(len(steps))
    _propose_removals(file, plan, person)
    outward.refresh(touched, version=numbering.locked(), alone=alone)


def _in_hand(steps: list[Step]) -> set[str]:
    """Return the listings of these steps that are more than sourced here, or are kept from being shown."""
    rows = Service.objects.filter(pk__among=[step.id for step in steps]).exclude(state=State.SOURCED.value)
    return {str(key) for key in rows.values_list("pk", flat=True)}


def _check(steps: list[Step], *, alone: bool = False) -> None:
    """See that the directory still holds what the plan was made against. Raises: Outdated.

    `alone`: nothing was there when the work began, and a plan names each listing once.
    """
    if alone and all(step.action is Action.ADDED for step in steps):
        return
    changed = {uuid.UUID(step.id): step.before for step in steps if step.action is Action.CHANGED}
    current = {key: shapes.digest(document) for key, document in planning.current_documents(changed)}
    added = [step.id for step in steps if step.action is Action.ADDED]
    if current != changed or Service.objects.filter(pk__among=added).exists():
        raise Outdated("a listing of the plan is not what it was")
    if writing.with_open_work(changed):
        raise Outdated("somebody began to work on a listing of the plan")


def _unsealed(steps: list[Step]) -> list[SealedPart]:
    """Return what has to be sealed for good, each piece once: a refuge may have several services (S5)."""
    found: dict[tuple[str, str], SealedPart] = {}
    for step in steps:
        for part, part_id, sealed in step.sealed:
            content = json.loads(keys.unseal(sealed, about=f"import/{part_id}"))
            found[part, part_id] = SealedPart(uuid.UUID(step.id), Part(part), uuid.UUID(part_id), content)
    return list(found.values())


def _propose_removals(file: PlanFile, plan: Plan, person: User | None) -> None:
    """Propose to withdraw what the feed has no more; people read it until two of them agree."""
    for steps in _chunks(file.steps(Action.GONE)):
        wanted = {uuid.UUID(step.id): step.before for step in steps}
        rows = Service.objects.select_for_update().filter(pk__in=wanted, feed=plan.feed)
        still = {key for key, digest in rows.values_list("pk", "feed_digest") if wanted[key] == digest}
        if still != set(wanted):
            raise Outdated("a listing that the feed has no more is not what it was")
        free = still - writing.with_open_work(still)
        documents = [document for _key, document in planning.current_documents(sorted(free))]
        made = writing.bulk_drafts(documents, feed=plan.feed, person=person) if documents else []
        Edition.objects.filter(pk__in=[edition.pk for edition in made]).update(removes=True)


def _record(plan: Plan, person: User | None, *, state: str) -> None:
    audit.record(
        act=Act.IMPORT_DONE, actor=person, subject_kind=SUBJECT, subject_id=plan.feed, feed=plan.feed,
        shown=plan.digest, state=state, count=plan.read, refused=plan.refused, repaired=plan.repaired,
        **_counts(plan),
    )  # fmt: skip


def _counts(plan: Plan) -> dict[str, int]:
    return {name: plan.actions.get(name, 0) for name in ("added", "changed", "gone")}


def _chunks(steps: Iterator[Step]) -> Iterator[list[Step]]:
    while chunk := list(islice(steps, CHUNK)):
        yield chunk
