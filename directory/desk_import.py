"""The pages of imports: a file comes in, a process reads it, a person looks at it and confirms."""

import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from directory import import_jobs, import_words, intake, listing_diff_shown, planning
from directory.hsds.diff import Action
from directory.hsds.plan_file import PlanFile, Step
from directory.import_forms import ConfirmForm, UploadForm
from directory.import_jobs import RUNNING, Job, Phase
from directory.incoming_file import FORM_BYTES, MAPPING_BYTES, PrivateFolder
from directory.listing_diff_shown import GroupShown
from directory.models.service import Service
from staff import agreement
from staff.gate import needs
from staff.roles import Ability

PER_PAGE: Final = 20  # listings of a plan on one page
LINES: Final = 200  # of the report, on the page; the file of it has all
BEGIN: Final = "listings:import"


@dataclass(frozen=True, slots=True)
class StepShown:
    """One listing of a plan, with what would change of it."""

    name: str
    action: str
    word: str
    groups: list[GroupShown]


@needs(Ability.IMPORT_LISTINGS)
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Show the form, and the imports of this person of the last day."""
    import_jobs.sweep()
    return _begun(request, UploadForm())


@needs(Ability.IMPORT_LISTINGS)
@csrf_exempt  # asked below, once the one handler is set that lets a file in: reading the token reads the form
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take the file into a private folder, and have a process of its own read it."""
    most = settings.WAYPOST_IMPORT_MEGABYTES * 1024 * 1024
    if int(request.META.get("CONTENT_LENGTH") or 0) > most + MAPPING_BYTES + FORM_BYTES:
        return _begun(request, UploadForm(), says=_too_large(), status=413)
    folder = import_jobs.new_folder()
    handler = PrivateFolder(folder, most_bytes=most)
    request.upload_handlers = [handler]
    try:
        answer = _uploaded(request, handler)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not (folder / import_jobs.NOTE).exists():
        shutil.rmtree(folder, ignore_errors=True)
    return answer


@csrf_protect
def _uploaded(request: HttpRequest, handler: PrivateFolder) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if handler.too_large:
        return _begun(request, form, says=_too_large(), status=413)
    if handler.unexpected or not form.is_valid():
        says = _(
            "Nothing was taken in. Choose a file that ends in .json, .csv, .zip or .xml, and name its source."
        )
        return _begun(request, form, says=says, status=422)
    said = form.cleaned_data
    try:
        job = import_jobs.begin(
            person=request.user, folder=handler.folder, feed=said["feed"], country=said["country"]
        )
    except import_jobs.Busy as refusal:
        return _begun(request, form, says=str(refusal.says), status=409)
    return redirect("listings:import-job", job.id)


