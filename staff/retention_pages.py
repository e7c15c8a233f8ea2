"""The pages of what is kept: how long, what was destroyed, and what is stored at all."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safety import inventory, inventory_report, inventory_words, retention
from safety.inventory_report import Part
from safety.keeping_times import TIMES
from staff import agreement, audit, navigation, panels, retention_change, retention_report
from staff.acts import Act
from staff.gate import needs
from staff.models.person import User
from staff.panels import Panel, Row
from staff.retention_forms import AnotherTime
from staff.roles import Ability
from staff.today import moment

TIMES_PAGE: Final = "desk:retention"


@dataclass(frozen=True, slots=True)
class Held:
    """One table that is about people, with how many rows it has now."""

    part: Part
    rows: int


@needs(Ability.SEE_INVENTORY)
@require_safe
def times(request: HttpRequest) -> HttpResponse:
    """Show how long everything lives, what the purge did with it, and whether it runs."""
    now = timezone.now()
    context = {
        "times": retention_report.times(now=now),
        "gone": retention_report.gone(now=now),
        "ran": retention_report.ran(now=now),
        "may_propose": request.user.may(Ability.CHANGE_RETENTION),
    }
    return render(request, "retention/times.html", context, using="desk")


@needs(Ability.CHANGE_RETENTION)
@require_http_methods(["GET", "POST"])
def one_time(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one time of keeping, and by POST put another one before a second administrator."""
    if slug not in TIMES:
        raise Http404
    form = AnotherTime(request.POST or None, slug=slug, now=retention.value(slug))
    if request.method == "POST" and form.is_valid() and _proposed(request, slug, form.cleaned_data["value"]):
        return redirect(TIMES_PAGE)
    context = {"form": form, "time": retention_report.one(slug, now=timezone.now())}
    return render(request, "retention/time.html", context, using="desk")


@needs(Ability.SEE_INVENTORY)
@require_safe
def stored(request: HttpRequest) -> HttpResponse:
    """Show every column of every table, and how many rows about people there are. The look is on record."""
    parts = inventory_report.parts(retention.values())
    held = [Held(part, inventory_report.rows(part)) for part in parts if part.about_people]
    with transaction.atomic():
        audit.record(
            act=Act.INVENTORY_READ, actor=request.user, subject_kind="inventory", subject_id="tables",
            count=len(parts),
        )  # fmt: skip
    context: dict[str, Any] = {
        "parts": parts,
        "held": held,
        "court": inventory_words.COURT,
        "answer": inventory_words.ANSWER,
        "of_whom": inventory_words.OF_WHOM,
        "keep_on": inventory_words.KEEP_ON,
        "outside": sorted(inventory.outside().items()),
        "missing": inventory_report.unclassified(),
    }
    return render(request, "retention/stored.html", context, using="desk")


def _proposed(request: HttpRequest, slug: str, value: int) -> bool:
    try:
        retention_change.propose(person=request.user, slug=slug, value=value)
    except (retention_change.Refused, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
        return False
    messages.success(request, _("Proposed. It counts when a second administrator has agreed."))
    return True


def panel(person: User) -> Panel:
    """Return whether what is over is destroyed in time, for the page of today."""
    ran = retention_report.ran(now=timezone.now())
    found = [Row(_("Last run of the purge"), detail=moment(ran.at) if ran.at else _("never"))]
    if ran.left:
        found.append(
            Row(_("Could not be destroyed"), figure=str(ran.left), detail=_("The server's log says why."))
        )
    return Panel(
        title=_("What is over its time"),
        rows=tuple(found),
        empty="",
        more=reverse(TIMES_PAGE),
        more_label=_("Times of keeping"),
        urgent=ran.wrong,
    )


def register() -> None:
    """Tell the desk of these pages."""
    navigation.register(navigation.Item(TIMES_PAGE, gettext_lazy("What is kept"), Ability.SEE_INVENTORY, "z"))
    panels.register(ability=Ability.SEE_INVENTORY, build=panel)
