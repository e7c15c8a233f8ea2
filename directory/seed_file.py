"""The files of the seeds: their shapes, and what is wrong with one that does not fit (pure)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar
from zoneinfo import available_timezones

import msgspec
import yaml
from msgspec import inspect

from directory import countries
from directory.topics import Kind

DIRECTORY: Final = "waypost-directory-1"
EMERGENCY: Final = "waypost-emergency-1"
PLATFORMS: Final = "waypost-platforms-1"
ZONES: Final = frozenset(available_timezones())
GROUPINGS: Final = frozenset({countries.WORLD, countries.EUROPEAN_UNION})


class SeedError(Exception):
    """A seed file does not fit; nothing of it is loaded."""

    def __init__(self, *, file: str, line: int, field: str, expected: str) -> None:
        super().__init__(f"{file}:{line}: {field}: {expected}")
        self.file, self.line, self.field, self.expected = file, line, field, expected


Words = Annotated[str, msgspec.Meta(min_length=1)]
CountryCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
Age = Annotated[int, msgspec.Meta(ge=0, le=120)]
WebAddress = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$", max_length=500)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Days = Annotated[str, msgspec.Meta(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$")]
SeenOn = Annotated[str, msgspec.Meta(pattern=r"^\d{4}(-\d{2}){0,2}$")]
LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
FullNumber = Annotated[str, msgspec.Meta(pattern=r"^\+[1-9]\d{4,14}$")]
Grade = Literal["A", "B", "C", "D"]


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Every key is known and has its type, or the file is refused."""


class Source(_Strict):
    name: Words
    locator: str


class Organization(_Strict):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class Phone(_Strict):
    number: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    e164: FullNumber | None
    type: Literal["voice", "sms", "whatsapp", "video"]
    inside_country_only: bool
    free: bool | None
    extension: Annotated[str, msgspec.Meta(max_length=20)] | None
    description: Annotated[str, msgspec.Meta(max_length=300)] | None
    text: Annotated[str, msgspec.Meta(max_length=60)] | None
    valid: bool
    short: bool
    shows_on_bill: bool | None = None


class WebContact(_Strict):
    kind: Literal["chat", "report", "form", "site"]
    url: WebAddress


class Schedule(_Strict):
    byday: Days
    opens_at: Clock
    closes_at: Clock


class Hours(_Strict):
    known: Literal["always", "scheduled", "unknown", "closed"]
    schedules: list[Schedule]
    timezone: str | None
    note: Annotated[str, msgspec.Meta(max_length=500)] | None


class Area(_Strict):
    country: CountryCode
    region: Annotated[str, msgspec.Meta(min_length=1, max_length=120)] | None


class About(_Strict):
    """What Waypost adds to HSDS."""

    kind: Kind
    more_kinds: list[Kind]
    audience: Literal["both", "adults", "children", "parents", "professionals", "worried_about_self"]
    group: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}$")] | None
    callers: Literal["anyone", "unknown"]
    anonymous: bool | None
    free: bool | None
    image_upload: Literal["no", "hash_only", "yes", "unknown"]
    police: bool
    menu: Annotated[str, msgspec.Meta(max_length=300)] | None
    state_migration_body: bool
    helpline: bool
    grade: Grade
    show: Literal["yes", "never"]
    record_reason: str | None
    doubts: list[Words]
    notes: list[Words]
    seen: SeenOn | None
    sources: Annotated[list[Source], msgspec.Meta(min_length=1)]
    rows: Annotated[list[Words], msgspec.Meta(min_length=1)]
    image_age: Literal["under18", "adult"] | None = None


