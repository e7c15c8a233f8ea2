"""Referring at the desk: choose a service, ask the person item by item, send it, follow it, end it."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models.service import Service
from referral import (
    case_content,
    case_reading,
    case_shown,
    going_out,
    referral_answers,
    referrals_shown,
    sending,
    shared,
)
from referral.case_access import GlassNeeded, NoSuchCase, Refused
from referral.case_reading import Opened
from referral.consent import CONFIRMED_BY_SPECIALISTS, Band, Item, band_of
from referral.going_out import Going
from referral.models.referral import PartnerDesk, Referral
from referral.referral_forms import ConsentForm
from referral.referral_moves import patience
from referral.referral_states import State
from staff.gate import needs
from staff.roles import Ability

CASE: Final = "cases:one"
MATCH: Final = "cases:match"


def _opened(request: HttpRequest, reference: str) -> Opened:
    """Return the case, the look put on record. Raises: Http404; GlassNeeded."""
    try:
        return case_reading.opened(person=request.user, reference=reference, now=timezone.now(), part="refer")
    except NoSuchCase:
        raise Http404 from None


@needs(Ability.REFER)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask what the person agrees to share with the service that was chosen, send it, or keep that its contact
    was given; without a choice lead back to who can help.
    """
    act = {"consent": _ask, "send": _send, "tell": _tell}.get(request.POST.get("act", ""))
    if act is None:
        return redirect(MATCH, reference)
    try:
        return act(request, _opened(request, reference))
    except GlassNeeded as refusal:
        messages.warning(request, str(refusal.says))
        return redirect(CASE, reference)


def _service(request: HttpRequest) -> tuple[Service, str]:
    """Return the listing and the need that a form is about. Raises: Http404."""
    try:
        service = Service.objects.filter(pk=uuid.UUID(request.POST.get("service", ""))).first()
    except ValueError:
        service = None
    if service is None:
        raise Http404
    return service, request.POST.get("need", "")


def _ask(request: HttpRequest, opened: Opened, form: ConsentForm | None = None) -> HttpResponse:
    service, need = _service(request)
    if need not in opened.facts.needs:
        raise Http404
    offered = _offered(opened, need)
    form = form or _form(opened, offered)
    desk = PartnerDesk.objects.filter(service=service).select_related("team").first()
    context = {
        "case": opened.case, "service": service, "need": need, "need_said": referrals_shown.need(need),
        "form": form, "desk": desk, "items": _items(form, offered),
        "child": form.band in (Band.UNDER_13, Band.FROM_13, Band.FROM_16),
        "age_unknown": form.band is Band.UNKNOWN, "confirmed": CONFIRMED_BY_SPECIALISTS,
        "answer_within": case_shown.length(patience(opened.case.urgency)),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "referring/consent.html", context, status=status, using="desk")


def _offered(opened: Opened, need: str) -> dict[Item, Any]:
    """Return what there is to share of the case for this need."""
    content = case_content.of(opened.case, now=timezone.now())
    there = shared.offered(
        content.facts, need=need, answers=content.answers, contact=content.contact, words=""
    )
    return {item: value for item, value in there.items() if value not in ("", [], {})}


def _form(opened: Opened, offered: dict[Item, Any], data: Any = None) -> ConsentForm:
    return ConsentForm(data, there=offered, band=band_of(opened.facts.age_band))


def _items(form: ConsentForm, offered: dict[Item, Any]) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """Return the items that can be shared, each with the very words that would be, to be read out."""
    ticked = set(form["items"].value() or ())
    return [
        (code, label, referrals_shown.words_of(Item(code), offered.get(Item(code), "")), code in ticked)
        for code, label in form.fields["items"].choices
    ]


