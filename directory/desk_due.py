"""The queue of what somebody has to look at, and what they do there: verify, hide, or put reports away."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import countries, due, feedback, listing_sheet, publishing, verification, wording
from directory.desk_rows import SHEET, listing
from directory.listing_forms import VerifyForm, WithdrawForm
from directory.models.edition import Verification
from directory.models.feedback import Feedback
from directory.models.service import Service, Withdrawal
from directory.states import State, may_move
from staff import agreement
from staff.gate import needs
from staff.roles import Ability

QUEUE: Final = "listings:due"
# Why it would be hidden, by what people pressed: the reason of the one button; the others stand behind it.
REASONS: Final = {
    Feedback.Said.NOT_SAFE: Withdrawal.NOT_SAFE,
    Feedback.Said.GONE: Withdrawal.CLOSED,
    Feedback.Said.NO_ANSWER: Withdrawal.NOT_ANSWERING,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A listing of the queue as its page shows it; `why` is the likely reason to hide it."""

    row: due.Row
    where: str
    state: str
    may_go: bool
    why: tuple[str, str]


@needs(Ability.VERIFY_LISTING)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what has to be looked at, most dangerous first, and why."""
    country = request.GET.get("country", "") if countries.is_country(request.GET.get("country", "")) else ""
    number = request.GET.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1
    found = due.queue(today=timezone.now().date(), page=page, country=country)
    language = get_language() or "en"
    reports = feedback.waiting([row.service.pk for row in found.rows])
    pages = Paginator(range(found.total), due.PER_PAGE)
    context = {
        "rows": [
            Shown(
                row, countries.name(row.service.country, language), *_state(row.service), _guess(reports, row)
            )
            for row in found.rows
        ],
        "total": found.total,
        "page": pages.get_page(page),
        "country": country,
        "countries": countries.countries(language),
        "may_hide": request.user.may(Ability.WITHDRAW_LISTING),
        "reasons": WithdrawForm(),
        "days": settings.WAYPOST_VERIFY_DAYS,
    }
    return render(request, "listings/due.html", context, using="desk")


@needs(Ability.VERIFY_LISTING)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask how somebody asked, and what came of it; keep it."""
    row = listing(pk)
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _verified(request, row, form)
    context = {
        "row": row,
        "sheet": listing_sheet.of(row),
        "form": form,
        "said": [(wording.word(wording.SAID, code), count) for code, count in feedback.of(row).items()],
        "waiting": bool(feedback.waiting([row.pk])),
        "may_be_verified": row.state in verification.VERIFIABLE,
        "days": settings.WAYPOST_VERIFY_DAYS,
        "may_edit": request.user.may(Ability.EDIT_LISTING),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "listings/verify.html", context, status=status, using="desk")


@needs(Ability.WITHDRAW_LISTING)
@require_POST
def hide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a listing off the public side, at once, from the queue."""
    row, form = listing(pk), WithdrawForm(request.POST)
    if not form.is_valid():
        return redirect("admin:listing-withdraw", row.pk)
    try:
        publishing.withdraw(person=request.user, service=row, why=form.reason())
    except publishing.NotToBeWithdrawn:
        messages.warning(request, _("It was withdrawn already. Nothing was changed."))
    else:
        messages.success(
            request,
            _("%(name)s is withdrawn. The public side drops it within two seconds.") % {"name": row.name},
        )
    return redirect(
        QUEUE if request.user.may(Ability.VERIFY_LISTING) else "admin:directory_service_changelist"
    )


@needs(Ability.VERIFY_LISTING)
@require_POST
def seen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put away what was reported so far: somebody has dealt with it."""
    row = listing(pk)
    try:
        count = feedback.seen(person=request.user, service=row)
    except feedback.NothingToSee:
        messages.warning(request, _("There was nothing new. Nothing was changed."))
    else:
        messages.success(request, _("Put away: %(count)d.") % {"count": count})
    return redirect("listings:verify", row.pk)


def _verified(request: HttpRequest, row: Service, form: VerifyForm) -> HttpResponse:
    how, outcome = form.cleaned_data["how"], form.cleaned_data["outcome"]
    try:
        verification.verify(person=request.user, service=row, how=how, outcome=outcome)
    except (verification.NotToBeVerified, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
        return redirect("listings:verify", row.pk)
    messages.success(request, _said(Verification.Outcome(outcome)))
    changed = outcome == Verification.Outcome.CHANGED
    if changed and request.user.may(Ability.EDIT_LISTING):
        return redirect("listings:edit", row.pk)
    return redirect(SHEET if outcome == Verification.Outcome.GONE else QUEUE, *_at(outcome, row))


def _at(outcome: str, row: Service) -> list[uuid.UUID]:
    return [row.pk] if outcome == Verification.Outcome.GONE else []


def _said(outcome: Verification.Outcome) -> str:
    return {
        Verification.Outcome.TRUE: _("It is recorded: still true."),
        Verification.Outcome.CHANGED: _(
            "It is recorded. It is due again within a week; an editor can change it."
        ),
        Verification.Outcome.NOT_REACHED: _("It is recorded. It is due again within a week."),
        Verification.Outcome.GONE: _("It is recorded, and the listing is withdrawn."),
    }[outcome]


def _guess(reports: dict[uuid.UUID, dict[str, int]], row: due.Row) -> tuple[str, str]:
    """Return the code and the words of the gravest reason that people gave; else that something is wrong."""
    said = reports.get(row.service.pk, {})
    why = next((reason for pressed, reason in REASONS.items() if pressed in said), Withdrawal.WRONG_DETAILS)
    return why.value, wording.word(wording.WITHDRAWALS, why)


def _state(row: Service) -> tuple[str, bool]:
    """Return the state in words, and whether the listing can be hidden now."""
    return wording.word(wording.STATES, row.state), may_move(State(row.state), State.WITHDRAWN)
