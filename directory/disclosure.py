"""Which field of a listing may leave by the public door; the only maker of a public listing (S5) (pure).

What is not copied here does not leave: a field that is added to the tables stays inside until somebody adds
it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from directory import doubts, hours, states
from directory.dialling import dial
from directory.doubts import Doubt, Note
from directory.hours import Hours, Known, OnHolidays, schedule_of, unsure
from directory.hsds.opened import public_document as public_document  # the same rule for whole documents
from directory.hsds.opened import short_form as short_form


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
    handset_log: bool | None = None  # whether a call stays in the phone's own list


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
    about the age in the picture ("under18" or "adult") stands in `image_age`. A limit in months holds beside
    that in years. `visibility` is open, or asked: then it is on pages of this site only.
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
    min_age_months: int | None = None
    max_age_months: int | None = None
    wait_time: str | None = None  # in the service's own words
    wait_days: int | None = None
    full: bool = False  # its own people said lately that it takes nobody new
    exclusions: tuple[str, ...] = ()  # whom it does not take, in plain sentences
    pair: str | None = None  # listings of one pair are shown together or not at all
    visibility: str = "open"
    hours_words: tuple[str, ...] = ()  # openings that are told in words alone

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
    minimum_age_months: int | None
    maximum_age_months: int | None
    wait_time: str
    wait_days: int | None
    exclusions: list[str]
    holidays: str
    pair: str
    visibility: str


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
    handset_log: bool | None


class UrlRow(Protocol):
    """What is read of a row of the url table."""

    kind: str
    url: str


class ScheduleRow(hours.ScheduleRow, Protocol):
    """What is read of a row of the schedule table."""

    description: str


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
    places_differ: bool = False,
) -> PublicListing | None:
    """Return the listing as anybody may read it; None when it may not be shown at all.

    `places_differ`: the schedules are those of several places that open at different times.
    Source: S5 and S6.
    """
    state = states.State(service.state)
    if not states.may_be_shown(state, show_sourced=show_sourced):
        return None
    phones, schedules = list(phones), list(schedules)
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
        hours=_hours(service, schedules, places_differ=places_differ),
        hours_words=tuple(dict.fromkeys(row.description for row in schedules if row.description)),
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
        min_age_months=service.minimum_age_months,
        max_age_months=service.maximum_age_months,
        wait_time=service.wait_time or None,
        wait_days=service.wait_days,
        exclusions=tuple(service.exclusions),
        pair=service.pair or None,
        visibility=service.visibility,
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
        handset_log=phone.handset_log,
    )


def _hours(service: ServiceRow, schedules: Iterable[ScheduleRow], *, places_differ: bool) -> Hours:
    """Return the hours that the rows tell; rows count also where nobody wrote that the hours are known."""
    told = tuple(dict.fromkeys(one for one in map(schedule_of, schedules) if one is not None))
    if places_differ:
        told = tuple(unsure(one) for one in told)
    known = Known(service.hours_known)
    return Hours(
        known=Known.SCHEDULED if told and known is Known.UNKNOWN else known,
        schedules=told,
        timezone=service.timezone or None,
        country=service.country,
        on_holidays=OnHolidays(service.holidays),
    )


def _free(service: ServiceRow) -> bool | None:
    known = {"free": True, "charged": False}.get(service.cost)
    return service.free if known is None else known
