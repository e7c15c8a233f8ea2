"""Taking listings out: a table for a spreadsheet, or what the public may read as HSDS."""

import csv
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from directory import countries, listing_table, outgoing, wording
from directory.models.service import Service
from directory.outgoing import Form
from directory.states import State
from staff.gate import needs
from staff.roles import Ability

BOM: Final = "\ufeff"  # else a spreadsheet takes Arabic names for something else


class _Echo:
    """What a csv writer writes into: each line comes back to be sent."""

    def write(self, line: str) -> str:
        return line


@needs(Ability.EXPORT_LISTINGS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what can be taken out."""
    language = get_language() or "en"
    codes = Service.objects.order_by().values_list("country", flat=True).distinct()
    named = sorted(((code, countries.name(code, language)) for code in codes), key=lambda pair: pair[1])
    context = {"countries": named, "states": wording.STATES.items(), "forms": [form.value for form in Form]}
    return render(request, "listings/export.html", context, using="desk")


@needs(Ability.EXPORT_LISTINGS)
@require_POST
def table(request: HttpRequest) -> HttpResponseBase:
    """Send the listings as a table, those of one country or state where one was chosen."""
    found = Service.objects.order_by("country", "name", "pk")
    country, state = request.POST.get("country", ""), request.POST.get("state", "")
    if country:
        found = found.filter(country=country)
    if state in list(State):
        found = found.filter(state=state)
    lines = listing_table.export(person=request.user, services=found)
    answer = StreamingHttpResponse(_written(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="listings-{timezone.now():%Y-%m-%d}.csv"'
    return answer


@needs(Ability.EXPORT_LISTINGS)
@require_POST
def hsds(request: HttpRequest) -> HttpResponseBase:
    """Send what the public may read as HSDS, in a zip; nothing sealed and no draft is in it."""
    wanted = request.POST.get("form", "")
    if wanted not in list(Form):
        return redirect("listings:export")
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    with tempfile.TemporaryDirectory(prefix="waypost-export-") as place:
        outgoing.export(folder=Path(place), forms=[Form(wanted)], person=request.user)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((Path(place) / wanted).iterdir()):
                archive.write(path, path.name)
    packed.seek(0)
    name = f"hsds-{wanted}-{timezone.now():%Y-%m-%d}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def _written(lines: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM
    for line in lines:
        yield writer.writerow(line)