@needs(Ability.IMPORT_LISTINGS)
@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far an import is; once it is read, lead on to what it would change."""
    found = _job(request, job_id)
    if found.phase is Phase.READ:
        return redirect("listings:import-plan", found.digest)
    context = {"job": found, "told": import_jobs.told(found), "running": found.phase in RUNNING}
    return render(request, "listings/import_job.html", context, using="desk")


@needs(Ability.IMPORT_LISTINGS)
@require_safe
def job_state(request: HttpRequest, job_id: str) -> JsonResponse:
    """Return how far an import is, for the script of its page."""
    return JsonResponse(import_jobs.told(_job(request, job_id)))


@needs(Ability.SEE_LISTINGS)
@require_safe
def plan(request: HttpRequest, digest: str) -> HttpResponse:
    """Show what a plan would change, listing by listing, and what the file was read as."""
    try:
        found, file = planning.opened(digest)
    except planning.NoPlan as gone:
        raise Http404 from gone
    try:
        context = _plan_context(request, found, file)
    finally:
        file.close()
    return render(request, "listings/import_plan.html", context, using="desk")


@needs(Ability.IMPORT_LISTINGS)
@require_POST
def confirm(request: HttpRequest, digest: str) -> HttpResponse:
    """Carry out the very plan that was shown: as drafts, or as a first stock where there is nothing yet."""
    form = ConfirmForm(request.POST)
    mine = _job_of(request, digest)
    if not form.is_valid() or mine is None:
        messages.error(request, str(import_jobs.NotThatPlan.says))
        return redirect("listings:import-plan", digest)
    shown, wanted = form.wanted()
    try:
        if wanted is import_jobs.Form.STOCK and Service.objects.exists():
            going = import_jobs.propose(person=request.user, job=mine, digest=shown)
        else:
            going = import_jobs.confirm(person=request.user, job=mine, digest=shown, form=wanted)
    except (import_jobs.NotThatPlan, import_jobs.Busy, intake.Refused, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
        return redirect("listings:import-plan", digest)
    return redirect("listings:import-job", going.id)


def _begun(request: HttpRequest, form: UploadForm, *, says: str = "", status: int = 200) -> HttpResponse:
    mine = [one for one in import_jobs.every() if one.person_id == request.user.pk]
    context = {
        "form": form,
        "says": says,
        "jobs": [(one, import_words.PHASES[one.phase]) for one in mine],
        "most": settings.WAYPOST_IMPORT_MEGABYTES,
    }
    return render(request, "listings/import.html", context, status=status, using="desk")


def _too_large() -> str:
    return _(
        "The file is larger than %(most)d megabytes. Nothing was kept of it. Use manage.py hsds_import."
    ) % {"most": settings.WAYPOST_IMPORT_MEGABYTES}


def _job(request: HttpRequest, job_id: str) -> Job:
    try:
        return import_jobs.of(request.user, job_id)
    except import_jobs.UnknownJob as unknown:
        raise Http404 from unknown


def _job_of(request: HttpRequest, digest: str) -> Job | None:
    """Return this person's job whose plan it is and that waits to be confirmed."""
    mine = (one for one in import_jobs.every() if one.person_id == request.user.pk)
    return next((one for one in mine if one.digest == digest and one.phase is Phase.READ), None)


def _plan_context(request: HttpRequest, found: planning.Plan, file: PlanFile) -> dict[str, Any]:
    asked = request.GET.get("show", "")
    wanted = [one for one in SHOWN if one.value == asked] or list(SHOWN)
    total = sum(found.actions.get(one.value, 0) for one in wanted)
    pages = Paginator(range(total), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    steps = list(file.steps(*wanted, limit=PER_PAGE, offset=(page.number - 1) * PER_PAGE))
    return {
        "plan": found,
        "figures": [
            (word, found.actions.get(one.value, 0), one.value) for one, word in import_words.ACTIONS.items()
        ],
        "rows": [(word, getattr(found, name)) for name, word in import_words.ROWS.items()],
        "repairs": import_words.counted(found.repairs),
        "reasons": import_words.counted(found.reasons),
        "lines": [_line(line) for line in file.lines(limit=LINES)],
        "steps": _shown(steps),
        "page": page,
        "asked": asked if len(wanted) == 1 else "",
        "may_confirm": found.changes_something and _job_of(request, found.digest) is not None,
        "drafts": ConfirmForm(initial={"digest": found.digest, "form": import_jobs.Form.DRAFTS.value}),
        "stock": ConfirmForm(initial={"digest": found.digest, "form": import_jobs.Form.STOCK.value}),
        "empty": not Service.objects.exists(),
    }


SHOWN: Final = (Action.CHANGED, Action.GONE, Action.ADDED, Action.BUSY)


def _line(line: tuple[str, int, str, str, str, str]) -> tuple[str, str, str, bool, str]:
    """Return file, row and field, whether it was refused, and why: no value of the file is in it."""
    name, row, field, outcome, code, words = line
    return name, str(row), field, outcome == "refused", words or code


def _shown(steps: list[Step]) -> list[StepShown]:
    known = [uuid.UUID(step.id) for step in steps if step.action in (Action.CHANGED, Action.BUSY)]
    now: Mapping[str, Any] = {str(key): document for key, document in planning.current_documents(known)}
    return [
        StepShown(
            step.name,
            step.action.value,
            str(import_words.ACTIONS[step.action]),
            listing_diff_shown.between(now.get(step.id, {}), step.document) if step.document else [],
        )
        for step in steps
    ]
