"""From a draft to the word of a second person, to the public side, and one step back (S8).

A second person agrees to the very difference that was shown. What is published is what was checked: the
proposal names the edition it starts from and the edition that it makes.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referral import bookshelf, editing, editing_proof, editing_report, editing_shown, editions
from referral.editing import Refused, State
from referral.models.pathway import BookEdition, PathwayDraft
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Text
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

PUBLISH: Final = "pathway-publish"
RESTORE: Final = "pathway-restore"
KINDS: Final = editing_shown.KINDS
EDITION: Final = editing_proof.EDITION


class NothingToPublish(Refused):
    says = _("This draft says exactly what is published. There is nothing to propose.")


class BrokenRules(Refused):
    says = _("This draft breaks rules that what is published keeps. They stand on its page. Mend them first.")


class NotChecked(Refused):
    says = _("Something else was published since this was checked. It has to be proposed anew.")


class OwnWriting(Refused):
    says = _("You wrote in this draft. Somebody else has to decide.")


class NothingBefore(Refused):
    says = _("There is no edition to go back to in one step. An older one can be proposed again.")


class TooLate(Refused):
    says = _(
        "This edition was published too long ago for one person to take it back. Propose the older one again;"
        " a second person agrees."
    )


class BringsBackAFault(Refused):
    says = _(
        "The edition before breaks a rule that this one keeps. Nobody goes back to it alone. Mend this one"
        " in a draft, or have the older one proved and propose it again."
    )


class NotAnOlderEdition(Refused):
    says = _("This edition is the one that people walk now. Nothing was changed.")


# --- proposing ---


def propose(*, person: User, draft: PathwayDraft) -> Proposal:
    """Put a draft before a second person, checked as it is now; what people walk stays as it is.

    Raises: NotAllowed; NotADraft; NothingToPublish; BrokenRules; Outdated; agreement.AlreadyProposed;
    editing_proof.NotProved and NotSound while the whole proof of this very book does not hold.
    """
    person.require(Ability.PROPOSE_PATHWAY)
    if draft.state != State.DRAFT:
        raise editing.NotADraft
    if not draft.files:
        raise NothingToPublish
    if not editing_report.is_fresh(draft):
        draft = editing_report.made(person=person, draft=draft)
    if editing_report.blocking(draft):
        raise BrokenRules
    editing_proof.require(editing_proof.of_files(editing.files_of(draft)))
    with transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.state != State.DRAFT or row.digest != draft.digest:
            raise editing.NotADraft
        row.state, row.submitted_at = State.IN_REVIEW, timezone.now()
        row.save(update_fields=["state", "submitted_at"])
        editing.record(Act.PATHWAY_SUBMITTED, row, actor=person, shown=row.digest)
        payload = {
            "draft": str(row.pk), "digest": row.digest, "from": row.report["from"],
            "edition": row.report["edition"], "report": editing_shown.digest(row.report),
        }  # fmt: skip
        return agreement.propose(
            proposer=person,
            kind=PUBLISH,
            subject_kind=editing.SUBJECT,
            subject_id=str(row.pk),
            payload=payload,
        )


def propose_restoring(*, person: User, edition: BookEdition) -> Proposal:
    """Ask a second person to have an older edition walked again.

    What would change is worked out once, here: nobody waits for it, and it does not change with the hour.
    Raises: NotAllowed; NotAnOlderEdition; editing_proof.NotProved; editing_proof.NotSound.
    """
    person.require(Ability.PROPOSE_PATHWAY)
    if edition.is_current:
        raise NotAnOlderEdition
    editing_proof.require(editing_proof.digest_of(edition.files))
    now = editing.published()
    payload = {
        "from": editing.opened(now).edition, "edition": edition.edition,
        "report": editing_report.between(now, editions.files_of(edition.files)),
    }  # fmt: skip
    with transaction.atomic():
        return agreement.propose(
            proposer=person, kind=RESTORE, subject_kind=EDITION, subject_id=edition.edition, payload=payload
        )


def proposal_of(draft: PathwayDraft) -> Proposal | None:
    """Return the open proposal of a draft."""
    return Proposal.objects.filter(
        state=Proposal.State.OPEN, kind=PUBLISH, subject_kind=editing.SUBJECT, subject_id=str(draft.pk)
    ).first()


def take_back(*, person: User, draft: PathwayDraft) -> None:
    """Make a draft in review a draft again; only who proposed it. Raises: NotADraft; agreement.NotYours."""
    with transaction.atomic():
        proposal = proposal_of(draft)
        if proposal is None:
            raise editing.NotADraft
        agreement.withdraw(person=person, proposal=proposal)


def refuse(*, person: User, draft: PathwayDraft, reason_code: str) -> None:
    """Refuse a draft in review; it is a draft again. Raises: NotADraft; agreement.OwnProposal, NotYours."""
    with transaction.atomic():
        proposal = proposal_of(draft)
        if proposal is None:
            raise editing.NotADraft
        agreement.refuse(person=person, proposal=proposal, reason_code=reason_code)


def let_go(*, payload: dict[str, Any], state: str, reason: str, by: User | None) -> None:
    """Make a draft whose proposal came to nothing a draft again, so that nobody's work is lost."""
    row = PathwayDraft.objects.select_for_update().filter(pk=payload["draft"], state=State.IN_REVIEW).first()
    if row is None:
        return
    row.state, row.submitted_at = State.DRAFT, None
    row.save(update_fields=["state", "submitted_at"])
    if state == Proposal.State.REFUSED:
        editing.record(Act.PATHWAY_REFUSED, row, actor=by, reason=reason)
    else:
        editing.record(Act.PATHWAY_TAKEN_BACK, row, actor=by)


