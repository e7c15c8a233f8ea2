"""The buttons of a case: each carries out one verb, says what came of it, and leads back."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from referral import case_glass, case_notes, case_reading, case_words, casework, desk_cases
from referral.case_access import GlassNeeded, NoSuchCase, Refused
from referral.case_forms import FactsForm, NoteForm
from referral.case_notes import LooksLikeSomebody
from referral.case_words import word
from staff.gate import needs
from staff.models.person import Team, User
from staff.roles import Ability

ONE: Final = "cases:one"
QUEUE: Final = desk_cases.QUEUE


def done(
    request: HttpRequest, reference: str, verb: Callable[[], object], *, says: str, to: str = ""
) -> HttpResponse:
    """Carry out a verb, say what came of it, and lead to the case or to `to`. Raises: Http404."""
    try:
        verb()
    except NoSuchCase:
        raise Http404 from None
    except GlassNeeded as asks:
        return redirect(ONE, asks.reference)
    except casework.TakenAlready as refusal:
        messages.error(request, str(refusal.says))
        return redirect(QUEUE)
    except Refused as refusal:
        messages.error(request, str(refusal.says))
        return redirect(ONE, reference)
    messages.success(request, says)
    return redirect(to) if to else redirect(ONE, reference)


@needs(Ability.WORK_CASE)
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case."""
    return done(
        request, reference, says=_("It is yours now."),
        verb=lambda: casework.take(person=request.user, reference=reference, now=timezone.now()),
    )  # fmt: skip


@needs(Ability.WORK_CASE)
@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a case back into the queue."""
    return done(
        request, reference, says=_("It is back in the queue. Take a pause if you need one."), to=QUEUE,
        verb=lambda: casework.release(person=request.user, reference=reference, now=timezone.now()),
    )  # fmt: skip


@needs(Ability.WORK_CASE)
@require_POST
def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass a case to a colleague, or to another team."""
    kind, _colon, number = request.POST.get("to", "").partition(":")
    pk = int(number) if number.isdecimal() and len(number) < 10 else 0
    whom = User.objects.filter(pk=pk, team__isnull=False).first() if kind == "person" else None
    team = whom.team if whom else Team.objects.filter(pk=pk if kind == "team" else 0).first()

    def verb() -> None:
        if team is None:
            raise casework.NobodyThere
        casework.pass_on(person=request.user, reference=reference, team=team, whom=whom, now=timezone.now())

    return done(request, reference, verb, says=_("It is passed on."), to=QUEUE)


@needs(Ability.WORK_CASE)
@require_POST
def raise_urgency(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a case more urgent."""
    urgency = request.POST.get("urgency", "")
    return done(
        request, reference, says=_("It is more urgent now, and its clock begins anew."),
        verb=lambda: casework.raise_urgency(
            person=request.user, reference=reference, urgency=urgency, now=timezone.now()
        ),
    )  # fmt: skip


@needs(Ability.LOWER_URGENCY)
@require_POST
def lower_urgency(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a case less urgent, with a reason."""
    post = request.POST
    return done(
        request, reference, says=_("It is less urgent now. Your reason is on record."),
        verb=lambda: casework.lower_urgency(
            person=request.user, reference=reference, urgency=post.get("urgency", ""),
            reason=post.get("reason", ""), now=timezone.now(),
        ),
    )  # fmt: skip


@needs(Ability.CLOSE_CASE)
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close a case."""
    reason = request.POST.get("reason", "")
    return done(
        request, reference, says=_("It is closed. What it holds destroys itself on its last day."),
        verb=lambda: casework.close(
            person=request.user, reference=reference, reason=reason, now=timezone.now()
        ),
    )  # fmt: skip


@needs(Ability.CLOSE_CASE)
@require_POST
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a closed case again."""
    return done(
        request, reference, says=_("It is open again, and yours."),
        verb=lambda: casework.reopen(person=request.user, reference=reference, now=timezone.now()),
    )  # fmt: skip


# --- what is written into a case ---


@needs(Ability.WORK_CASE)
@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a note; one that looks as if it named somebody comes back with a warning, and is not kept yet."""
    form = NoteForm(request.POST)
    text = form.data.get("text", "")
    try:
        case_notes.note(
            person=request.user, reference=reference, text=text, now=timezone.now(),
            all_the_same="all_the_same" in request.POST,
        )  # fmt: skip
    except LooksLikeSomebody as warning:
        looks = ", ".join(word(case_words.LOOKS, one) for one in warning.found)  # type: ignore[arg-type]
        return _again(request, reference, form, f"{warning.says} {_('It looks like:')} {looks}.")
    except NoSuchCase:
        raise Http404 from None
    except GlassNeeded as asks:
        return redirect(ONE, asks.reference)
    except Refused as refusal:
        return _again(request, reference, form, str(refusal.says))
    messages.success(request, _("The note is kept, sealed with the case."))
    return redirect(ONE, reference)


def _again(request: HttpRequest, reference: str, form: NoteForm, says: str) -> HttpResponse:
    """Show the case once more with what was typed, so that it is not lost."""
    found = case_reading.opened(person=request.user, reference=reference, now=timezone.now())
    return desk_cases.page(request, found, note=form, says=says, status=422)


@needs(Ability.WORK_CASE)
@require_POST
def facts(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep other coarse facts."""
    form, now = FactsForm(request.POST), timezone.now()

    def verb() -> None:
        if not form.is_valid():
            raise Refused
        known = case_reading.opened(person=request.user, reference=reference, now=now, part="facts").facts
        case_notes.set_facts(person=request.user, reference=reference, facts=form.facts(known), now=now)

    return done(request, reference, verb, says=_("Kept."))


# --- what is not one's own work ---


@needs(Ability.BREAK_GLASS)
@require_http_methods(["GET", "HEAD", "POST"])
def other(request: HttpRequest) -> HttpResponse:
    """Open a case outside one's own work: asks for its reference and a reason, then leads there."""
    reference = request.POST.get("reference", "")
    if request.method != "POST":
        return desk_cases.why(request, "")
    try:
        case = case_glass.break_glass(
            person=request.user, reference=reference, reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return desk_cases.why(request, reference, says=str(refusal.says))
    messages.warning(request, _("You may read it for a while. The supervisor of its team is told."))
    return redirect(ONE, case.reference)


@needs(Ability.REVIEW_CASES)
@require_POST
def glass_seen(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that a supervisor looked at an opening."""
    return done(
        request, "", says=_("Kept: you have looked at it."), to=QUEUE,
        verb=lambda: case_glass.seen(person=request.user, pk=number, now=timezone.now()),
    )  # fmt: skip