class Service(_Strict):
    """One listing."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,118}$")]
    organization: Organization | None
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    alternate_name: Annotated[str, msgspec.Meta(max_length=300)] | None
    description: str | None
    url: WebAddress | None
    email: Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")] | None
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    minimum_age: Age | None
    maximum_age: Age | None
    phones: list[Phone]
    web_contacts: list[WebContact]
    languages: list[LanguageTag]
    hours: Hours
    service_areas: Annotated[list[Area], msgspec.Meta(min_length=1)]
    cost: Literal["free", "unknown", "charged"]
    waypost: About


class ListingsFile(_Strict):
    """The listings of one country."""

    format: Literal["waypost-directory-1"]
    country: CountryCode
    services: list[Service]


class Number(_Strict):
    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9*#+ -]{2,30}$")]
    purpose: Literal["all", "police", "ambulance", "fire", "unknown"] = msgspec.field(name="for")
    grade: Grade
    confirmed_by_metadata: bool
    sources: list[Source]
    seen: SeenOn | None
    doubts: list[Words]
    show: Literal["yes", "never"]
    notes: list[Words] = []


class CountryNumbers(_Strict):
    numbers: list[Number]
    note: str | None


class EmergencyFile(_Strict):
    """The emergency numbers of all countries."""

    format: Literal["waypost-emergency-1"]
    countries: dict[CountryCode, CountryNumbers]


class Route(_Strict):
    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,118}$")]
    platform: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    issue: Literal["ncii", "csam", "sextortion_grooming", "harassment_doxing", "impersonation"]
    url: WebAddress | None
    steps: str
    needs_account: bool | None
    third_party: bool | None
    minor: bool | None
    partners: list[Words]
    sources: Annotated[list[Source], msgspec.Meta(min_length=1)]
    seen: SeenOn | None
    doubts: list[Words]


class PlatformsFile(_Strict):
    """The ways of reporting of all platforms."""

    format: Literal["waypost-platforms-1"]
    routes: list[Route]


AnyFile = ListingsFile | EmergencyFile | PlatformsFile
F = TypeVar("F", ListingsFile, EmergencyFile, PlatformsFile)


def read(raw: bytes, *, shape: type[F], name: str) -> F:
    """Return the file in its shape.

    Raises: SeedError naming file, line, field and what was expected, for the first thing that does not fit.
    """
    try:
        found = msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        said, _, path = str(error).partition(" - at `$")
        path = path.rstrip("`")
        raise _error(raw, name, path, _options(shape, path) if "enum" in said else said) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SeedError(
            file=name,
            line=_line_of_byte(raw, str(error)),
            field="(file)",
            expected="well-formed JSON in UTF-8",
        ) from None
    for path, expected in _contradictions(found, name):
        raise _error(raw, name, path, expected)
    return found


def _contradictions(found: AnyFile, name: str) -> Iterator[tuple[str, str]]:
    """Yield what no type can say, with the place in the file."""
    if isinstance(found, ListingsFile):
        yield from _listings(found, name)
    elif isinstance(found, EmergencyFile):
        for code in found.countries:
            if not (countries.is_country(code) or code in GROUPINGS):
                yield f".countries.{code}", "a country code of the CLDR, EU or XX"
    else:
        yield from _repeated((route.id for route in found.routes), ".routes")


def _listings(found: ListingsFile, name: str) -> Iterator[tuple[str, str]]:
    if found.country != Path(name).stem:
        yield ".country", "the country that the file is named after"
    if not (countries.is_country(found.country) or found.country in GROUPINGS):
        yield ".country", "a country code of the CLDR, EU or XX"
    yield from _repeated((service.id for service in found.services), ".services")
    for position, service in enumerate(found.services):
        for path, expected in _of_service(service):
            yield f".services[{position}]{path}", expected


def _of_service(service: Service) -> Iterator[tuple[str, str]]:
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None and low > high:
        yield ".maximum_age", "an age that is not below minimum_age"
    for position, phone in enumerate(service.phones):
        if phone.short and phone.e164:
            yield f".phones[{position}].e164", "null: a short code has no full number"
    if service.hours.timezone and service.hours.timezone not in ZONES:
        yield ".hours.timezone", "a time zone of the IANA database, or null"
    if (service.hours.known == "scheduled") != bool(service.hours.schedules):
        yield ".hours.schedules", "entries if, and only if, known is scheduled"
    for position, schedule in enumerate(service.hours.schedules):
        if schedule.opens_at == "24:00":
            yield f".hours.schedules[{position}].opens_at", "a time before 24:00"
        if schedule.opens_at == schedule.closes_at:
            yield f".hours.schedules[{position}].closes_at", "a time other than opens_at; 24:00 for midnight"
    for position, area in enumerate(service.service_areas):
        if not (countries.is_country(area.country) or area.country in GROUPINGS):
            yield f".service_areas[{position}].country", "a country code of the CLDR, EU or XX"


def _repeated(ids: Iterator[str], path: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for position, one in enumerate(ids):
        if one in seen:
            yield f"{path}[{position}].id", "an id that no other entry has"
        seen.add(one)


def _error(raw: bytes, name: str, path: str, expected: str) -> SeedError:
    return SeedError(
        file=name, line=line_of(raw, path), field=path.lstrip(".") or "(file)", expected=expected
    )


def _options(shape: type[AnyFile], path: str) -> str:
    """Return the words that may stand at this place of the format."""
    kind: Any = inspect.type_info(shape)
    for _index, key in _steps(path):
        if isinstance(kind, inspect.UnionType):
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
        if key and isinstance(kind, inspect.StructType):
            kind = next(field.type for field in kind.fields if field.encode_name == key)
        else:
            kind = getattr(kind, "item_type", None) or getattr(kind, "value_type", None)
    if isinstance(kind, inspect.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    values = kind.cls if isinstance(kind, inspect.EnumType) else getattr(kind, "values", ())
    return "one of: " + ", ".join(sorted(str(value) for value in values))


def _steps(path: str) -> list[tuple[str, str]]:
    """Return the steps of a path: a position, or a key, or neither for the values of an object."""
    return re.findall(r"\[(\d+|\.\.\.)\]|\.([^.\[]+)", path)


def line_of(raw: bytes, path: str) -> int:
    """Return the line on which a path such as `.services[3].minimum_age` begins, or the nearest above.

    JSON is also YAML, whose parser remembers lines.
    """
    try:
        node = yaml.compose(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return 1
    for step in _steps(path):
        below = _below(node, step)
        if below is None:
            break
        node = below
    return int(node.start_mark.line) + 1 if node is not None else 1


def _below(node: Any, step: tuple[str, str]) -> Any:
    index, key = step
    if index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        return node.value[int(index)]
    if key and isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _line_of_byte(raw: bytes, said: str) -> int:
    at = re.search(r"byte (\d+)", said)
    return raw[: int(at.group(1))].count(b"\n") + 1 if at else raw.count(b"\n") + 1
