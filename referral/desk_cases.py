"""The queue of cases, live for whoever leaves it open, and the page of one case."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from referral import (
    alarm,
    case_access,
    case_duty,
    case_forms,
    case_glass,
    case_reading,
    case_shown,
    case_words,
    referrals_shown,
)
from referral.case_access import GlassNeeded, NoSuchCase
from referral.case_forms import FactsForm, NoteForm
from referral.case_reading import Narrowed, Opened
from referral.models.case import Case
from referral.triage import NOW
from staff import navigation, panels
from staff.gate import needs
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

QUEUE: Final = "cases:queue"
KEPT: Final = "cases-narrowed"  # in the session
PRACTISING: Final = "cases-practice"
EVERY_SECONDS: Final = 15  # how often an open queue is asked for anew
SIGNS: Final = (
    ("n", gettext_lazy("The next case that nobody has taken"), Ability.SEE_CASES),
    ("w", gettext_lazy("Walk the questions with a caller"), Ability.WORK_CASE),
    ("t", gettext_lazy("Take this case"), Ability.WORK_CASE),
    ("m", gettext_lazy("Who can help with this case; 1 to 9 refer there"), Ability.SEE_CASES),
    ("o", gettext_lazy("Write a note"), Ability.WORK_CASE),
    ("x", gettext_lazy("Close this case"), Ability.CLOSE_CASE),
)


@needs(Ability.SEE_CASES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the cases of the team: most urgent first, then those with least time left."""
    now = timezone.now()
    narrowed = case_forms.narrowed(request.GET, request.session.get(KEPT, {}))
    request.session[KEPT] = narrowed.as_dict()
    return render(request, "cases/queue.html", _queue(request, narrowed, now), using="desk")


@needs(Ability.SEE_CASES)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer with the rows of the queue if they differ from what the page shows; nothing if they do not.

    It keeps no session open: a desk that nobody sits at is signed out as ever.
    """
    request.looks_only = True  # type: ignore[attr-defined]
    now = timezone.now()
    alarm.ring_due(now=now)
    mark = case_reading.mark(request.user, now=now, practice=_practises(request))
    if request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    narrowed = case_forms.narrowed({}, request.session.get(KEPT, {}))
    return render(request, "cases/rows.html", _queue(request, narrowed, now), using="desk")


def _queue(request: HttpRequest, narrowed: Narrowed, now: dt.datetime) -> dict[str, Any]:
    number, practises = request.GET.get("page", ""), _practises(request)
    page = case_reading.queue(
        person=request.user, narrowed=narrowed, now=now, practice=practises,
        page=int(number) if number.isdecimal() and len(number) < 5 else 1,
    )  # fmt: skip
    looks_after = request.user.may(Ability.REVIEW_CASES)
    return {
        "page": page,
        "rows": case_shown.rows(page.rows, now),
        "narrowed": narrowed,
        "choices": case_shown.choices(page),
        "mark": case_reading.mark(request.user, now=now, practice=practises),
        "every": EVERY_SECONDS,
        "practises": practises,
        "trained": practises or case_access.is_trained(request.user, today=now.date()),
        "duty": case_duty.duty_of(request.user, now=now),
        "glass": case_shown.openings(case_glass.unseen(request.user)) if looks_after else [],
        "numbers": range(1, page.pages + 1),
        "shifts": range(1, int(case_duty.LONGEST_SHIFT.total_seconds() // 3600) + 1),
    }


def _practises(request: HttpRequest) -> bool:
    return bool(request.session.get(PRACTISING))


@needs(Ability.SEE_CASES)
@require_safe
def bell(request: HttpRequest) -> JsonResponse:
    """Say how many of the team's cases cannot wait, and whether this person is to be rung: counts alone."""
    request.looks_only = True  # type: ignore[attr-defined]
    now = timezone.now()
    alarm.ring_due(now=now)
    duty = case_duty.duty_of(request.user, now=now)
    looks_after = request.user.may(Ability.REVIEW_CASES)
    return JsonResponse(
        {
            "now": _waits_now(request.user, now).count(),
            "overdue": _rung(request.user, now).count() if looks_after else 0,
            "rings": duty.until is not None or looks_after,
            "sound": duty.sound,
            "duty": duty.until is not None,
        }
    )


def _waits_now(person: User, now: dt.datetime) -> Any:
    return case_access.visible(person, now=now).true().untaken().filter(urgency=NOW, team_id=person.team_id)


def _rung(person: User, now: dt.datetime) -> Any:
    found = case_access.visible(person, now=now).true().overdue(now=now)
    return found.filter(team_id=person.team_id, rung_at__isnull=False)


