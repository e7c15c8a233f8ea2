"""The whole proof at the desk: begun with a press, shown while it runs, its breaches next to their place."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from referral import editing, editing_proof
from referral import editing_words as words
from referral.models.pathway import BookEdition, PathwayDraft
from referral.models.proof import PathwayProof
from staff.gate import needs
from staff.roles import Ability

At = PathwayProof.At
State = PathwayProof.State
AT: Final[dict[str, Promise]] = {
    At.BEGINNING: gettext_lazy("Beginning"),
    At.WALKS: gettext_lazy("Every walk, from each start"),
    At.COUNTRIES: gettext_lazy("Who is shown on every plan, country by country"),
}


@needs(Ability.PROPOSE_PATHWAY)
@require_POST
def prove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the whole proof of the book with this draft in it."""
    draft = get_object_or_404(PathwayDraft, pk=pk)
    try:
        editing_proof.begin(person=request.user, draft=draft)
    except editing.Refused as refusal:
        messages.error(request, str(refusal.says))
    return redirect("editing:draft", pk)


@needs(Ability.PROPOSE_PATHWAY)
@require_POST
def prove_edition(request: HttpRequest, edition: str) -> HttpResponse:
    """Begin the whole proof of an older edition."""
    row = get_object_or_404(BookEdition, edition=edition)
    try:
        editing_proof.begin_edition(person=request.user, edition=row)
    except editing.Refused as refusal:
        messages.error(request, str(refusal.says))
    return redirect("editing:history")


@needs(Ability.SEE_PATHWAYS)
@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """Return how far the proof is that runs now, for the script of the pages that wait for it."""
    return JsonResponse(told(running()))


def running() -> PathwayProof | None:
    """Return the proof that runs now, if somebody still works at it."""
    row = PathwayProof.objects.running().first()
    return row if row and row.is_running(now=timezone.now()) else None


def told(row: PathwayProof | None) -> dict[str, Any]:
    """Return how far a proof is; a phase that is not `reading` tells the page to look again."""
    if row is None:
        return {"phase": "done", "title": "", "count": 0, "total": 0}
    walks = number_format(row.walks, force_grouping=True)
    said = _("%(at)s. Walks so far: %(walks)s") % {"at": AT[row.at], "walks": walks}
    return {"phase": "reading", "title": said, "count": row.done, "total": row.total}


def shown(digest: str, draft: PathwayDraft | None = None) -> dict[str, Any]:
    """Return what a page says of the proof of a book, and of one that runs now.

    `broke_off`: the last run for this draft was killed, and nothing came after it.
    """
    now, row = running(), editing_proof.ended(digest)
    last = PathwayProof.objects.filter(draft_id=draft.pk).order_by("-begun_at").first() if draft else None
    return {
        "proof": row,
        "proved": editing_proof.is_proved(digest),
        "running": now,
        "running_here": now is not None and now.digest == digest,
        "far": told(now),
        "broke_off": last is not None
        and last.digest == digest
        and (last.state == State.BROKE_OFF or (last.state == State.RUNNING and last != now)),
        "holds": editing_proof.holds().days,
    }


def breaches(digest: str) -> list[list[Any]]:
    """Return what the whole proof of this very book found, as rows like those of the check at the desk."""
    row = editing_proof.ended(digest)
    return [[*one, False] for one in row.breaches] if row else []


def last_of_an_edition() -> list[list[Any]]:
    """Return what the newest proof of a published edition found broken, if it is the newest of all."""
    row = PathwayProof.objects.exclude(state=State.BROKE_OFF).order_by("-begun_at").first()
    if row is None or row.draft_id is not None or row.state != State.BROKEN:
        return []
    return [[*one, False, words.rule_said(one[0])] for one in row.breaches]
