"""A second person (S8): one proposes, another agrees to exactly what was shown, and only then it is done.

A room registers each kind of change that needs two at start-up; `lines` shows it, `carry_out` does it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from staff import audit, chain
from staff.acts import Act
from staff.models.person import RoleGrant, User
from staff.models.proposal import Proposal, ProposalQuerySet
from staff.roles import TABLE, Ability, NotAllowed

COOLING: Final = timedelta(hours=24)  # a role cannot be made today to agree with its maker today
OPEN_DAYS: Final = 14  # after that nobody remembers what was weighed
Text = str | Promise
Line = tuple[Text, Text, Text]


class CarryOut(Protocol):
    """What a kind does once two people want it, inside the transaction of the agreement."""

    def __call__(self, *, payload: dict[str, Any], proposer: User, agreer: User) -> None: ...


class LetGo(Protocol):
    """What a kind does, inside the same transaction, when its proposal is closed and nothing was done."""

    def __call__(self, *, payload: dict[str, Any], state: str, reason: str, by: User | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change. `lines` shows a payload as (what, before, after), in lazy translations or plain.
    `carry_out` refuses with an exception of its room that has `says`, in words for the person at the desk;
    `hinders` tells a page beforehand what it would say to this person.
    """

    name: str
    propose: Ability
    agree: Ability
    lines: Callable[[dict[str, Any]], list[Line]]
    carry_out: CarryOut
    title: Text = ""
    let_go: LetGo | None = None
    hinders: Callable[[dict[str, Any], User], Text | None] | None = None


class Reason(StrEnum):
    """Why a proposal is refused; a closed list, so that nothing typed lands on record."""

    NOT_RIGHT = "not-right"
    NOT_NEEDED = "not-needed"
    NOT_SAFE = "not-safe"
    NOT_CHECKED = "not-checked"
    WRONG_PERSON = "wrong-person"


class Refused(Exception):
    """A verb of this module did nothing; `says` is what the person at the desk reads."""

    says: Text = _("This could not be done. Nothing was changed.")


class NotYours(NotAllowed):
    """The person's roles do not allow it, or the proposal is somebody else's to withdraw."""


class OwnProposal(Refused):
    """A proposer never agrees to the own proposal, nor refuses it: they withdraw it."""

    says = _("You proposed this yourself. Somebody else has to decide; you can withdraw it.")


class RoleFromProposer(Refused):
    """The role that would let this person agree came from the proposer in the last 24 hours."""

    says = _(
        "Your role came from the person who proposed this, less than a day ago. Somebody else has to decide."
    )


class ProposerGone(Refused):
    """The proposer has left, or may not propose this any more."""

    says = _(
        "Whoever proposed this may not propose it any more. Refuse it, and propose it anew if it is right."
    )


class Changed(Refused):
    """What would be done is not what was shown: the subject changed in between."""

    says = _("This has changed since it was proposed or shown. Nothing was done; it has to be proposed anew.")


class Closed(Refused):
    """The proposal is agreed, refused, withdrawn or expired already."""

    says = _("This was decided already, or its time is over. Nothing was done now.")


class AlreadyProposed(Refused):
    """The very same change waits already."""

    says = _("The same is waiting for a second person already.")


class NotCarriedOut(Refused):
    """The room that would carry it out refused, and said why."""

    def __init__(self, says: Text) -> None:
        super().__init__("the room that carries this kind out refused")
        self.says = says


class UnknownKind(LookupError):
    """No room registered a kind of this name."""


class BadKind(TypeError):
    """A kind's lines change with the language in which they are asked for, or its name is taken."""


_KINDS: Final[dict[str, Kind]] = {}


def register(kind: Kind) -> None:
    """Make a kind known, once, at start-up. Raises: BadKind if another one has the name."""
    if _KINDS.setdefault(kind.name, kind) != kind:
        raise BadKind(f"two kinds of proposal are called {kind.name}")


def kinds() -> Mapping[str, Kind]:
    """Return every kind by its name."""
    return dict(_KINDS)


def kind_of(proposal: Proposal) -> Kind:
    """Return the kind of a proposal. Raises: UnknownKind."""
    return _kind(proposal.kind)


