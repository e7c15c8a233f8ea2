"""From a draft to the word of a second person, to the public side, and one step back (S8).

A second person agrees to the very difference that was shown. What is published is what was checked: the
proposal names the edition it starts from and the edition that it makes.
"""

from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referral import bookshelf, editing, editing_report, editions
from referral.editing import Refused, State
from referral.models.pathway import BookEdition, PathwayDraft
from referral.pathway.shapes import Book
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Line, Text
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

PUBLISH: Final = "pathway-publish"
RESTORE: Final = "pathway-restore"
EDITION: Final = "pathway-edition"
MOST_LINES: Final = 80

KINDS: Final[dict[str, Promise]] = {
    "structure": _("Structure: questions, answers, plan"),
    "wording": _("Wording"),
}
CHANGED: Final[dict[str, Promise]] = {
    "need": _("Need"),
    "card": _("Card"),
    "line": _("Line of a plan"),
    "offer": _("Pathway offered at the end"),
}


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


class NotAnOlderEdition(Refused):
    says = _("This edition is the one that people walk now. Nothing was changed.")


# --- proposing ---


def propose(*, person: User, draft: PathwayDraft) -> Proposal:
    """Put a draft before a second person, checked as it is now; what people walk stays as it is.

    Raises: NotAllowed; NotADraft; NothingToPublish; BrokenRules; Outdated; agreement.AlreadyProposed.
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
    with transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.state != State.DRAFT or row.digest != draft.digest:
            raise editing.NotADraft
        row.state, row.submitted_at = State.IN_REVIEW, timezone.now()
        row.save(update_fields=["state", "submitted_at"])
        editing.record(Act.PATHWAY_SUBMITTED, row, actor=person, shown=row.digest)
        payload = {
            "draft": str(row.pk), "digest": row.digest, "from": row.report["from"],
            "edition": row.report["edition"], "report": _digest(row.report),
        }  # fmt: skip
        return agreement.propose(
            proposer=person,
            kind=PUBLISH,
            subject_kind=editing.SUBJECT,
            subject_id=str(row.pk),
            payload=payload,
        )


def propose_restoring(*, person: User, edition: BookEdition) -> Proposal:
    """Ask a second person to have an older edition walked again. Raises: NotAllowed; NotAnOlderEdition."""
    person.require(Ability.PROPOSE_PATHWAY)
    with transaction.atomic():
        if edition.is_current:
            raise NotAnOlderEdition
        payload = {"from": editing.edition_now(), "edition": edition.edition}
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


def lines(payload: dict[str, Any]) -> list[Line]:
    """Return what agreeing would change: where answers lead, what plans gain and lose, which words differ."""
    row = PathwayDraft.objects.filter(pk=payload["draft"]).first()
    if row is None:
        return []
    first: list[Line] = [
        (_("Pathway"), row.folder, row.folder),
        (_("Kind of change"), "", KINDS[row.kind]),
        (_("Edition"), editing.edition_now(), payload["edition"]),
        (_("Digest of the whole difference"), "", _digest(row.report)[:16]),
    ]
    return first + of_report(row.report)


def of_report(report: dict[str, Any]) -> list[Line]:
    """Return the difference as lines of an agreement, the longest ones left to the page of the draft."""
    found: list[Line] = [
        (_("Leads elsewhere"), f"{question} – {answers} → {before or '–'}", f"→ {after or '–'}")
        for question, answers, before, after, _example in report.get("moved", [])
    ]
    for kind, words, gained, *_rest in report.get("changed", []):
        found.append((CHANGED[kind], "" if gained else words, words if gained else ""))
    for country, need, service, gained, _plans in report.get("services", []):
        said = f"{country}, {need}: {service}"
        found.append((_("Service"), "" if gained else said, said if gained else ""))
    for key, language, audience, before, after in report.get("reworded", []):
        found.append((f"{key} ({language}, {audience})", before, after))
    return found[:MOST_LINES]


def restoring_lines(payload: dict[str, Any]) -> list[Line]:
    """Return what walking an older edition again would change."""
    now = editing.edition_now()
    first: list[Line] = [(_("Edition"), now, payload["edition"])]
    if now != payload["from"]:
        return first
    return first + of_report(_between(now, payload["edition"]))


@lru_cache(maxsize=4)  # an agreement reads its lines once for each language
def _between(now: str, edition: str) -> dict[str, Any]:
    before, after = editing.opened(editing.published()), _stored(edition)
    return editing_report.between(before, after)


def _stored(edition: str) -> Book:
    return editing.opened(editions.files_of(BookEdition.objects.get(edition=edition).files))


def hinders(payload: dict[str, Any], person: User) -> Text | None:
    """Return why this person may not agree to a draft, whatever their roles."""
    row = PathwayDraft.objects.filter(pk=payload["draft"]).first()
    if row is not None and person.pk in row.writers:
        return OwnWriting.says
    if row is not None and editing.edition_now() != payload["from"]:
        return NotChecked.says
    return None


def _digest(report: dict[str, Any]) -> str:
    return agreement.chain.digest_of(agreement.chain.canonical({"report": _plain(report)}))


def _plain(report: dict[str, Any]) -> str:
    """Return a report as text, without how long it took."""
    return repr(sorted((name, repr(value)) for name, value in report.items() if name != "seconds"))


# --- publishing, and one step back ---


def publish(*, payload: dict[str, Any], proposer: User, agreer: User) -> None:
    """Have everybody walk what the draft says; runs inside the transaction of the agreement.

    Raises: OwnWriting; NotChecked when something else was published meanwhile; BrokenRules; Outdated.
    """
    row = PathwayDraft.objects.select_for_update().get(pk=payload["draft"])
    if agreer.pk in row.writers:
        raise OwnWriting
    if (row.digest, row.state) != (payload["digest"], State.IN_REVIEW):
        raise NotChecked
    if editing_report.blocking(row) or _digest(row.report) != payload["report"]:
        raise BrokenRules
    files = editing.files_of(row)
    _make_current(files, payload, folder=row.folder, kind=row.kind, proposer=proposer, agreer=agreer)
    row.state, row.decided_at = State.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    editing.record(
        Act.PATHWAY_PUBLISHED, row, actor=agreer, edition=payload["edition"], shown=payload["digest"]
    )


def restore(*, payload: dict[str, Any], proposer: User, agreer: User) -> None:
    """Have an older edition walked again; inside the transaction of the agreement. Raises: NotChecked."""
    edition = BookEdition.objects.get(edition=payload["edition"])
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
    something that is wrong. No walk finishes on what was taken back.
    Raises: NotAllowed; NothingBefore.
    """
    person.require(Ability.ROLL_BACK_PATHWAY)
    with transaction.atomic():
        now = timezone.now()
        current = BookEdition.objects.select_for_update().current().first()
        before = current and BookEdition.objects.filter(edition=current.before).first()
        if current is None or before is None:
            raise NothingBefore
        current.is_current, current.superseded_at, current.rolled_back_at = False, now, now
        current.save(update_fields=["is_current", "superseded_at", "rolled_back_at"])
        before.is_current, before.superseded_at, before.before = True, None, ""
        before.save(update_fields=["is_current", "superseded_at", "before"])
        _record_edition(Act.PATHWAY_ROLLED_BACK, before.edition, actor=person)
        transaction.on_commit(editions.look_again)
    return before


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
            lines=lines,
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
            lines=restoring_lines,
            carry_out=restore,
            title=_("Have an older edition of the pathways walked again"),
            **shared,
        )  # fmt: skip
    )