def _send(request: HttpRequest, opened: Opened) -> HttpResponse:
    service, need = _service(request)
    form, now = _form(opened, _offered(opened, need), request.POST), timezone.now()
    if not form.is_valid():
        return _ask(request, opened, form)
    said = form.cleaned_data
    return _done(request, opened.case.reference, lambda: _said_of(sending.refer(
        person=request.user, reference=opened.case.reference, service=service.pk, need=need,
        items=said["items"], agreed=said["agreed"], until=form.until(now.date()), words=said["words"],
        follow=said["follow"], now=now,
    )))  # fmt: skip


def _said_of(referral: Referral) -> str:
    if referral.stands is State.DRAFTED:
        return _("Prepared. A supervisor has to check it before anything is sent.")
    return _("Sent. It comes back to you if nobody answers in time.")


def _tell(request: HttpRequest, opened: Opened) -> HttpResponse:
    service, need = _service(request)

    def told() -> str:
        sending.tell(person=request.user, reference=opened.case.reference, service=service.pk, need=need,
                     follow=True, now=timezone.now())  # fmt: skip
        return _("It is kept that the person was given this contact.")

    return _done(request, opened.case.reference, told)


def _done(request: HttpRequest, reference: str, verb: Callable[[], str]) -> HttpResponse:
    """Carry out a verb, say what came of it, and go back to the case. Raises: Http404."""
    try:
        messages.success(request, verb())
    except NoSuchCase:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    return redirect(f"{reverse(CASE, args=[reference])}#referrals")


# --- one referral of a case ---


@needs(Ability.REFER)
@require_POST
def act(request: HttpRequest, reference: str, pk: uuid.UUID, what: str) -> HttpResponse:
    """Make the move of a button: withdraw, revoke, not-reached, followed, again or answer."""
    row, on_it = _row(pk), {"person": request.user, "reference": reference, "now": timezone.now()}
    post = request.POST
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "withdraw": (
            lambda: sending.withdraw_consent(referral=row, **on_it),
            _("Stopped. The partner can read nothing of it any more; what they have seen they have seen."),
        ),
        "revoke": (
            lambda: sending.revoke(referral=row, reason=post.get("reason", ""), **on_it),
            _("Taken back. The partner can read nothing of it any more."),
        ),
        "not-reached": (
            lambda: sending.partner_not_reached(referral=row, **on_it),
            _("Kept. The case is back with you."),
        ),
        "followed": (lambda: sending.followed(referral=row, again=False, **on_it), _("Kept.")),
        "again": (lambda: sending.followed(referral=row, again=True, **on_it), _("A new day is set.")),
        "answer": (
            lambda: sending.answer(
                referral=row,
                items=post.getlist("items"),
                agreed=post.getlist("agreed"),
                words=post.get("words", "")[: shared.LONGEST_WORDS],
                **on_it,
            ),
            _("Sent. Their time to answer begins anew."),
        ),
    }
    if what not in acts:
        raise Http404
    verb, says = acts[what]
    return _done(request, reference, lambda: (verb(), says)[1])


@needs(Ability.CHECK_CONSENT)
@require_POST
def check(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Send what was drafted for a child."""
    row = _row(pk)

    def checked() -> str:
        sending.check(person=request.user, reference=reference, referral=row, now=timezone.now())
        return _("Checked and sent.")

    return _done(request, reference, checked)


def _row(pk: uuid.UUID) -> Referral:
    found = Referral.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs(Ability.REFER)
@require_safe
def letter(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Show a referral as a letter to print, in black and white."""
    return referral_answers.letter(request, _going(request, reference, pk, going_out.LETTER))


@needs(Ability.REFER)
@require_POST
def export(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Send one referral as a file for another case system."""
    return referral_answers.file(_going(request, reference, pk, going_out.FHIR))


def _going(request: HttpRequest, reference: str, pk: uuid.UUID, how: str) -> Going:
    """Return what may go out of a referral of this case, put on record. Raises: Http404."""
    try:
        return going_out.for_case(
            person=request.user,
            reference=reference,
            referral=_row(pk),
            how=how,
            now=timezone.now(),
            site=settings.WAYPOST_SITE_NAME,
        )
    except Refused:
        raise Http404 from None
