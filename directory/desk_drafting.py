"""The pages on which a listing is written: the form, its live warnings, and what must stay sealed."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory import (
    countries,
    listing_draft,
    listing_draft_forms,
    listing_draft_shown,
    listing_warnings,
    vetting,
    writing,
)
from directory.desk_rows import SHEET, listing, open_edition
from directory.hsds import shapes
from directory.listing_draft_forms import Draft
from directory.models.answering import Language
from directory.models.edition import Edition, EditionState, Origin
from directory.models.organization import Organization
from directory.models.service import Service
from directory.states import State
from staff.agreement import AlreadyProposed
from staff.gate import needs
from staff.roles import Ability

SLUG: Final = 60  # characters of the name in the identifier of a new listing


@needs(Ability.EDIT_LISTING)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a listing that is not there yet."""
    return _form(request, None, {**listing_draft_forms.NEW})


@needs(Ability.EDIT_LISTING)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what a listing should say: a draft, until two people have dealt with it."""
    row = listing(pk)
    current = open_edition(row)
    if current is not None and current.state == EditionState.IN_REVIEW:
        messages.warning(request, _("This listing is in review. Take it back before you go on writing."))
        return redirect("listings:edition", current.pk)
    if row.state == State.WITHDRAWN:
        messages.warning(request, _("It is withdrawn. Ask to restore it before you change it."))
        return redirect(SHEET, row.pk)
    return _form(request, row, current.document if current else writing.document_of(row), current)


@needs(Ability.EDIT_LISTING)
@require_POST
def warnings(request: HttpRequest) -> JsonResponse:
    """Return what is odd in a form as it is typed now; nothing is kept."""
    draft = listing_draft_forms.sent(request.POST)
    document, places = draft.document(listing_draft_forms.NEW)
    found = listing_warnings.warnings(_with_sealed(document, request))
    said = listing_draft_shown.by_field(found, places)
    return JsonResponse(
        {
            "warnings": [
                {"field": name, "says": says, "grave": one.code in listing_warnings.GRAVE}
                for name, warned in said.items()
                for one, says in zip(warned, listing_draft_shown.words(warned), strict=True)
            ],
            "summary": _summary(len(found)),
        }
    )


@needs(Ability.EDIT_LISTING)
@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the saved draft before a second person."""
    row = listing(pk)
    current = open_edition(row)
    if current is None:
        raise Http404
    return _submitted(request, row, current)


def _form(
    request: HttpRequest, row: Service | None, base: dict[str, Any], current: Edition | None = None
) -> HttpResponse:
    if request.method != "POST":
        draft = listing_draft_forms.opened(base)
        return _shown(request, row, base, draft, current)
    draft = listing_draft_forms.sent(request.POST)
    valid = draft.is_valid()
    if request.POST.get("more") or request.POST.get("act") == "check":
        return _shown(request, row, base, draft, current)
    if not valid:
        messages.error(
            request, _("Nothing was saved yet: something does not fit. What you typed is all there.")
        )
        return _shown(request, row, base, draft, current, status=422)
    if request.POST.get("seen_digest", "") != (current.digest if current else ""):
        messages.error(
            request,
            _(
                "Somebody saved this draft after you opened it. What you typed is all there; "
                "save again to keep yours."
            ),
        )
        return _shown(request, row, base, draft, current, status=409)
    return _saved(request, row, base, draft)


def _saved(request: HttpRequest, row: Service | None, base: dict[str, Any], draft: Draft) -> HttpResponse:
    document, _places = draft.document(base)
    if row is None:
        document = _begun(document)
    document = shapes.tidy(_known_organization(document))
    try:
        edition = writing.save_draft(person=request.user, document=document, service=row, origin=Origin.DESK)
    except writing.InReview:
        messages.error(
            request, _("Somebody put this listing into review meanwhile. What you typed is all there.")
        )
        return _shown(request, row, base, draft, open_edition(row) if row else None, status=409)
    if request.POST.get("act") == "submit":
        return _submitted(request, edition.service, edition)
    messages.success(
        request, _("The draft is saved. What people read stays as it is until a second person agrees.")
    )
    return redirect("listings:edit", edition.service_id)


def _submitted(request: HttpRequest, row: Service, edition: Edition) -> HttpResponse:
    try:
        vetting.submit(person=request.user, edition=edition)
    except (vetting.Refused, AlreadyProposed) as refusal:
        messages.error(request, str(refusal.says))
        return redirect("listings:edit", row.pk)
    messages.success(request, _("It is in review now. Somebody else checks it."))
    return redirect("listings:edition", edition.pk)


def _begun(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a new listing with its keys: a random one, and a name that people can say."""
    ours = document["waypost"]
    stem = f"{ours.get('country', 'xx').lower()}-{slugify(document['name'])[:SLUG]}".strip("-")
    taken = set(Service.objects.filter(seed_id__startswith=stem).values_list("seed_id", flat=True))
    names = (stem if not number else f"{stem}-{number + 1}" for number in range(len(taken) + 1))
    ours["listing"] = next(name for name in names if name not in taken)
    return {"id": str(uuid.uuid4()), **document}


def _known_organization(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the body of this name that is in the tables already, if it is."""
    body = document.get("organization")
    if body and set(body) == {"id", "name"} and not Organization.objects.filter(pk=body["id"]).exists():
        known = Organization.objects.filter(
            name=body["name"], services__country=document["waypost"].get("country", "")
        ).first()
        if known is not None:
            other = known.services.order_by("pk").first()
            return {**document, "organization": writing.document_of(other).get("organization", body)}
    return document


def _with_sealed(document: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """A listing whose only way in is sealed is reached all the same: by those who may open it."""
    if request.POST.get("sealed"):
        return {**document, "email": document.get("email") or "sealed@example.org"}
    return document


def _summary(count: int) -> str:
    return _("Nothing looks odd.") if not count else _("Things to look at: %(count)d.") % {"count": count}


def _shown(
    request: HttpRequest, row: Service | None, base: dict[str, Any], draft: Draft, current: Edition | None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    document, places = draft.document(base)
    # Nobody is told what is missing on an empty sheet.
    blank = row is None and request.method != "POST"
    found = [] if blank else listing_warnings.warnings(document)
    context = {
        "row": row,
        "edition": current,
        "draft": draft,
        "groups": listing_draft_shown.groups(draft, found, places),
        "count": len(found),
        "summary": "" if blank else _summary(len(found)),
        "completeness": listing_draft_shown.completeness_of(document),
        "sealed": listing_draft.sealed_rows(base),
        "more": request.POST.get("more", ""),
        "may_seal": row is not None and request.user.may(Ability.READ_SHELTER),
        "zones": countries.zones(document.get("waypost", {}).get("country", "")),
        "languages_offered": _languages_offered(request),
        "bodies": _bodies(document),
    }
    return render(request, "listings/draft.html", context, status=status, using="desk")


def _bodies(document: dict[str, Any]) -> list[str]:
    country = document.get("waypost", {}).get("country", "")
    named = Organization.objects.filter(services__country=country).order_by("name").distinct()
    return list(named.values_list("name", flat=True)[:200])


def _languages_offered(request: HttpRequest) -> list[tuple[str, str]]:
    language = getattr(request.user, "language", "en")
    codes = Language.objects.exclude(code="").order_by("code").values_list("code", flat=True).distinct()
    return [(code, countries.language_name(code, language)) for code in codes]