# --- what is agreed to ---


def hinders(payload: dict[str, Any], person: User) -> Text | None:
    """Return why this person may not agree to a draft, whatever their roles."""
    row = PathwayDraft.objects.filter(pk=payload["draft"]).first()
    if row is not None and person.pk in row.writers:
        return OwnWriting.says
    if row is not None and editing.edition_now() != payload["from"]:
        return NotChecked.says
    return _unproved(lambda: editing_proof.of_files(editing.files_of(row))) if row else None


def restoring_hinders(payload: dict[str, Any], person: User) -> Text | None:
    """Return why nobody may agree to an older edition now."""
    row = BookEdition.objects.filter(edition=payload["edition"]).first()
    return _unproved(lambda: editing_proof.digest_of(row.files)) if row else None


def _unproved(digest: Callable[[], str]) -> Text | None:
    try:
        editing_proof.require(digest())
    except Refused as refusal:
        return refusal.says
    return None


# --- publishing, and one step back ---


def publish(*, payload: dict[str, Any], proposer: User, agreer: User) -> None:
    """Have everybody walk what the draft says; runs inside the transaction of the agreement.

    Raises: OwnWriting; NotChecked when something else was published meanwhile; BrokenRules; Outdated;
    editing_proof.NotProved and NotSound when the whole proof does not hold any more.
    """
    row = PathwayDraft.objects.select_for_update().get(pk=payload["draft"])
    if agreer.pk in row.writers:
        raise OwnWriting
    if (row.digest, row.state) != (payload["digest"], State.IN_REVIEW):
        raise NotChecked
    if editing_report.blocking(row) or editing_shown.digest(row.report) != payload["report"]:
        raise BrokenRules
    files = editing.files_of(row)
    editing_proof.require(editing_proof.of_files(files))
    _make_current(files, payload, folder=row.folder, kind=row.kind, proposer=proposer, agreer=agreer)
    row.state, row.decided_at = State.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    editing.record(
        Act.PATHWAY_PUBLISHED, row, actor=agreer, edition=payload["edition"], shown=payload["digest"]
    )


def restore(*, payload: dict[str, Any], proposer: User, agreer: User) -> None:
    """Have an older edition walked again; inside the transaction of the agreement.

    Raises: NotChecked; editing_proof.NotProved; editing_proof.NotSound.
    """
    edition = BookEdition.objects.get(edition=payload["edition"])
    editing_proof.require(editing_proof.digest_of(edition.files))
    files = editions.files_of(edition.files)
    _make_current(files, payload, folder="", kind="", proposer=proposer, agreer=agreer)
    _record_edition(Act.PATHWAY_PUBLISHED, payload["edition"], actor=agreer)


