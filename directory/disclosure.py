"""Which field of a listing may leave by the public door; the only maker of a public listing (S5) (pure).

What is not copied here does not leave: a field that is added to the tables stays inside until somebody adds
it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from directory import doubts, states
from directory.dialling import dial
from directory.doubts import Doubt, Note
from directory.hours import ALL_DAYS, MINUTES_A_DAY, Hours, Known, Schedule


@dataclass(frozen=True, slots=True)
class PublicPhone:
    """A number as people there write it, and the link that dials it where there is a safe one."""

    number: str
    dial: str | None
    type: str
    inside_country_only: bool
    free: bool | None
    extension: str | None
    description: str | None
    text: str | None
    shows_on_bill: bool | None


@dataclass(frozen=True, slots=True)
class PublicWeb:
    """An address on the web: chat, report, form or site."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicArea:
    """Where the service helps; XX is everywhere, EU the member states, no region the whole country."""

    country: str
    region: str | None


@dataclass(frozen=True, slots=True)
class PublicListing:
    """A listing as anybody may read it.

    Units: ages in years of the person helped, both inclusive, None where no limit is known. A limit that is
    about the age in the picture ("under18" or "adult") stands in `image_age`.
    """

    id: str
    name: str
    alternate_name: str | None
    organization: str | None
    description: str | None
    kind: str
    more_kinds: tuple[str, ...]
    audience: str
    group: str | None
    min_age: int | None
    max_age: int | None
    image_age: str | None
    callers: str
    phones: tuple[PublicPhone, ...]
    web: tuple[PublicWeb, ...]
    email: str | None
    languages: tuple[str, ...]
    hours: Hours
    hours_note: str | None
    areas: tuple[PublicArea, ...]
    cost_free: bool | None
    anonymous: bool | None
    image_upload: str
    police: bool
    menu: str | None
    state_migration_body: bool
    helpline: bool
    grade: str
    vetted: bool
    source_names: tuple[str, ...]
    seen: str | None
    doubts_shown: tuple[Doubt, ...]
    notes: tuple[Note, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind, *self.more_kinds)


class ServiceRow(Protocol):
    """What is read of a row of the service table."""

    seed_id: str
    state: str
    name: str
    alternate_name: str
    description: str
    email: str
    minimum_age: int | None
    maximum_age: int | None
    kind: str
    more_kinds: list[str]
    audience: str
    group: str
    image_age: str
    callers: str
    cost: str
    free: bool | None
    anonymous: bool | None
    image_upload: str
    police: bool
    menu: str
    state_migration_body: bool
    helpline: bool
    grade: str
    hours_known: str
    timezone: str
    hours_note: str
    country: str
    doubts: list[str]
    notes: list[str]
    seen: str
    sources: list[dict[str, str]]


class PhoneRow(Protocol):
    """What is read of a row of the phone table."""

    number: str
    e164: str
    type: str
    extension: str
    description: str
    text: str
    inside_country_only: bool
    free: bool | None
    valid: bool
    short: bool
    shows_on_bill: bool | None


class UrlRow(Protocol):
    """What is read of a row of the url table."""

    kind: str
    url: str


class ScheduleRow(Protocol):
    """What is read of a row of the schedule table."""

    byday: str
    opens_at: int
    closes_at: int


class AreaRow(Protocol):
    """What is read of a row of the service area table."""

    country: str
    region: str


def public(
    service: ServiceRow,
    *,
    organization: str | None,
    phones: Iterable[PhoneRow],
    urls: Iterable[UrlRow],
    languages: Iterable[str],
    schedules: Iterable[ScheduleRow],
    areas: Iterable[AreaRow],
    show_sourced: bool,
) -> PublicListing | None:
    """Return the listing as anybody may read it; None when it may not be shown at all.

    Source: S5 and S6.
    """
    state = states.State(service.state)
    if not states.may_be_shown(state, show_sourced=show_sourced):
        return None
    phones = list(phones)
    return PublicListing(
        id=service.seed_id,
        name=service.name,
        alternate_name=service.alternate_name or None,
        organization=organization or None,
        description=service.description or None,
        kind=service.kind,
        more_kinds=tuple(service.more_kinds),
        audience=_audience(service),
        group=service.group or None,
        min_age=service.minimum_age,
        max_age=service.maximum_age,
        image_age=service.image_age or None,
        callers=service.callers,
        phones=tuple(_phone(phone) for phone in phones),
        web=tuple(PublicWeb(kind=url.kind, url=url.url) for url in urls),
        email=service.email or None,
        languages=tuple(languages),
        hours=_hours(service, schedules),
        hours_note=service.hours_note or None,
        areas=tuple(PublicArea(country=area.country, region=area.region or None) for area in areas),
        cost_free=_free(service),
        anonymous=service.anonymous,
        image_upload=service.image_upload,
        police=service.police,
        menu=service.menu or None,
        state_migration_body=service.state_migration_body,
        helpline=service.helpline,
        grade=service.grade,
        vetted=state in states.VETTED,
        source_names=tuple(dict.fromkeys(source["name"] for source in service.sources)),
        seen=service.seen or None,
        doubts_shown=doubts.shown(
            service.doubts,
            grade=service.grade,
            numbers_valid=all(phone.valid or phone.short for phone in phones),
        ),
        notes=doubts.notes(service.notes),
    )


def _audience(service: ServiceRow) -> str:
    """A service for pictures from childhood takes people of any age now, unless it gives a limit."""
    of_any_age_now = service.image_age == "under18" and service.maximum_age is None
    return "both" if of_any_age_now and service.audience == "children" else service.audience


def _phone(phone: PhoneRow) -> PublicPhone:
    return PublicPhone(
        number=phone.number,
        dial=dial(
            phone.number,
            e164=phone.e164 or None,
            kind=phone.type,
            inside_only=phone.inside_country_only,
            short=phone.short,
            valid=phone.valid,
            extension=phone.extension,
        ),
        type=phone.type,
        inside_country_only=phone.inside_country_only or phone.short,
        free=phone.free,
        extension=phone.extension or None,
        description=phone.description or None,
        text=phone.text or None,
        shows_on_bill=phone.shows_on_bill,
    )


def _hours(service: ServiceRow, schedules: Iterable[ScheduleRow]) -> Hours:
    return Hours(
        known=Known(service.hours_known),
        schedules=tuple(
            Schedule(
                days=tuple(ALL_DAYS.index(day) for day in row.byday.split(",")),
                opens=row.opens_at,
                closes=min(row.closes_at, MINUTES_A_DAY),
            )
            for row in schedules
        ),
        timezone=service.timezone or None,
        country=service.country,
    )


def _free(service: ServiceRow) -> bool | None:
    known = {"free": True, "charged": False}.get(service.cost)
    return service.free if known is None else known
