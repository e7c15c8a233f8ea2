"""What makes a listing public or takes it away: withdrawing takes one person, all else two (S6, S8)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from directory import listing_diff, listing_labels, numbering, outward, sheltering, vetting, wording, writing
from directory.hsds import shapes
from directory.models.edition import Edition, EditionState, Origin, Verification
from directory.models.service import Service, Withdrawal
from directory.models.version import SeedFile
from directory.states import SEEDED, State, by_date, may_move
from directory.vetting import PUBLISH, SUBJECT
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Line, Text
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

RESTORE: Final = "listing-restore"
LONGEST_SHOWN: Final = 2000  # characters of one field in the lines of an agreement


class NotToBeWithdrawn(Exception):
    """The listing is withdrawn already, or was never to be seen."""

    says: Text = _("It is withdrawn already. Nothing was changed.")


class NotWithdrawn(Exception):
    """Only what is withdrawn can be restored."""

    says: Text = _("It is not withdrawn any more. Nothing was changed.")


class NotAnOlderEdition(Exception):
    """Only an edition that was public once can be proposed again, and only if it says something else."""

    says: Text = _(
        "This edition was never public, or it says what the listing says now. Nothing was changed."
    )


# --- withdrawing, and undoing it ---


def withdraw(*, person: User, service: Service, why: Withdrawal) -> None:
    """Take a listing off the public side at once; every node has dropped it two seconds later (S6).

    Raises: NotAllowed; NotToBeWithdrawn when there is nothing to take away.
    """
    with transaction.atomic():
        person.require(Ability.WITHDRAW_LISTING)
        version = numbering.locked()
        row = Service.objects.select_for_update().get(pk=service.pk)
        take_away(row, why=why, by=person)
        outward.refresh([row.pk], version=version)


def take_away(row: Service, *, why: Withdrawal, by: User | None) -> None:
    """Take a locked row off the public side; the caller holds the version and refreshes what goes out.

    `by` is None where the directory that it came from withdrew it.
    """
    if not may_move(State(row.state), State.WITHDRAWN):
        raise NotToBeWithdrawn
    row.state_before, row.state, row.withdrawn_why = row.state, State.WITHDRAWN.value, why.value
    row.save(update_fields=["state", "state_before", "withdrawn_why"])
    audit.record(
        act=Act.LISTING_WITHDRAWN, actor=by, subject_kind=SUBJECT, subject_id=str(row.pk),
        reason=why.value, state=row.state_before.replace("_", "-"),
    )  # fmt: skip


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
        (_("State"), _worded(wording.STATES, row.state), _worded(wording.STATES, _again(row, payload))),
        (_("Withdrawn because"), _worded(wording.WITHDRAWALS, row.withdrawn_why), ""),
        (_("Numbers that people would call"), "", numbers),
    ]


def restore(*, payload: Mapping[str, str], proposer: User, agreer: User) -> None:
    """Make a listing again what it was before it was withdrawn; runs inside the transaction of the agreement.

    One whose date is over in the meantime comes back as overdue: known again, not shown.
    Raises: NotWithdrawn when somebody was faster.
    """
    version = numbering.locked()
    row = Service.objects.select_for_update().get(pk=payload["listing"])
    if row.state != State.WITHDRAWN or row.state_before != payload["state"]:
        raise NotWithdrawn
    row.state, row.state_before, row.withdrawn_why = _again(row, payload).value, "", ""
    row.save(update_fields=["state", "state_before", "withdrawn_why"])
    if State(row.state) in SEEDED:
        # The seeds left it alone meanwhile: the next run reads its file anew, changed or not.
        SeedFile.objects.filter(name=row.seed_file).update(digest="")
    audit.record(act=Act.LISTING_RESTORED, actor=agreer, subject_kind=SUBJECT, subject_id=str(row.pk))
    outward.refresh([row.pk], version=version)


def _again(row: Service, payload: Mapping[str, str]) -> State:
    return by_date(State(payload["state"]), due_on=row.due_on, today=timezone.now().date())


# --- publishing an edition ---


def propose_restoring_edition(*, person: User, edition: Edition) -> Proposal:
    """Put an older edition before a second person, as a new one with the same words and the same checks.

    Raises: NotAllowed; NotAnOlderEdition; what save_draft raises while another draft is open.
    """
    with transaction.atomic():
        person.require(Ability.PROPOSE_LISTING)
        was_read = edition.decided_at is not None or edition.origin == Origin.FOUND
        same = shapes.digest(writing.document_of(edition.service)) == shapes.digest(edition.document)
        if edition.state != EditionState.SUPERSEDED or not was_read or same:
            raise NotAnOlderEdition
        draft = writing.save_draft(
            person=person, document=edition.document, service=edition.service, origin=Origin.RESTORED
        )
        return vetting.submit(person=person, edition=draft)


def publishing_lines(payload: Mapping[str, str]) -> list[Line]:
    """Return what agreeing would change: the state, and each field as it is and as it would be."""
    row = Service.objects.filter(pk=payload["listing"]).first()
    edition = Edition.objects.filter(pk=payload["edition"]).first()
    if row is None or edition is None:
        return []
    after = State.WITHDRAWN if edition.removes else State.PUBLISHED
    lines: list[Line] = [
        (_("Listing"), row.name, row.name),
        (_("State"), _worded(wording.STATES, row.state), _worded(wording.STATES, after)),
    ]
    if row.withdrawn_why:
        lines.append((_("Withdrawn because"), _worded(wording.WITHDRAWALS, row.withdrawn_why), ""))
    if edition.removes:
        return lines
    return lines + _differences(row, edition) + _sealed_lines(edition)


def _differences(row: Service, edition: Edition) -> list[Line]:
    groups = listing_diff.compare(writing.document_of(row), edition.document)
    return [
        (_field_said(group.part, line.field), line.before[:LONGEST_SHOWN], line.after[:LONGEST_SHOWN])
        for group in groups
        for line in group.lines
    ]


def _field_said(part: str, field: str) -> Text:
    """Return what a field is called, still untranslated."""
    name = field.rpartition(".")[2]
    known: Text = listing_labels.FIELDS.get(name, name.replace("_", " "))
    if not part:
        return known
    return format_lazy("{}: {}", listing_labels.PARTS.get(part, part.replace("_", " ")), known)


def _sealed_lines(edition: Edition) -> list[Line]:
    """Say that something confidential changes, never what (S5)."""
    count = sheltering.count_waiting(edition)
    return [(_("Sealed parts that change"), "", str(count))] if count else []


def publish(*, payload: Mapping[str, str], proposer: User, agreer: User) -> None:
    """Make an edition what people read, or withdraw what a feed has no more.

    Runs inside the transaction of the agreement.
    Raises: vetting.Refused when something of `vetting.held_up` is missing; NotToBeWithdrawn.
    """
    version = numbering.locked()
    row = Service.objects.select_for_update().get(pk=payload["listing"])
    edition = Edition.objects.select_for_update().get(pk=payload["edition"])
    if edition.digest != payload["digest"]:
        raise vetting.TablesChanged
    for refusal in vetting.held_up(edition, agreer):
        raise refusal
    _decide(edition)
    if edition.removes:
        take_away(row, why=Withdrawal.CLOSED, by=agreer)
    else:
        _show(row, edition, by=agreer)
    outward.refresh([row.pk], version=version)


def _decide(edition: Edition) -> None:
    now = timezone.now()
    before = Edition.objects.filter(service_id=edition.service_id, state=EditionState.PUBLISHED)
    before.update(state=EditionState.SUPERSEDED)
    edition.state, edition.decided_at = EditionState.PUBLISHED, now
    edition.save(update_fields=["state", "decided_at"])


def _show(row: Service, edition: Edition, *, by: User) -> None:
    """Write the edition into the tables, and keep that it was verified: the checklist is a verification."""
    if not may_move(State(row.state), State.PUBLISHED):
        raise vetting.NotInReview
    writing.write_documents([edition.document], state=State.PUBLISHED, feed=edition.feed)
    sheltering.publish(edition)
    now = timezone.now()
    due_on = now.date() + dt.timedelta(days=settings.WAYPOST_VERIFY_DAYS)
    Service.objects.filter(pk=row.pk).update(
        state=State.PUBLISHED.value, state_before="", withdrawn_why="", verified_at=now, due_on=due_on
    )
    Verification.objects.create(
        service=row,
        person_id=by.pk,
        at=now,
        how=_how(edition),
        outcome=Verification.Outcome.TRUE,
        due_on=due_on,
    )
    audit.record(
        act=Act.LISTING_PUBLISHED, actor=by, subject_kind=SUBJECT, subject_id=str(row.pk),
        edition=str(edition.pk), shown=edition.digest, until=due_on.isoformat(),
    )  # fmt: skip


def _how(edition: Edition) -> str:
    how = Verification.How
    return how.CALLED if edition.document.get("phones") else how.WEBSITE


def _worded(words: Mapping[str, Text], code: str) -> Text:
    """Return the words of a code, still untranslated: an agreement reads its lines in each language."""
    return words.get(code, code)


def _hinders(payload: dict[str, Any], person: User) -> Text | None:
    edition = Edition.objects.filter(pk=payload["edition"]).select_related("service").first()
    if edition is None:
        return vetting.NotInReview.says
    return next((refusal.says for refusal in vetting.held_up(edition, person)), None)


def register() -> None:
    """Tell the agreements what restoring and publishing are."""
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
    agreement.register(
        agreement.Kind(
            name=PUBLISH,
            propose=Ability.PROPOSE_LISTING,
            agree=Ability.AGREE_LISTING,
            lines=publishing_lines,
            carry_out=publish,
            title=_("Publish an edition of a listing"),
            let_go=vetting.let_go,
            hinders=_hinders,
        )
    )
