"""The pages behind a case: who can help, how the person may be reached, help to have a picture taken down."""

import uuid
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.fitting import ADULT, CHILD
from directory.topics import Need
from referral import (
    case_notes,
    case_reading,
    case_removal,
    case_shown,
    case_words,
    desk_cases,
    matching_staff,
)
from referral.case_access import GlassNeeded, NoSuchCase, Refused
from referral.case_facts import CaseFacts
from referral.case_forms import ContactForm, RemovalForm
from referral.case_reading import Opened
from referral.desk_case_verbs import ONE, done
from staff.gate import needs
from staff.roles import Ability

HOTLINES_ELSEWHERE: Final = "https://www.inhope.org/EN"  # where it is not known which hotline a country has
A_CHILDS: Final = "16-17"  # the band for which hotlines of children's pictures are matched


def _opened(request: HttpRequest, reference: str, part: str) -> Opened | HttpResponse:
    """Return the case, the look put on record, or the page that asks for a reason. Raises: Http404."""
    try:
        return case_reading.opened(person=request.user, reference=reference, now=timezone.now(), part=part)
    except NoSuchCase:
        raise Http404 from None
    except GlassNeeded as asks:
        return desk_cases.why(request, asks.reference)


# --- matching ---


@needs(Ability.SEE_CASES)
@require_safe
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who can help with each need, with room and waits, and why others were left out."""
    found = _opened(request, reference, "match")
    if isinstance(found, HttpResponse):
        return found
    now, case = timezone.now(), found.case
    matches = matching_staff.for_case(found.facts, found.told, now=now)
    context = {
        "case": case,
        "facts": case_shown.facts(found.facts),
        "by_need": case_shown.matched(matches, found.facts, now),
        "interim": case_shown.interim(matches, found.facts, now),
        "may_refer": request.user.may(Ability.REFER) and case.taken_by_id is not None
        and not case.is_closed and not case.practice,
    }  # fmt: skip
    return render(request, "cases/match.html", context, using="desk")


# --- contact details ---


@needs(Ability.WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for contact details, which most cases need none of; what is kept is shown when asked for."""
    found = _opened(request, reference, "contact")
    if isinstance(found, HttpResponse):
        return found
    form = ContactForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _contact(request, found, form)
    try:
        case_notes.set_contact(
            person=request.user, reference=reference, said=form.said(), agreed=form.cleaned_data["agreed"],
            until=form.cleaned_data["until"], now=timezone.now(),
        )  # fmt: skip
    except NoSuchCase:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal.says))
        return _contact(request, found, form)
    messages.success(request, _("Kept, sealed by itself, until its last day."))
    return redirect(ONE, reference)


def _contact(
    request: HttpRequest, found: Opened, form: ContactForm, *, said: list[tuple[str, str]] | None = None
) -> HttpResponse:
    context = {
        "case": found.case, "kept": found.contact, "form": form, "said": said,
        "works": found.case.taken_by_id is not None and not found.case.is_closed,
        "days": case_notes.LONGEST_CONTACT_DAYS,
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/contact.html", context, using="desk", status=status)


@needs(Ability.WORK_CASE)
@require_POST
def contact_shown(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the contact details; that somebody looked is on record by itself."""
    found = _opened(request, reference, "contact")
    if isinstance(found, HttpResponse):
        return found
    try:
        said = case_reading.contact_of(person=request.user, reference=reference, now=timezone.now())
    except NoSuchCase:
        raise Http404 from None
    return _contact(request, found, ContactForm(), said=case_shown.contact(said))


@needs(Ability.WORK_CASE)
@require_POST
def contact_gone(request: HttpRequest, reference: str) -> HttpResponse:
    """Destroy the contact details."""
    return done(
        request, reference, says=_("Gone: its key is destroyed."),
        verb=lambda: case_notes.remove_contact(
            person=request.user, reference=reference, now=timezone.now()
        ),
    )  # fmt: skip


# --- removal ---


@needs(Ability.WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass on the address of an adult's picture; where a child may be shown, name the hotlines and take
    nothing.
    """
    found = _opened(request, reference, "removal")
    if isinstance(found, HttpResponse):
        return found
    if case_removal.may_show_a_child(found.facts, found.told):
        return _hotlines(request, found)
    form = RemovalForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _removal(request, found, form)
    said = form.cleaned_data
    try:
        case_removal.ask(person=request.user, reference=reference, now=timezone.now(), **said)
    except case_removal.MayShowAChild:
        return _hotlines(request, found)
    except NoSuchCase:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal.says))
        return _removal(request, found, form)
    messages.success(request, _("Kept. Its clock runs: note the answer when it comes."))
    return redirect("cases:removal", reference)


def _removal(request: HttpRequest, found: Opened, form: RemovalForm) -> HttpResponse:
    now = timezone.now()
    context = {
        "case": found.case,
        "form": form,
        "removals": case_shown.removals(found.removals),
        "answers": [one for one in case_words.words(case_words.REMOVALS) if one[0] in case_removal.ANSWERS],
        "works": found.case.taken_by_id is not None and not found.case.is_closed,
        "services": case_shown.services_for(_asks(found.facts, Need.REMOVAL), found.facts, now, route=ADULT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/removal.html", context, using="desk", status=status)


def _hotlines(request: HttpRequest, found: Opened) -> HttpResponse:
    """Show where such an address belongs. Nothing that was typed is shown again or kept."""
    asks = replace(_asks(found.facts, Need.REMOVAL, Need.REPORT), age_band=A_CHILDS)
    context: dict[str, Any] = {
        "case": found.case,
        "elsewhere": HOTLINES_ELSEWHERE,
        "services": case_shown.services_for(asks, found.facts, timezone.now(), route=CHILD),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/hotline.html", context, using="desk", status=status)


def _asks(facts: CaseFacts, *needed: Need) -> CaseFacts:
    return replace(facts, needs={need.value: 1 for need in needed})


@needs(Ability.WORK_CASE)
@require_POST
def removal_answered(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Keep what came of a request."""
    state = request.POST.get("state", "")
    return done(
        request, reference, says=_("Kept."),
        verb=lambda: case_removal.answered(
            person=request.user, reference=reference, pk=str(pk), state=state, now=timezone.now()
        ),
    )  # fmt: skip
