"""The pages of the record, for the auditor. Every look at it is an entry of its own (S9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import audit, record_export, refusals, verifying
from staff.act_labels import said
from staff.acts import Act
from staff.gate import needs
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.record_forms import Looking
from staff.record_labels import fact_said, finding_said, kind_said
from staff.roles import Ability

A_PAGE: Final = 50  # entries
PERSONS: Final = frozenset({"person", "account"})
AT_ONCE: Final = 2000  # entries that an export holds in memory
LOOKED_AT: Final = 50_000  # newest entries that the page verifies; all of them is for manage.py audit_verify


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as people read it."""

    entry: AuditEntry
    act: str
    actor: str
    kind: str
    subject: str
    facts: tuple[tuple[str, str], ...]


@needs(Ability.READ_RECORD)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Show fifty entries, newest first, and put this look on record."""
    form = Looking(request.GET)
    try:
        with transaction.atomic():
            page = Paginator(form.narrowed(AuditEntry.objects.newest_first()), A_PAGE).get_page(
                request.GET.get("page")
            )
            rows = _rows(page.object_list)
            _look_on_record(request.user, form, page)
    except audit.HeadMissing:
        return _damaged(request)
    context = {"form": form, "rows": rows, "page": page, "asked": _asked(request), "may": _may(request.user)}
    return render(request, "record/entries.html", context, using="desk")


@needs(Ability.EXPORT_RECORD, step_up=True)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Say what a file would hold, and by POST send it; its last line is the head, this act included."""
    form = Looking(request.GET if request.method == "GET" else request.POST)
    wanted = form.narrowed(AuditEntry.objects.in_order())
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "count": wanted.count()}
        return render(request, "record/export.html", context, using="desk")
    try:
        with transaction.atomic():
            facts = {**form.facts(), "count": wanted.count()}
            entry = audit.record(
                act=Act.RECORD_EXPORTED,
                actor=request.user,
                subject_kind="record",
                subject_id="entries",
                **facts,
            )
            head, at = audit.head(), timezone.now()
    except audit.HeadMissing:
        return _damaged(request)
    stream = wanted.filter(number__lte=entry.number).iterator(chunk_size=AT_ONCE)
    return StreamingHttpResponse(
        record_export.lines(stream, head=head, at=at),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="record-{entry.number}.csv"'},
    )


@needs(Ability.VERIFY_RECORD)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the newest entries, and say what is wrong with them."""
    first = max(1, audit.head().number - LOOKED_AT + 1)
    verdict = verifying.verified(first=first)
    if not verdict.head_missing:
        with transaction.atomic():
            audit.record(
                act=Act.RECORD_VERIFIED, actor=request.user, subject_kind="record", subject_id="entries",
                first=first, last=verdict.head.number, count=len(verdict.faults),
            )  # fmt: skip
    found = [(finding_said(fault.finding), fault.first, fault.last) for fault in verdict.faults[:A_PAGE]]
    context = {"verdict": verdict, "found": found, "count": len(verdict.faults)}
    return render(request, "record/verified.html", context, using="desk")


def _look_on_record(person: User, form: Looking, page: Page) -> None:
    numbers = [entry.number for entry in page.object_list]
    span = {"first": min(numbers), "last": max(numbers)} if numbers else {}
    audit.record(
        act=Act.RECORD_READ, actor=person, subject_kind="record", subject_id="entries", page=page.number,
        **form.facts(), **span,
    )  # fmt: skip


def _rows(found: Iterable[AuditEntry]) -> list[Row]:
    entries = list(found)
    names = _names(entries)
    return [
        Row(
            entry=entry,
            act=said(entry.act),
            actor=_named(entry.actor_id, names),
            kind=kind_said(entry.subject_kind),
            subject=names.get(_person_in(entry) or 0, entry.subject_id),
            facts=fact_said(entry.facts),
        )
        for entry in entries
    ]


def _named(actor_id: int | None, names: dict[int, str]) -> str:
    if actor_id is None:
        return _("nobody signed in")
    return names.get(actor_id, _("person %(number)s") % {"number": actor_id})


def _person_in(entry: AuditEntry) -> int | None:
    is_person = entry.subject_kind in PERSONS and entry.subject_id.isdecimal()
    return int(entry.subject_id) if is_person else None


def _names(entries: Iterable[AuditEntry]) -> dict[int, str]:
    ids = {number for entry in entries for number in (entry.actor_id, _person_in(entry)) if number}
    return {person.pk: person.called for person in User.objects.filter(pk__in=ids)}


def _asked(request: HttpRequest) -> str:
    """Return the query of this page without its number, for the links to the other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _may(person: User) -> dict[str, Any]:
    return {"export": person.may(Ability.EXPORT_RECORD), "verify": person.may(Ability.VERIFY_RECORD)}


def _damaged(request: HttpRequest) -> HttpResponse:
    return refusals.page(
        request,
        500,
        title=_("The record is damaged"),
        says=_("Its head is gone. A look that cannot be put on record does not take place."),
        kept=_("Nothing was shown and nothing was changed."),
        step=_(
            "Tell whoever runs the server to run manage.py audit_verify, with a head that was kept elsewhere."
        ),
    )
