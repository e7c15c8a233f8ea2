"""Complaints at the desk: what people complained about, how often, and putting away what was dealt with."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import countries
from directory.desk_rows import SHEET, listing
from directory.models.service import Service
from referral import complaining, complaint_words
from referral.complaining import Waiting
from staff import navigation, panels
from staff.gate import needs
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

LIST = "complaints:waiting"
MOST = 8  # lines of a panel; the page behind it has all


@dataclass(frozen=True, slots=True)
class Shown:
    """Complaints about one thing as the page shows them. `sheet` is the address of the listing."""

    name: str
    where: str
    sheet: str
    put_away: str
    mark: str
    kinds: tuple[str, ...]
    total: int
    first_on: dt.date
    last_on: dt.date
    urgent: bool


@needs(Ability.SEE_COMPLAINTS)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what nobody has dealt with yet."""
    return render(request, "complaints/waiting.html", {"rows": _shown()}, using="desk")


@needs(Ability.SEE_COMPLAINTS)
@require_POST
def seen_of_site(request: HttpRequest) -> HttpResponse:
    """Put away what was complained about this site."""
    return _put_away(request, None)


@needs(Ability.SEE_COMPLAINTS)
@require_POST
def seen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put away what was complained about a service."""
    return _put_away(request, listing(pk))


def _put_away(request: HttpRequest, service: Service | None) -> HttpResponse:
    try:
        count = complaining.seen(person=request.user, service=service, shown=request.POST.get("shown", ""))
    except complaining.SomethingNew:
        messages.warning(
            request, _("More came in since this page was shown. Nothing was put away; look again.")
        )
    except complaining.NothingToSee:
        messages.warning(request, _("There was nothing new. Nothing was changed."))
    else:
        messages.success(request, _("Put away: %(count)d.") % {"count": count})
    return redirect(LIST)


def _shown() -> list[Shown]:
    return [_one(found) for found in complaining.waiting()]


def _one(found: Waiting) -> Shown:
    service = found.service
    words = complaint_words.WRONG if service else complaint_words.WRONG_HERE
    away = reverse("complaints:seen", args=[service.pk]) if service else reverse("complaints:seen-of-site")
    return Shown(
        name=service.name if service else _("This site"),
        where=countries.name(service.country, get_language() or "en") if service else "",
        sheet=reverse(SHEET, args=[service.pk]) if service else "",
        put_away=away,
        mark=found.mark,
        kinds=tuple(
            f"{words[kind]()}: {number}" for kind in complaining.Wrong if (number := found.kinds.get(kind))
        ),
        total=found.total,
        first_on=found.first_on,
        last_on=found.last_on,
        urgent=complaining.Wrong.NOT_SAFE in found.kinds,
    )


def panel(person: User) -> Panel:
    """Return what people complained about, for the page of today."""
    rows = _shown()
    return Panel(
        title=_("Complaints"),
        rows=tuple(
            Row(one.name, detail=", ".join(one.kinds), address=reverse(LIST), figure=str(one.total))
            for one in rows[:MOST]
        ),
        empty=_("Nobody complained about anything that is not dealt with."),
        more=reverse(LIST),
        more_label=_("All complaints"),
        urgent=any(one.urgent for one in rows),
    )


def register() -> None:
    """Tell the desk of the complaints."""
    navigation.register(navigation.Item(LIST, gettext_lazy("Complaints"), Ability.SEE_COMPLAINTS, "c"))
    panels.register(ability=Ability.SEE_COMPLAINTS, build=panel)
