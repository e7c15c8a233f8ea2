"""The pages of vetting: what is in review, one edition against what is public, and the steps to a yes."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import countries, listing_diff_shown, listing_draft, sensitive, vetting, wording, writing
from directory.desk_rows import edition, names
from directory.listing_forms import CallBackForm, ChecklistForm, ShortenForm
from directory.models.edition import Checklist, Edition, EditionState
from staff import agreement
from staff.agreement_forms import Agreeing, Refusing
from staff.gate import needs
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability, NotAllowed

MOST: Final = 100  # editions on one page
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """An edition as one line of the queue."""

    edition: Edition
    where: str
    kind: str
    who: str
    origin: str
    state: str
    sensitive: tuple[str, ...]
    cools: str  # how long the cooling-off time still runs; empty when it does not
    own: bool


@needs(Ability.SEE_LISTINGS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what is in review, what waits longest on top, and the drafts that nobody has put forward."""
    known = Edition.objects.select_related("service")
    review = known.filter(state=EditionState.IN_REVIEW).order_by("submitted_at")
    drafts = known.filter(state=EditionState.DRAFT).order_by("-created_at")
    context = {
        "review": _rows(review[:MOST], request.user),
        "drafts": _rows(drafts[:MOST], request.user),
        "drafts_all": drafts.count(),
        "may_edit": request.user.may(Ability.EDIT_LISTING),
    }
    return render(request, "listings/vetting.html", context, using="desk")


@needs(Ability.SEE_LISTINGS)
@require_safe
def one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one edition field by field against what is public, and what this person can do about it."""
    return render(request, "listings/edition.html", _shown(request.user, edition(pk)), using="desk")


@needs(Ability.AGREE_LISTING)
@require_POST
def tick(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what this person looked at."""
    row, form = edition(pk), ChecklistForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The list has changed. Load the page again and tick anew."))
        return redirect("listings:edition", pk)
    checked = form.cleaned_data["checked"]
    whole = len(checked) == len(vetting.CHECKS)
    done = _("Everything is ticked.") if whole else _("Your ticks are kept. Some points are still open.")
    return _done(request, pk, lambda: vetting.tick(person=request.user, edition=row, checked=checked), done)


@needs(Ability.VERIFY_LISTING)
@require_POST
def call_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what the old number said."""
    row, form = edition(pk), CallBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what the old number said. Nothing was recorded."))
        return redirect("listings:edition", pk)
    outcome = form.cleaned_data["outcome"]
    act: Act = lambda: vetting.record_call_back(person=request.user, edition=row, outcome=outcome)  # noqa: E731
    return _done(request, pk, act, _("It is recorded."))


@needs(Ability.SHORTEN_COOLING, step_up=True)
@require_http_methods(["GET", "POST"])
def shorten(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End the cooling-off time. A GET comes from proving who one is: back to the page."""
    row, form = edition(pk), ShortenForm(request.POST)
    if request.method == "GET" or not form.is_valid():
        return redirect("listings:edition", pk)
    act: Act = lambda: vetting.shorten_cooling(  # noqa: E731
        person=request.user, edition=row, why=form.cleaned_data["why"]
    )
    return _done(
        request, pk, act, _("The cooling-off time has ended, and it is on record that you ended it.")
    )