def _make_current(
    files: dict[str, str], payload: dict[str, Any], *, folder: str, kind: str, proposer: User, agreer: User
) -> None:
    now = timezone.now()
    current = BookEdition.objects.select_for_update().current().first() or the_seeds_kept()
    if current.edition != payload["from"] or editing.opened(files).edition != payload["edition"]:
        raise NotChecked
    current.is_current, current.superseded_at = False, now
    current.save(update_fields=["is_current", "superseded_at"])
    editing.keep(list(files.values()))
    BookEdition.objects.update_or_create(
        edition=payload["edition"],
        defaults={
            "files": {path: bookshelf.digest(text) for path, text in files.items()},
            "origin": BookEdition.Origin.DESK, "folder": folder, "kind": kind, "before": current.edition,
            "proposer_id": proposer.pk, "agreer_id": agreer.pk, "published_at": now,
            "superseded_at": None, "rolled_back_at": None, "is_current": True,
        },
    )  # fmt: skip
    transaction.on_commit(editions.look_again)


def the_seeds_kept() -> BookEdition:
    """Keep what the house came with as the first edition, so that there is one to go back to."""
    files = editions.seed_files()
    editing.keep(list(files.values()))
    kept, _ = BookEdition.objects.get_or_create(
        edition=bookshelf.book(files).edition,
        defaults={
            "files": {path: bookshelf.digest(text) for path, text in files.items()},
            "origin": BookEdition.Origin.SEEDS,
            "published_at": timezone.now(),
        },
    )
    return kept


def roll_back(*, person: User) -> BookEdition:
    """Have the edition before the current one walked again, at once; return it.

    One person may: two had agreed to that edition, or it came with the house, and walks are not left on
    something that is wrong. No walk finishes on what was taken back. Only so soon after it was published that
    it can be meant, and never back to what is known to be broken.
    Raises: NotAllowed; NothingBefore; TooLate; BringsBackAFault.
    """
    person.require(Ability.ROLL_BACK_PATHWAY)
    with transaction.atomic():
        now = timezone.now()
        current = BookEdition.objects.select_for_update().current().first()
        before = current and BookEdition.objects.filter(edition=current.before).first()
        if current is None or before is None:
            raise NothingBefore
        _require_harmless(current, before, now)
        current.is_current, current.superseded_at, current.rolled_back_at = False, now, now
        current.save(update_fields=["is_current", "superseded_at", "rolled_back_at"])
        before.is_current, before.superseded_at, before.before = True, None, ""
        before.save(update_fields=["is_current", "superseded_at", "before"])
        _record_edition(Act.PATHWAY_ROLLED_BACK, before.edition, actor=person)
        transaction.on_commit(editions.look_again)
    return before


def _require_harmless(current: BookEdition, before: BookEdition, now: dt.datetime) -> None:
    if now - current.published_at > dt.timedelta(hours=settings.WAYPOST_ROLL_BACK_HOURS):
        raise TooLate
    proof = editing_proof.ended(editing_proof.digest_of(before.files))
    drafts = PathwayDraft.objects.filter(state=State.PUBLISHED, folder=current.folder, kind=current.kind)
    reports = [
        one for one in drafts.values_list("report", flat=True) if one.get("edition") == current.edition
    ]
    if (proof and proof.broken) or any(one.get("mended") for one in reports):
        raise BringsBackAFault


def before_now() -> BookEdition | None:
    """Return the edition that one step back leads to."""
    current = BookEdition.objects.current().first()
    return BookEdition.objects.filter(edition=current.before).first() if current and current.before else None


def _record_edition(act: Act, edition: str, *, actor: User) -> None:
    audit.record(act=act, actor=actor, subject_kind=EDITION, subject_id=edition, edition=edition)


def register() -> None:
    """Tell the agreements what publishing a pathway and restoring an edition are."""
    shared = {"propose": Ability.PROPOSE_PATHWAY, "agree": Ability.AGREE_PATHWAY}
    agreement.register(
        agreement.Kind(
            name=PUBLISH,
            lines=editing_shown.lines,
            carry_out=publish,
            title=_("Publish a change of a pathway"),
            let_go=let_go,
            hinders=hinders,
            **shared,
        )  # fmt: skip
    )
    agreement.register(
        agreement.Kind(
            name=RESTORE,
            lines=editing_shown.restoring_lines,
            carry_out=restore,
            hinders=restoring_hinders,
            title=_("Have an older edition of the pathways walked again"),
            **shared,
        )  # fmt: skip
    )
