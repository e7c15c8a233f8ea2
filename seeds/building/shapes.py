"""The shapes that a table's row becomes before it is written down as a seed."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

WORLD: Final = "XX"  # everywhere
UNION: Final = "EU"  # the member states
CHILD_MAX: Final = 17  # years, inclusive: a child is somebody under 18 (UN convention, article 1)
ADULT_MIN: Final = 18  # years, inclusive


class Kind(StrEnum):
    """What a service is for, in the words of the tables."""

    DOMESTIC_VIOLENCE = "domestic_violence"
    CHILD_HELPLINE = "child_helpline"
    CRISIS = "crisis"
    SEXUAL_VIOLENCE = "sexual_violence"
    TRAFFICKING = "trafficking"
    LGBTQ = "lgbtq"
    VICTIM_SUPPORT = "victim_support"
    MISSING_CHILDREN = "missing_children"
    CSAM_HOTLINE = "csam_hotline"
    CSAM_REPORT = "csam_report"
    LEGAL = "legal"
    MEN_BOYS = "men_boys"
    IMAGE_ABUSE = "image_abuse"
    MIGRANT = "migrant"
    PREVENTION_OFFENDER = "prevention_offender"
    OTHER = "other"
    CONTENT_REMOVAL = "content_removal"
    POLICE_REPORT = "police_report"
    THERAPY_PEER = "therapy_peer"
    SAFETY_PLANNING = "safety_planning"


class Audience(StrEnum):
    """Whom a service speaks to."""

    BOTH = "both"
    ADULTS = "adults"
    CHILDREN = "children"
    PARENTS = "parents"
    PROFESSIONALS = "professionals"
    WORRIED_ABOUT_SELF = "worried_about_self"


class Grade(StrEnum):
    """How well a listing is supported; A is best."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Show(StrEnum):
    """Whether a listing may ever be shown."""

    YES = "yes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Phone:
    """One number of a service; `number` is what people inside the country dial."""

    number: str
    e164: str | None = None
    type: str = "voice"
    inside_country_only: bool = False
    free: bool | None = None
    extension: str | None = None
    description: str | None = None
    text: str | None = None
    valid: bool = False
    short: bool = False
    shows_on_bill: bool | None = None


@dataclass(frozen=True, slots=True)
class WebContact:
    """A page where a person can write or report."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Opening times of some days of the week; a closing time before the opening time is past midnight."""

    byday: str
    opens_at: str
    closes_at: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service answers; unknown is not closed."""

    known: str = "unknown"
    schedules: tuple[Schedule, ...] = ()
    timezone: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Where a service works."""

    country: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read: the name a person is shown, and the whole text for whoever checks."""

    name: str
    locator: str


@dataclass(frozen=True, slots=True)
class About:
    """What HSDS has no field for."""

    kind: Kind
    more_kinds: tuple[Kind, ...] = ()
    audience: Audience = Audience.BOTH
    group: str | None = None
    callers: str = "unknown"
    anonymous: bool | None = None
    free: bool | None = None
    image_upload: str = "unknown"
    image_age: str | None = None
    police: bool = False
    menu: str | None = None
    state_migration_body: bool = False
    helpline: bool = True
    grade: Grade = Grade.D
    show: Show = Show.YES
    record_reason: str | None = None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seen: str | None = None
    sources: tuple[Source, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One listing; names of fields are those of HSDS where it has one."""

    id: str
    country: str
    organization: str | None
    name: str
    about: About
    alternate_name: str | None = None
    description: str | None = None
    url: str | None = None
    email: str | None = None
    status: str = "active"
    minimum_age: int | None = None
    maximum_age: int | None = None
    phones: tuple[Phone, ...] = ()
    web_contacts: tuple[WebContact, ...] = ()
    languages: tuple[str, ...] = ()
    hours: Hours = field(default_factory=Hours)
    areas: tuple[Area, ...] = ()
    cost: str = "unknown"


def fields_of(part: Any) -> dict[str, Any]:
    """Return the fields of a frozen part in their written order, as plain values."""
    return {name: plain(getattr(part, name)) for name in part.__slots__}


def plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if hasattr(value, "__slots__") and not isinstance(value, str):
        return fields_of(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def written(service: Service) -> dict[str, Any]:
    """Return a service as it stands in a seed file.

    Shape: the keys of the directory seed, in their fixed order.
    Source: HSDS 3.2.3; what HSDS lacks stands under `waypost`.
    """
    whole = fields_of(service)
    about, areas = whole.pop("about"), whole.pop("areas")
    del whole["country"]
    cost = whole.pop("cost")
    name = whole.pop("organization")
    organization = {"name": name} if name else None
    service_id = whole.pop("id")
    return {
        "id": service_id,
        "organization": organization,
        **whole,
        "service_areas": areas,
        "cost": cost,
        "waypost": about,
    }
