"""The inbox of a partner: what came, what the person agreed to tell of it, the answer, and the room there is.

What nobody answered in time has gone back before the list is read, whether or not a timer runs.
"""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from directory.capacity import NoSuchAnswer
from referral import going_out, inbox_shown, partnering, referral_answers, sending
from referral.case_access import Refused
from referral.going_out import Going
from referral.models.referral import Referral
from referral.partnering import NoSuchReferral
from referral.referral_forms import RoomForm
from referral.referral_moves import NotInList
from referral.referral_states import UNANSWERED
from staff import navigation, panels
from staff.gate import needs
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

INBOX: Final = "inbox:every"
ONE: Final = "inbox:one"


@needs(Ability.ANSWER_REFERRAL)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Show what came to the team, and the room of its services."""
    now = timezone.now()
    sending.expire_due(now=now)
    sending.shut_over(today=now.date())
    rows = partnering.listed(person=request.user)
    context = {
        "inbox": inbox_shown.inbox(rows, now=now),
        "rooms": inbox_shown.rooms(partnering.services_of(request.user), today=now.date()),
        "form": RoomForm(),
    }
    return render(request, "inbox/every.html", context, using="desk")


@needs(Ability.ANSWER_REFERRAL)
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a referral; the first look tells the helpline that it was opened."""
    now = timezone.now()
    sending.expire_due(now=now)
    try:
        row, told = partnering.read(person=request.user, reference=reference, now=now)
    except NoSuchReferral:
        raise Http404 from None
    return render(request, "inbox/one.html", {"one": inbox_shown.one(row, told, now=now)}, using="desk")


@needs(Ability.ANSWER_REFERRAL)
@require_POST
def act(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """Give the answer of a button."""
    post, on_it = request.POST, {"person": request.user, "reference": reference, "now": timezone.now()}
    acts: dict[str, tuple[Callable[[], Referral], str]] = {
        "accept": (lambda: partnering.accept(**on_it), _("Accepted. The helpline sees it.")),
        "waitlist": (
            lambda: partnering.waitlist(wait_days=_days(post.get("wait_days", "")), **on_it),
            _("On the list. The helpline tells the person how long it takes."),
        ),
        "decline": (
            lambda: partnering.decline(reason=post.get("reason", ""), **on_it),
            _("Declined. The helpline looks for somebody else; what was shared is closed here."),
        ),
        "ask": (
            lambda: partnering.ask(items=post.getlist("items"), **on_it),
            _("Asked. It comes only if the person agrees."),
        ),
        "start": (lambda: partnering.start(**on_it), _("Kept: help has begun.")),
        "complete": (
            lambda: partnering.complete(result=post.get("reason", ""), **on_it),
            _("Completed. What was shared is closed here now."),
        ),
        "hand-back": (
            lambda: partnering.hand_back(reason=post.get("reason", ""), **on_it),
            _("Handed back. What was shared is closed here now."),
        ),
        "not-reached": (
            lambda: partnering.person_not_reached(**on_it),
            _("Kept. The helpline goes on; what was shared is closed here now."),
        ),
    }
    if what not in acts:
        raise Http404
    verb, says = acts[what]
    return _done(request, verb, says, reference)


def _done(request: HttpRequest, verb: Callable[[], Any], says: str, reference: str) -> HttpResponse:
    """Carry out an answer and go back to the referral. Raises: Http404."""
    try:
        verb()
        messages.success(request, says)
    except NoSuchReferral:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    return redirect(ONE, reference)


def _days(said: str) -> int:
    """Return a number of days of a form. Raises: NotInList."""
    if not said.isdecimal() or len(said) > 4:
        raise NotInList("no number of days")
    return int(said)


@needs(Ability.REPORT_CAPACITY)
@require_POST
def room(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep how much room a service has: one press says it, or the fields beside it."""
    try:
        status, wait_days, places = _room_of(request)
        partnering.report_capacity(
            person=request.user, service=pk, status=status, places=places, wait_days=wait_days,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Kept. Plans and workers see it from now on."))
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    except (NoSuchAnswer, ValueError):
        messages.error(request, _("Choose how much room there is. Nothing was changed."))
    return redirect(INBOX)


def _room_of(request: HttpRequest) -> tuple[str, int | None, int | None]:
    """Return state, wait and places. Raises: ValueError."""
    if said := request.POST.get("said"):
        return *inbox_shown.read_quick(said[:20]), None
    form = RoomForm(request.POST)
    if not form.is_valid():
        raise ValueError("no such answer")
    given = form.cleaned_data
    return given["status"], given["wait_days"], given["places"]


@needs(Ability.ANSWER_REFERRAL)
@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a referral of the inbox as a letter to print."""
    return referral_answers.letter(request, _going(request, reference, going_out.LETTER))


@needs(Ability.ANSWER_REFERRAL)
@require_POST
def export(request: HttpRequest, reference: str) -> HttpResponse:
    """Send one referral of the inbox as a file for another case system."""
    return referral_answers.file(_going(request, reference, going_out.FHIR))


def _going(request: HttpRequest, reference: str, how: str) -> Going:
    """Return what may go out of a referral of the inbox, put on record. Raises: Http404."""
    try:
        return going_out.for_partner(
            person=request.user, reference=reference, how=how, now=timezone.now(),
            site=settings.WAYPOST_SITE_NAME,
        )  # fmt: skip
    except Refused:
        raise Http404 from None


def panel(person: User) -> Panel:
    """Return how many referrals wait for the team, for the page of today: counts, nothing of anybody."""
    now, address = timezone.now(), reverse(INBOX)
    own = Referral.objects.inbox_of(person)
    unanswered = own.filter(state__in=UNANSWERED, answer_by__gt=now)
    soon = unanswered.filter(urgency__in=("U0", "U1")).count()
    running = own.open().exclude(state__in=UNANSWERED).count()
    counted = [
        (_("Waiting for your answer"), unanswered.count()), (_("Of these: needed today"), soon),
        (_("Under way"), running),
    ]  # fmt: skip
    return Panel(
        title=_("Referrals"),
        rows=tuple(Row(words, address=address, figure=str(number)) for words, number in counted if number),
        empty=_("Nothing waits for your answer."),
        more=address,
        more_label=_("Inbox"),
        urgent=bool(soon),
    )  # fmt: skip


def register() -> None:
    """Tell the desk of the inbox."""
    navigation.register(navigation.Item(INBOX, gettext_lazy("Inbox"), Ability.ANSWER_REFERRAL, "m"))
    panels.register(ability=Ability.ANSWER_REFERRAL, build=panel)
