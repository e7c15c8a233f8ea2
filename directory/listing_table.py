"""The list of listings as a table for a spreadsheet: what colleagues read, and nothing that is sealed."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries, wording, writing
from directory.models.service import Service
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

HEADINGS: Final = (
    _("Identifier"), _("Name"), _("Organisation"), _("Country"), _("Kind"), _("State"), _("Numbers"),
    _("On the web"), _("E-mail"), _("Helps in"), _("Languages"), _("Youngest age"), _("Oldest age"),
    _("Cost"), _("Grade"), _("Last seen"), _("Verified on"), _("Due on"), _("Who may find it"),
)  # fmt: skip
# A cell that begins so is a formula to a spreadsheet: somebody could have put one into a listing.
FORMULA: Final = ("=", "@", "-", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
A_NUMBER: Final = re.compile(r"\+\d[\d ().;+/-]*", re.ASCII)  # in full: with a plus, and nothing to work out


def export(*, person: User, services: QuerySet[Service]) -> Iterator[list[str]]:
    """Return the rows of these listings; that somebody took them is on record. Raises: NotAllowed."""
    with transaction.atomic():
        person.require(Ability.EXPORT_LISTINGS)
        audit.record(
            act=Act.EXPORT_DONE, actor=person, subject_kind="export", subject_id="csv", format="csv",
            count=services.count(),
        )  # fmt: skip
    return rows(services)


def rows(services: QuerySet[Service]) -> Iterator[list[str]]:
    """Yield the headings, then a row for each listing, with few queries for many of them."""
    yield [str(heading) for heading in HEADINGS]
    language = get_language() or "en"
    for row, document in writing.documents_of(services):
        yield [harmless(cell) for cell in _cells(row, document, language)]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a number in full keeps its plus."""
    plus = cell.startswith("+") and not A_NUMBER.fullmatch(cell)
    return f"'{cell}" if cell.startswith(FORMULA) or plus else cell


def _cells(row: Service, document: dict[str, Any], language: str) -> list[str]:
    ours = document.get("waypost", {})
    web = [document.get("url", ""), *(one.get("url", "") for one in document.get("additional_urls", ()))]
    areas = [one.get("waypost", {}) for one in document.get("service_areas", ())]
    return [
        row.seed_id,
        row.name,
        document.get("organization", {}).get("name", ""),
        countries.name(row.country, language),
        wording.word(wording.KINDS, row.kind),
        wording.word(wording.STATES, row.state),
        "; ".join(one["number"] for one in document.get("phones", ()) if one.get("number")),
        "; ".join(dict.fromkeys(filter(None, web))),
        row.email,
        "; ".join(f"{one.get('country', '')} {one.get('region', '')}".strip() for one in areas),
        "; ".join(one.get("code") or one.get("name", "") for one in document.get("languages", ())),
        _number(row.minimum_age),
        _number(row.maximum_age),
        wording.word(wording.COSTS, row.cost),
        row.grade,
        str(ours.get("seen", "")),
        row.verified_at.date().isoformat() if row.verified_at else "",
        row.due_on.isoformat() if row.due_on else "",
        wording.word(wording.VISIBILITIES, row.visibility),
    ]


def _number(known: int | None) -> str:
    return "" if known is None else str(known)
