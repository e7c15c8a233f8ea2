"""The pages of the second person: what waits, one proposal as before and after, and the word on it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import agreement
from staff.agreement_forms import Agreeing, Refusing, said
from staff.gate import needs
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability, NotAllowed

MOST: Final = 50  # proposals on one page; a desk where more wait has another trouble
SUMMARY: Final = 2  # lines that tell proposals of one kind apart in a list

STATES: Final[dict[str, Promise]] = {
    Proposal.State.OPEN: gettext_lazy("waits"),
    Proposal.State.AGREED: gettext_lazy("agreed"),
    Proposal.State.REFUSED: gettext_lazy("refused"),
    Proposal.State.WITHDRAWN: gettext_lazy("withdrawn"),
    Proposal.State.EXPIRED: gettext_lazy("ran out"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as one line of a list."""

    proposal: Proposal
    title: str
    about: str
    proposer: str
    state: str


@needs(Ability.SEE_PROPOSALS)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, and what they proposed themselves."""
    mine = Proposal.objects.by(request.user.pk).order_by("-proposed_at")
    context = {"waiting": _rows(agreement.waiting_for(request.user)[:MOST]), "mine": _rows(mine[:MOST])}
    return render(request, "agreement/waiting.html", context, using="desk")


@needs(Ability.SEE_PROPOSALS)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal as before and after, with what this person can do about it."""
    proposal = _proposal(request, pk)
    return render(request, "agreement/one.html", _shown(request.user, proposal), using="desk")


@needs(Ability.SEE_PROPOSALS, step_up=True)
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out what was shown. A GET comes from proving who one is: back to the page, to read anew."""
    proposal, form = _proposal(request, pk), Agreeing(request.POST)
    if request.method == "GET" or not form.is_valid():
        return redirect("desk:agreement", pk=pk)
    return _decided(
        request,
        lambda: agreement.agree(person=request.user, proposal=proposal, digest=form.cleaned_data["shown"]),
        _("Agreed. It is done, and on record."),
        pk,
    )


@needs(Ability.SEE_PROPOSALS)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a proposal without doing anything."""
    proposal, form = _proposal(request, pk), Refusing(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why. Nothing was changed."))
        return redirect("desk:agreement", pk=pk)
    return _decided(
        request,
        lambda: agreement.refuse(
            person=request.user, proposal=proposal, reason_code=form.cleaned_data["reason"]
        ),
        _("Refused. Nothing was changed, and it is on record."),
        pk,
    )


@needs(Ability.SEE_PROPOSALS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own proposal."""
    proposal = _proposal(request, pk)
    return _decided(
        request,
        lambda: agreement.withdraw(person=request.user, proposal=proposal),
        _("Withdrawn. Nothing was changed."),
        pk,
    )


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    proposal = get_object_or_404(Proposal, pk=pk)
    try:
        if not agreement.may_see(request.user, proposal):
            raise NotAllowed(Ability.SEE_PROPOSALS)
    except agreement.UnknownKind as unknown:
        raise Http404 from unknown
    return proposal


def _decided(request: HttpRequest, act: Callable[[], object], done: str, pk: int) -> HttpResponse:
    """Do it, say how it went, and go on to what waits next; after a refusal, back to the proposal."""
    try:
        act()
    except agreement.Refused as refusal:
        messages.error(request, str(refusal.says))
        return redirect("desk:agreement", pk=pk)
    messages.success(request, done)
    return redirect("desk:agreements")


def _shown(person: User, proposal: Proposal) -> dict[str, Any]:
    kind, payload = agreement.kind_of(proposal), proposal.contents
    lines = kind.lines(payload)
    hindrance = agreement.hindrance(person, proposal)
    names = _names([proposal])
    waits = proposal.state == Proposal.State.OPEN
    in_time = proposal.expires_at > timezone.now()
    own = proposal.proposer_id == person.pk
    return {
        "proposal": proposal,
        "title": _title(proposal),
        "lines": lines,
        "open": waits,
        "state": STATES[proposal.state],
        "proposer": names.get(proposal.proposer_id, "?"),
        "decided_by": names.get(proposal.decided_by_id or 0, ""),
        "reason": said(proposal.reason),
        "agreeing": Agreeing(initial={"shown": agreement.digest_of_lines(payload, lines)}),
        "refusing": Refusing(),
        "may_agree": hindrance is None,
        "hindrance": getattr(hindrance, "says", "") if waits else "",
        "may_refuse": waits and in_time and not own and person.may(kind.agree),
        "may_withdraw": waits and own,
    }


def _rows(proposals: Iterable[Proposal]) -> list[Row]:
    found = list(proposals)
    names = _names(found)
    return [
        Row(
            proposal=proposal,
            title=_title(proposal),
            about=_about(proposal),
            proposer=names.get(proposal.proposer_id, "?"),
            state=str(STATES[proposal.state]),
        )
        for proposal in found
    ]


def _about(proposal: Proposal) -> str:
    known = agreement.kinds().get(proposal.kind)
    lines = known.lines(proposal.contents)[:SUMMARY] if known else []
    return " · ".join(str(after or before) for _what, before, after in lines)


def _title(proposal: Proposal) -> str:
    known = agreement.kinds().get(proposal.kind)
    return str(known.title) if known and known.title else proposal.kind


def _names(proposals: Iterable[Proposal]) -> dict[int, str]:
    """Return how the people of these proposals are called; who is gone altogether is not in it."""
    ids = {number for one in proposals for number in (one.proposer_id, one.decided_by_id) if number}
    return {person.pk: person.called for person in User.objects.filter(pk__in=ids)}
