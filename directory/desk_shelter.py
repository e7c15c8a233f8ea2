"""The page for what must stay secret: entered on its own, sealed at once, opened on record (S5)."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory import listing_draft, listing_labels, sheltering, writing
from directory.desk_rows import listing, open_edition
from directory.hsds import shapes
from directory.listing_forms import ShelterForm
from directory.models.edition import EditionState, Origin
from directory.models.service import Service
from directory.sheltering import Part, SealedPart
from directory.states import State
from staff.gate import needs
from staff.roles import Ability

PLACES: Final = {Part.LOCATION: "service_at_locations", Part.PHONE: "phones", Part.CONTACT: "contacts"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed part, opened: what it is, and its fields in words."""

    title: str
    facts: list[tuple[str, str]]


@needs(Ability.READ_SHELTER)
@require_http_methods(["GET", "POST"])
def shelter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show that there is something sealed; seal more, take one out, or open it, as the button says."""
    row = listing(pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "open":
        return _shown(request, row, ShelterForm(), opened=_opened(request, row))
    if act == "add":
        return _added(request, row)
    if act == "out":
        return _taken_out(request, row)
    return _shown(request, row, ShelterForm())


def _added(request: HttpRequest, row: Service) -> HttpResponse:
    form = ShelterForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, form, status=422)
    part, part_id = Part(form.cleaned_data["part"]), str(uuid.uuid4())
    base, kept = _base(row), {"id": part_id, "waypost": {"confidential": True}}
    if part is Part.LOCATION:
        place = {"id": str(uuid.uuid4()), "location": {"location_type": "physical", **kept}}
        document = {**base, "service_at_locations": [*base.get("service_at_locations", ()), place]}
    else:
        document = {**base, "phones": [*base.get("phones", ()), kept]}
    sealed = SealedPart(
        service_id=row.pk, part=part, part_id=uuid.UUID(part_id), content=form.content(part_id)
    )
    return _saved(request, row, document, [sealed], _("It is sealed, and part of the draft."), form)


def _taken_out(request: HttpRequest, row: Service) -> HttpResponse:
    wanted, base = request.POST.get("part_id", ""), _base(row)
    document = dict(base)
    for key in PLACES.values():
        rows = [one for one in base.get(key, ()) if not _is(one, wanted)]
        document[key] = rows
    return _saved(
        request, row, document, [], _("It is out of the draft. What was sealed stays until that is public.")
    )


def _is(row: dict[str, Any], wanted: str) -> bool:
    inner = row.get("location", row)
    return shapes.is_confidential(inner) and str(inner["id"]) == wanted


def _saved(
    request: HttpRequest, row: Service, document: dict[str, Any], sealed: list[SealedPart], done: str,
    form: ShelterForm | None = None,
) -> HttpResponse:  # fmt: skip
    if _closed(row):
        messages.error(request, _("This listing is in review or withdrawn. Nothing was changed."))
        return _shown(request, row, form or ShelterForm(), status=409)
    try:
        writing.save_draft(
            person=request.user,
            document=shapes.tidy(document),
            service=row,
            origin=Origin.DESK,
            sealed=sealed,
        )
    except writing.InReview:
        messages.error(request, _("This listing is in review or withdrawn. Nothing was changed."))
        return _shown(request, row, form or ShelterForm(), status=409)
    messages.success(request, done)
    return redirect("listings:shelter", row.pk)


def _closed(row: Service) -> bool:
    current = open_edition(row)
    return row.state == State.WITHDRAWN or bool(current and current.state == EditionState.IN_REVIEW)


def _base(row: Service) -> dict[str, Any]:
    current = open_edition(row)
    return current.document if current else writing.document_of(row)


def _opened(request: HttpRequest, row: Service) -> list[Opened]:
    return [
        Opened(_title(part), _facts(content))
        for part, content in sheltering.read_parts(
            person=request.user, service=row, edition=open_edition(row)
        )
    ]


def _title(part: str) -> str:
    return {Part.LOCATION: _("A place"), Part.PHONE: _("A number"), Part.CONTACT: _("A person")}[Part(part)]


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every value that is not a key, with its label, however deep it stands."""
    found = []
    for name, value in content.items():
        if isinstance(value, dict):
            found += _facts(value)
        elif isinstance(value, list):
            found += [fact for one in value if isinstance(one, dict) for fact in _facts(one)]
        elif name != "id" and not name.endswith("_type"):
            found.append((listing_labels.field(name), str(value)))
    return found


def _shown(
    request: HttpRequest,
    row: Service,
    form: ShelterForm,
    *,
    opened: list[Opened] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "closed": _closed(row),
        "may_add": request.user.may(Ability.EDIT_LISTING) and not _closed(row),
        "sealed": [(_title(part), part_id) for part, part_id in listing_draft.sealed_rows(_base(row))],
        "opened": opened,
    }
    return render(request, "listings/shelter.html", context, status=status, using="desk")