@needs(Ability.SEE_CASES)
@require_safe
def next_case(request: HttpRequest) -> HttpResponse:
    """Lead to the first case of the queue that nobody has taken; the one on screen is passed over."""
    found = case_reading.cases_of(request.user, Narrowed(), now=timezone.now(), practice=_practises(request))
    after = case_access.read_reference(request.GET.get("after", ""))
    order = list(found.values_list("reference", flat=True)[:200])
    rest = order[order.index(after) + 1 :] + order[: order.index(after)] if after in order else order
    return redirect("cases:one", rest[0]) if rest else redirect(QUEUE)


@needs(Ability.SEE_CASES)
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case; one that a colleague works on asks for a reason first."""
    try:
        found = case_reading.opened(person=request.user, reference=reference, now=timezone.now())
    except NoSuchCase:
        raise Http404 from None
    except GlassNeeded as asks:
        return why(request, asks.reference)
    return page(request, found)


def why(request: HttpRequest, reference: str, *, says: str = "") -> HttpResponse:
    """Show the form that asks why somebody opens what is not their work; `says` is what was refused."""
    context = {
        "reference": reference,
        "says": says,
        "reasons": case_words.words(case_words.GLASS),
        "minutes": settings.WAYPOST_GLASS_MINUTES,
    }
    return render(request, "cases/glass.html", context, using="desk", status=422 if says else 200)


def page(
    request: HttpRequest, found: Opened, *, note: NoteForm | None = None, says: str = "", status: int = 200
) -> HttpResponse:
    """Show an opened case; `note` and `says` come back from a verb that refused."""
    now, case = timezone.now(), found.case
    context = {
        "case": case,
        "found": found,
        "night": case_shown.night(found, now),
        "facts": case_shown.facts(found.facts),
        "telling": case_shown.telling(found),
        "clock": case_shown.clock(case, now),
        "urgency": case_words.word(case_words.URGENCIES, case.urgency),
        "state": case_words.word(case_words.STATES, case.state),
        "history": case_shown.history(case),
        "referrals": referrals_shown.of_case(case, person=request.user, now=now),
        "note": note or NoteForm(),
        "says": says,
        "facts_form": FactsForm(initial=case_shown.initial(found.facts)),
        "removals": case_shown.removals(found.removals),
        "mine": case.taken_by_id == request.user.pk,
        **_moves(request, case, now),
    }
    return render(request, "cases/one.html", context, using="desk", status=status)


def _moves(request: HttpRequest, case: Case, now: dt.datetime) -> dict[str, Any]:
    works = case.taken_by_id is not None and not case.is_closed
    return {
        "works": works,
        "more_urgent": case_shown.more_urgent(case),
        "less_urgent": case_shown.less_urgent(case) if works else [],
        "lower_reasons": case_words.words(case_words.LOWER),
        "closing": case_words.words(case_words.CLOSING),
        "whom": case_shown.whom(case, now) if not case.practice else [],
        "teams": case_shown.teams(case) if not case.practice else [],
    }


# --- the page of today, the navigation ---


def panel(person: User) -> Panel:
    """Return how many cases wait for somebody, for the page of today: counts, nothing of any case."""
    now = timezone.now()
    waiting = case_access.visible(person, now=now).true().filter(team_id=person.team_id)
    untaken, overdue = waiting.untaken(), waiting.overdue(now=now)
    address = "/desk/cases/"
    counted = [
        (_("Cannot wait (U0)"), untaken.filter(urgency=NOW).count()),
        (_("Wait for somebody to take them"), untaken.count()),
        (_("Clock has ended"), overdue.count()),
    ]
    opened = case_glass.unseen(person) if person.may(Ability.REVIEW_CASES) else []
    if opened:
        counted.append((_("Opened from outside, to be looked at"), len(opened)))
    return Panel(
        title=_("Cases"),
        rows=tuple(Row(words, address=address, figure=str(number)) for words, number in counted if number),
        empty=_("No case waits."),
        more=address,
        more_label=_("The queue"),
        urgent=bool(counted[0][1] or counted[2][1]),
    )


def register() -> None:
    """Tell the desk of cases."""
    navigation.register(navigation.Item(QUEUE, gettext_lazy("Cases"), Ability.SEE_CASES, "s"))
    navigation.ring("cases:bell", Ability.SEE_CASES)
    for key, label, ability in SIGNS:
        navigation.sign(key, label, ability)
    panels.register(ability=Ability.SEE_CASES, build=panel)
