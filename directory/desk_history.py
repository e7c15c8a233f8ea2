"""The history of a listing: every edition, the difference of any two, and an older one proposed again."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import listing_diff_shown, publishing, vetting, wording, writing
from directory.desk_rows import listing, names, open_edition
from directory.models.edition import Edition, EditionState, Origin, Verification
from directory.models.service import Service
from staff import agreement
from staff.gate import needs
from staff.roles import Ability


@dataclass(frozen=True, slots=True)
class Row:
    """An edition as one line of the history."""

    edition: Edition
    state: str
    origin: str
    who: str
    again: bool


@needs(Ability.SEE_LISTINGS)
@require_safe
def history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show all editions, newest first, and the difference of two. Sealed parts are in none of them."""
    row = listing(pk)
    editions = list(row.editions.order_by("-number"))
    before, after = _chosen(request, editions)
    may_propose = request.user.may(Ability.PROPOSE_LISTING) and open_edition(row) is None
    context = {
        "row": row,
        "rows": _rows(editions, may_propose=may_propose),
        "before": before,
        "after": after,
        "groups": listing_diff_shown.between(before.document, after.document) if before and after else [],
        "checked": _checked(row),
    }
    return render(request, "listings/history.html", context, using="desk")


@needs(Ability.PROPOSE_LISTING)
@require_POST
def again(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Propose an older edition again; it is vetted like any change."""
    row = listing(pk)
    older = row.editions.filter(number=number).first()
    if older is None:
        raise Http404
    try:
        publishing.propose_restoring_edition(person=request.user, edition=older)
    except (vetting.Refused, agreement.Refused, publishing.NotAnOlderEdition) as refusal:
        messages.error(request, str(refusal.says))
        return redirect("listings:history", row.pk)
    except (writing.InReview, writing.OpenDraft):
        messages.error(request, _("Somebody is at work on this listing. Nothing was changed."))
        return redirect("listings:history", row.pk)
    messages.success(request, _("It is proposed again. A second person checks it like any change."))
    current = open_edition(row)
    return redirect("listings:edition", current.pk) if current else redirect("listings:history", row.pk)


def _chosen(request: HttpRequest, editions: list[Edition]) -> tuple[Edition | None, Edition | None]:
    """Return the two editions that are asked for, the older one first; else the last two."""
    by_number = {str(one.number): one for one in editions}
    wanted = [by_number.get(request.GET.get(name, "")) for name in ("from", "to")]
    found = sorted((one for one in wanted if one), key=lambda one: one.number)
    if len(found) == 2:
        return found[0], found[1]
    return (editions[1], editions[0]) if len(editions) > 1 else (None, None)


def _rows(editions: list[Edition], *, may_propose: bool) -> list[Row]:
    called = names(one.created_by_id for one in editions)
    return [
        Row(
            edition=one,
            state=wording.word(wording.EDITIONS, one.state),
            origin=wording.word(wording.ORIGINS, one.origin),
            who=called.get(one.created_by_id or 0, one.feed or "–"),
            again=may_propose and _was_read(one),
        )
        for one in editions
    ]


def _was_read(one: Edition) -> bool:
    """Return whether an edition was public once, or was found in the tables: only that is proposed again."""
    known = one.decided_at is not None or one.origin == Origin.FOUND
    return known and one.state == EditionState.SUPERSEDED


def _checked(row: Service) -> list[tuple[str, str, str, Verification]]:
    """Return who asked whether it is still true, how, and what came of it."""
    found = list(row.verifications.order_by("-at"))
    called = names(one.person_id for one in found)
    return [
        (
            called.get(one.person_id, "?"),
            wording.word(wording.CHECKED_HOW, one.how),
            wording.word(wording.CHECKED_OUTCOMES, one.outcome),
            one,
        )
        for one in found
    ]
