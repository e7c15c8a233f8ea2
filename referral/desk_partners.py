"""Which team answers for which service: the list, proposing one to a second administrator, ending one."""

import uuid
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import countries
from directory.models.service import Service
from referral import partner_desks
from referral.case_access import Refused
from referral.models.referral import PartnerDesk
from referral.referral_forms import PartnerDeskForm
from staff import navigation
from staff.agreement import AlreadyProposed
from staff.gate import needs
from staff.roles import Ability

LIST: Final = "partners:every"
MOST: Final = 20  # listings that a search shows; whoever sees so many types more of the name
FEWEST: Final = 3  # letters of a search


@needs(Ability.PROPOSE_PARTNER)
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Show who answers for what, and the listings that a search found."""
    asked = request.GET.get("q", "").strip()[:100]
    rows = PartnerDesk.objects.select_related("service", "team", "proposed_by", "agreed_by")
    context = {
        "rows": rows.order_by("team__name", "service__name"), "asked": asked, "found": _found(asked),
        "form": PartnerDeskForm(), "most": MOST,
    }  # fmt: skip
    return render(request, "partners/every.html", context, using="desk")


def _found(asked: str) -> list[tuple[Service, str]]:
    """Return the listings of that name, each with its country."""
    if len(asked) < FEWEST:
        return []
    rows = Service.objects.filter(name__icontains=asked).order_by("name", "pk")[:MOST]
    return [(row, countries.name(row.country, get_language() or "en")) for row in rows]


@needs(Ability.PROPOSE_PARTNER)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask a second administrator to have a team answer for a service."""
    form = PartnerDeskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a listing and a team. Nothing was proposed."))
        return redirect(LIST)
    given = form.cleaned_data
    try:
        partner_desks.propose(person=request.user, service=given["service"], team=given["team"].pk)
        messages.success(request, _("Proposed. A second administrator has to agree."))
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    except AlreadyProposed:
        messages.warning(request, _("This waits for a second administrator already."))
    return redirect(LIST)


@needs(Ability.END_PARTNER)
@require_POST
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have nobody answer for a service any more, at once."""
    try:
        count = partner_desks.end(person=request.user, service=pk)
        messages.success(request, _("Ended. Referrals that came back: %(count)d.") % {"count": count})
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    return redirect(LIST)


def register() -> None:
    """Tell the desk of the page."""
    navigation.register(navigation.Item(LIST, gettext_lazy("Partners"), Ability.PROPOSE_PARTNER, "b"))