def propose(
    *, proposer: User, kind: str, subject_kind: str, subject_id: str | int, payload: dict[str, Any],
    days: int = OPEN_DAYS,
) -> Proposal:  # fmt: skip
    """Put a change before a second person.

    Raises: NotYours, AlreadyProposed, UnknownKind.
    """
    known = _kind(kind)
    with transaction.atomic():
        _require(proposer, known.propose)
        now = timezone.now()
        text = chain.canonical(payload)
        proposal = Proposal(
            kind=kind, subject_kind=subject_kind, subject_id=str(subject_id), payload=text,
            payload_digest=chain.digest_of(text), digest=digest_now(known, payload), proposer_id=proposer.pk,
            proposed_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        _save_new(proposal)
        _record(Act.PROPOSAL_MADE, proposal, actor=proposer, shown=proposal.digest)
        return proposal


def agree(*, person: User, proposal: Proposal, digest: str) -> Proposal:
    """Carry out what was proposed, once, on the word of a second person who was shown `digest`.

    Raises: NotYours, OwnProposal, RoleFromProposer, ProposerGone, Changed, Closed,
    NotCarriedOut; then nothing is done.
    """
    with transaction.atomic():
        locked = _locked(proposal)
        known = kind_of(locked)
        _require_second(person, locked, known)
        proposer = _still_proposing(locked, known)
        if not locked.digest == digest == digest_now(known, locked.contents):
            raise Changed("what was shown is not what would be done now")
        _close(locked, Proposal.State.AGREED, by=person)
        _carry_out(known, locked, proposer=proposer, agreer=person)
        _record(Act.PROPOSAL_AGREED, locked, actor=person, shown=digest)
        return locked


def refuse(*, person: User, proposal: Proposal, reason_code: str) -> Proposal:
    """Close a proposal without doing anything. Raises: NotYours, OwnProposal, Closed, ValueError (reason)."""
    reason = Reason(reason_code)
    with transaction.atomic():
        locked = _locked(proposal)
        _require(person, kind_of(locked).agree)
        if locked.proposer_id == person.pk:
            raise OwnProposal("a proposer withdraws; refusing is for somebody else")
        _close(locked, Proposal.State.REFUSED, by=person, reason=reason)
        _record(Act.PROPOSAL_REFUSED, locked, actor=person, reason=reason.value)
        return locked


def withdraw(*, person: User, proposal: Proposal) -> Proposal:
    """Take back one's own proposal. Raises: NotYours if it is somebody else's, Closed."""
    with transaction.atomic():
        locked = _locked(proposal, overdue_too=True)
        if locked.proposer_id != person.pk or not User.objects.working().filter(pk=person.pk).exists():
            raise NotYours(kind_of(locked).propose)
        _close(locked, Proposal.State.WITHDRAWN, by=person)
        _record(Act.PROPOSAL_WITHDRAWN, locked, actor=person)
        return locked


def expire(*, now: datetime) -> int:
    """Close every proposal whose time is over, each on record; return how many."""
    with transaction.atomic():
        return _expire(Proposal.objects.all(), now=now)


def waiting_for(person: User) -> ProposalQuerySet:
    """Return the open proposals that this person could agree to now, oldest first."""
    now = timezone.now()
    mine = Q(pk__in=[])
    for kind in _KINDS.values():
        if person.may(kind.agree):
            mine |= Q(kind=kind.name) & ~Q(proposer_id__in=_givers(person, kind.agree, now=now))
    return Proposal.objects.open(now=now).filter(mine).exclude(proposer_id=person.pk).order_by("proposed_at")


def may_see(person: User, proposal: Proposal) -> bool:
    """Return whether the person made the proposal, or has the ability to make or to agree to its kind."""
    known = kind_of(proposal)
    return proposal.proposer_id == person.pk or person.may(known.agree) or person.may(known.propose)


def hindrance(person: User, proposal: Proposal) -> Refused | NotAllowed | None:
    """Return why this person could not agree to the proposal now; None if they could."""
    kind = kind_of(proposal)
    try:
        _require_second(person, proposal, kind)
        _still_proposing(proposal, kind)
        if proposal.state != Proposal.State.OPEN or proposal.expires_at <= timezone.now():
            raise Closed("this proposal is not open any more")
        if proposal.digest != digest_now(kind, proposal.contents):
            raise Changed("the subject changed since this was proposed")
        if kind.hinders and (says := kind.hinders(proposal.contents, person)):
            raise NotCarriedOut(says)
    except (Refused, NotAllowed) as refusal:
        return refusal
    return None


def digest_now(kind: Kind, payload: dict[str, Any]) -> str:
    """Return the digest of what a page would show of this payload at this moment, whatever its language.

    Raises: BadKind if the lines are not the same in every language: they must be lazy translations.
    """
    found = {_digest_in(language, kind, payload) for language, _name in settings.LANGUAGES}
    if len(found) != 1:
        raise BadKind(f"the lines of {kind.name} have to be lazy translations, or plain")
    return found.pop()


def _digest_in(language: str, kind: Kind, payload: dict[str, Any]) -> str:
    with override(language):
        lines = kind.lines(payload)
    return digest_of_lines(payload, lines)


def digest_of_lines(payload: dict[str, Any], lines: Iterable[Line]) -> str:
    """Return the digest of a payload together with the lines that show it, read in the house's language."""
    with override(settings.LANGUAGE_CODE):
        shown = [[str(part) for part in line] for line in lines]
    return chain.digest_of(chain.canonical({"payload": payload, "lines": shown}))


def _kind(name: str) -> Kind:
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind("no room registered this kind of proposal") from None


def _require(person: User, ability: Ability) -> None:
    try:
        person.require(ability)
    except NotAllowed as refusal:
        raise NotYours(ability) from refusal


def _require_second(person: User, proposal: Proposal, kind: Kind) -> None:
    _require(person, kind.agree)
    if proposal.proposer_id == person.pk:
        raise OwnProposal("a proposer never agrees to the own proposal")
    if proposal.proposer_id in _givers(person, kind.agree, now=timezone.now()):
        raise RoleFromProposer("the role that allows this came from the proposer in the last 24 hours")


def _givers(person: User, ability: Ability, *, now: datetime) -> frozenset[int]:
    """Return the people without whose part in the last 24 hours this person would not have the ability."""
    giving = {role.value for role, abilities in TABLE.items() if ability in abilities}
    grants = RoleGrant.objects.open().filter(user_id=person.pk, role__in=giving)
    sources = [
        {grant.granted_by_id, grant.agreed_by_id} - {None} if grant.granted_at > now - COOLING else set()
        for grant in grants
    ]
    return frozenset(set.intersection(*sources)) if sources else frozenset()


def _still_proposing(proposal: Proposal, kind: Kind) -> User:
    proposer = User.objects.filter(pk=proposal.proposer_id).first()
    if proposer is None or not proposer.may(kind.propose):
        raise ProposerGone("whoever proposed this may not propose it any more")
    return proposer


def _locked(proposal: Proposal, *, overdue_too: bool = False) -> Proposal:
    """Return the row as it is now, locked: of two people at the same moment one waits, then gets Closed."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    overdue = locked.expires_at <= timezone.now() and not overdue_too
    if locked.state != Proposal.State.OPEN or overdue:
        raise Closed("this proposal is not open any more")
    return locked


def _carry_out(kind: Kind, proposal: Proposal, *, proposer: User, agreer: User) -> None:
    try:
        kind.carry_out(payload=proposal.contents, proposer=proposer, agreer=agreer)
    except Exception as refusal:
        says = getattr(refusal, "says", None)
        if says is None:
            raise
        raise NotCarriedOut(says) from refusal


def _save_new(proposal: Proposal) -> None:
    same = Proposal.objects.filter(
        kind=proposal.kind, subject_kind=proposal.subject_kind, subject_id=proposal.subject_id,
        payload_digest=proposal.payload_digest,
    )  # fmt: skip
    _expire(same, now=proposal.proposed_at)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as refusal:
        raise AlreadyProposed("the same change waits for a second person already") from refusal


def _expire(among: ProposalQuerySet, *, now: datetime) -> int:
    overdue = list(among.overdue(now=now).select_for_update().order_by("pk"))
    for proposal in overdue:
        proposal.state, proposal.decided_at = Proposal.State.EXPIRED, now
        proposal.save(update_fields=["state", "decided_at"])
        _let_go(proposal, by=None)
        _record(Act.PROPOSAL_EXPIRED, proposal, actor=None)
    return len(overdue)


def _close(proposal: Proposal, state: Proposal.State, *, by: User, reason: str = "") -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_by_id, proposal.decided_at = by.pk, timezone.now()
    proposal.save(update_fields=["state", "reason", "decided_by_id", "decided_at"])
    if state != Proposal.State.AGREED:
        _let_go(proposal, by=by)


def _let_go(proposal: Proposal, *, by: User | None) -> None:
    """Tell the room that its proposal came to nothing; of a kind that nobody registers any more, nobody."""
    kind = _KINDS.get(proposal.kind)
    if kind and kind.let_go:
        kind.let_go(payload=proposal.contents, state=proposal.state, reason=proposal.reason, by=by)


def _record(act: Act, proposal: Proposal, *, actor: User | None, **facts: str) -> None:
    audit.record(
        act=act, actor=actor, subject_kind="proposal", subject_id=proposal.pk, kind=proposal.kind,
        about_kind=proposal.subject_kind, about=proposal.subject_id, **facts,
    )  # fmt: skip
