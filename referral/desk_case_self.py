"""What a worker says of themselves: trained, on duty, with sound or without, practising."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from referral import case_duty, case_practice, desk_cases
from referral.case_access import Refused
from referral.case_forms import TrainingForm, hours_of
from referral.case_reading import Narrowed
from staff.gate import needs
from staff.roles import Ability

TRAINING: Final = "cases:training"


@needs(Ability.WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: HttpRequest) -> HttpResponse:
    """Ask for the day of the worker's safeguarding training, and show until when it holds."""
    form, today = TrainingForm(request.POST or None), timezone.now().date()
    if request.method == "POST" and form.is_valid():
        try:
            case_duty.confirm_training(person=request.user, on=form.cleaned_data["on"], today=today)
        except Refused as refusal:
            form.add_error("on", str(refusal.says))
        else:
            messages.success(request, _("Kept. You can take cases now."))
            return redirect(desk_cases.QUEUE)
    context = {"form": form, "training": case_duty.training_of(request.user), "today": today}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/training.html", context, using="desk", status=status)


@needs(Ability.WORK_CASE)
@require_POST
def duty(request: HttpRequest) -> HttpResponse:
    """Begin or end a duty, and say whether the alarm may sound."""
    now = timezone.now()
    try:
        row = case_duty.set_duty(
            person=request.user, until=hours_of(request.POST, now), sound="sound" in request.POST, now=now
        )
    except Refused as refusal:
        messages.error(request, str(refusal.says))
    else:
        messages.success(request, _("You are on duty.") if row.until else _("You are not on duty."))
    return redirect(desk_cases.QUEUE)


@needs(Ability.WORK_CASE)
@require_POST
def practice(request: HttpRequest) -> HttpResponse:
    """Begin to practise, with invented cases, or go back to the true ones."""
    begins = request.POST.get("practise") == "yes"
    if begins:
        try:
            case_practice.begin(person=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal.says))
            return redirect(desk_cases.QUEUE)
    request.session[desk_cases.PRACTISING] = begins
    request.session[desk_cases.KEPT] = Narrowed().as_dict()
    return redirect(desk_cases.QUEUE)