@needs(Ability.AGREE_LISTING, step_up=True)
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish exactly what was shown. A GET comes from proving who one is: back to the page, to read anew."""
    row, form = edition(pk), Agreeing(request.POST)
    proposal = vetting.proposal_of(row)
    if request.method == "GET" or not form.is_valid() or proposal is None:
        return redirect("listings:edition", pk)
    shown = form.cleaned_data["shown"]
    act: Act = lambda: agreement.agree(person=request.user, proposal=proposal, digest=shown)  # noqa: E731
    return _done(request, pk, act, _("Agreed. The public side shows it within two seconds."))


@needs(Ability.AGREE_LISTING)
@require_POST
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close the review without publishing."""
    row, form = edition(pk), Refusing(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why. Nothing was changed."))
        return redirect("listings:edition", pk)
    reason = form.cleaned_data["reason"]
    act: Act = lambda: vetting.refuse(person=request.user, edition=row, reason_code=reason)  # noqa: E731
    return _done(request, pk, act, _("Refused. What people read stays as it is."))


@needs(Ability.PROPOSE_LISTING)
@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make one's own proposal a draft again."""
    row = edition(pk)
    act: Act = lambda: vetting.take_back(person=request.user, edition=row)  # noqa: E731
    return _done(request, pk, act, _("It is a draft again."))


def cooling(row: Edition, *, now: dt.datetime) -> str:
    """Return how long the cooling-off time of an edition still runs, in words; empty when it does not."""
    if row.cooling_until is None or row.cooling_until <= now:
        return ""
    left = int((row.cooling_until - now).total_seconds() // 60) + 1
    hours, minutes = divmod(left, 60)
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def _done(request: HttpRequest, pk: uuid.UUID, act: Act, done: str) -> HttpResponse:
    """Do it and say how it went, on the page of the edition."""
    try:
        act()
    except (vetting.Refused, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
    else:
        messages.success(request, done)
    return redirect("listings:edition", pk)


def _rows(found: QuerySet[Edition], person: User) -> list[Row]:
    editions, now, language = list(found), timezone.now(), get_language() or "en"
    called = names(row.created_by_id for row in editions)
    return [
        Row(
            edition=row,
            where=countries.name(row.service.country, language),
            kind=wording.word(wording.KINDS, row.service.kind),
            who=called.get(row.created_by_id or 0, row.feed or "–"),
            origin=wording.word(wording.ORIGINS, row.origin),
            state=wording.word(wording.STATES, row.service.state),
            sensitive=tuple(wording.word(wording.SENSITIVE, part) for part in row.sensitive),
            cools=cooling(row, now=now),
            own=row.created_by_id == person.pk,
        )
        for row in editions
    ]


def _before(row: Edition) -> dict[str, Any]:
    """Return what the edition is held against: what is public, and for a decided one what was before it."""
    if row.state in (EditionState.DRAFT, EditionState.IN_REVIEW):
        return writing.document_of(row.service) if row.based_on else {}
    earlier = row.service.editions.filter(number__lt=row.number).exclude(state=EditionState.REFUSED)
    last = earlier.order_by("-number").first()
    return last.document if last else {}


def _shown(person: User, row: Edition) -> dict[str, Any]:
    before, now = _before(row), timezone.now()
    proposal = vetting.proposal_of(row)
    in_review = row.state == EditionState.IN_REVIEW
    kept = (
        [str(one.says) for one in vetting.hindrances(row, person) if hasattr(one, "says")]
        if in_review
        else []
    )
    own = person.pk in (row.created_by_id, proposal.proposer_id if proposal else None)
    calls = list(row.call_backs.order_by("at"))
    called = names([row.created_by_id, row.shortened_by_id, *(call.person_id for call in calls)])
    return {
        "edition": row,
        "row": row.service,
        "in_review": in_review,
        "is_draft": row.state == EditionState.DRAFT,
        "state": wording.word(wording.EDITIONS, row.state),
        "origin": wording.word(wording.ORIGINS, row.origin),
        "writer": called.get(row.created_by_id or 0, row.feed or "–"),
        "is_new": not before,
        "groups": listing_diff_shown.between(before, row.document),
        "numbers": sensitive.phones(before) if row.sensitive else [],
        "sealed": listing_draft.sealed_rows(row.document),
        "sensitive": [wording.word(wording.SENSITIVE, part) for part in row.sensitive],
        "cools": cooling(row, now=now),
        "shortened_by": called.get(row.shortened_by_id or 0, ""),
        "shortened_why": wording.word(dict(vetting.SHORTENINGS), row.shortened_why)
        if row.shortened_why
        else "",
        "calls": [
            (called.get(call.person_id, "?"), call.at, wording.word(wording.CALL_BACKS, call.outcome))
            for call in calls
        ],
        "hindrances": kept,
        "own": own,
        **_forms(person, row, proposal, own=own, in_review=in_review),
    }


def _forms(
    person: User, row: Edition, proposal: Proposal | None, *, own: bool, in_review: bool
) -> dict[str, Any]:  # fmt: skip
    ticked = _ticked(row, person)
    checks = ChecklistForm(initial={"checked": ticked})
    open_to = in_review and not own
    may = {
        "may_tick": open_to and person.may(Ability.AGREE_LISTING) and not row.removes,
        "may_call": open_to and bool(row.sensitive) and person.may(Ability.VERIFY_LISTING),
        "may_shorten": open_to
        and bool(cooling(row, now=timezone.now()))
        and person.may(Ability.SHORTEN_COOLING),
        "may_refuse": open_to and person.may(Ability.AGREE_LISTING),
        "may_take_back": in_review and proposal is not None and proposal.proposer_id == person.pk,
        "may_edit": row.state == EditionState.DRAFT and person.may(Ability.EDIT_LISTING),
    }
    may_agree = in_review and proposal is not None and not vetting.hindrances(row, person)
    return {
        **may,
        "may_agree": may_agree,
        "may_say_yes": open_to and person.may(Ability.AGREE_LISTING),
        "checks": checks,
        "ticked": len(ticked),
        "of": len(vetting.CHECKS),
        "call_back": CallBackForm(),
        "shortening": ShortenForm(),
        "refusing": Refusing(),
        "agreeing": Agreeing(initial={"shown": _digest(proposal)}) if proposal else None,
    }


def _ticked(row: Edition, person: User) -> list[str]:
    mine = Checklist.objects.filter(edition=row, person_id=person.pk, digest=row.digest)
    last = mine.filter(at__gte=row.submitted_at or row.created_at).order_by("-at", "-pk").first()
    return list(last.checked) if last else []


def _digest(proposal: Proposal) -> str:
    try:
        kind = agreement.kind_of(proposal)
    except agreement.UnknownKind as unknown:
        raise NotAllowed(Ability.AGREE_LISTING) from unknown
    return agreement.digest_of_lines(proposal.contents, kind.lines(proposal.contents))
