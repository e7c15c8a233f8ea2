"""A listing as the desk shows it: everything that is known, read-only, with where it comes from."""

from dataclasses import dataclass
from typing import Final

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import countries, wording
from directory.models.answering import Schedule
from directory.models.contact import Phone
from directory.models.service import Service

Fact = tuple[str, str]
DAYS: Final = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAYS_ABBR.values(), strict=True))
HOURS: Final = {
    "always": lambda: _("Always open"),
    "unknown": lambda: _("Not known"),
    "closed": lambda: _("Closed"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number with the word for how it is used."""

    row: Phone
    use: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page of a listing, in the language of the moment."""

    row: Service
    state: str
    was: str
    why: str
    facts: list[Fact]
    phones: list[Number]
    web: list[Fact]
    hours: list[Fact]
    sources: list[Fact]
    doubts: list[str]
    notes: list[str]


def of(row: Service) -> Sheet:
    """Return the sheet of a listing."""
    return Sheet(
        row=row,
        state=wording.word(wording.STATES, row.state),
        was=wording.word(wording.STATES, row.state_before) if row.state_before else "",
        why=wording.word(wording.WITHDRAWALS, row.withdrawn_why) if row.withdrawn_why else "",
        facts=[(label, value) for label, value in _facts(row) if value],
        phones=[
            Number(phone, wording.word(wording.PHONES, phone.type))
            for phone in sorted(row.phones.all(), key=lambda phone: phone.position)
        ],
        web=[(wording.word(wording.WEB, web.kind), web.url) for web in row.urls.order_by("position")],
        hours=_hours(row),
        sources=[(source["name"], source.get("locator", "")) for source in row.sources],
        doubts=row.doubts,
        notes=row.notes,
    )


def _facts(row: Service) -> list[Fact]:
    language = get_language() or "en"
    return [
        (_("Organisation"), row.organization.name if row.organization else ""),
        (_("Also called"), row.alternate_name),
        (_("Country"), countries.name(row.country, language)),
        (_("Kind"), ", ".join(wording.word(wording.KINDS, kind) for kind in (row.kind, *row.more_kinds))),
        (_("Grade"), wording.word(wording.GRADES, row.grade)),
        (
            _("Helps in"),
            ", ".join(_area(area.country, area.region, language) for area in row.service_areas.all()),
        ),
        (_("Ages"), _ages(row)),
        (
            _("Languages"),
            ", ".join(countries.language_name(said.code, language) for said in row.languages.all()),
        ),
        (_("E-mail"), row.email),
        (_("Last seen in its source"), row.seen),
        (_("Identifier"), row.seed_id),
    ]


def _area(country: str, region: str, language: str) -> str:
    name = countries.name(country, language)
    return f"{name} ({region})" if region else name


def _ages(row: Service) -> str:
    """Return the ages as figures. Units: years of the person helped, both inclusive."""
    if row.minimum_age is None and row.maximum_age is None:
        return ""
    low = "0" if row.minimum_age is None else row.minimum_age
    return f"{low}+" if row.maximum_age is None else f"{low}–{row.maximum_age}"


def _hours(row: Service) -> list[Fact]:
    if row.hours_known in HOURS:
        found = [(_("Hours"), HOURS[row.hours_known]())]
    else:
        found = [(_days(one.byday), _span(one)) for one in row.schedules.order_by("position")]
    zone = [(_("Time zone"), row.timezone)] if row.timezone else []
    return [*found, *zone, *([(_("Note"), row.hours_note)] if row.hours_note else [])]


def _days(byday: str) -> str:
    """Return the days in words. Source: RFC 5545, section 3.3.10, has them as MO, TU and so on."""
    return ", ".join(str(DAYS.get(day, day)) for day in byday.split(","))


def _span(schedule: Schedule) -> str:
    begin, end = (
        f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (schedule.opens_at, schedule.closes_at)
    )
    return f"{begin}–{end}"
