"""What the seeds say, as rows of the tables."""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.db.models import Model

from directory.models.answering import Language, Schedule, ServiceArea
from directory.models.contact import Phone, Url
from directory.models.emergency import EmergencyNumber
from directory.models.organization import Organization
from directory.models.platform import PlatformRoute
from directory.models.service import Service
from directory.search.folding import search_text
from directory.seed_file import About, EmergencyFile, PlatformsFile
from directory.seed_file import Service as Seed
from directory.states import State

# The keys of all rows are made from the seeds' own ids in this space, so that each installation has the
# same ones.
SPACE: Final = uuid.UUID("6b1d0a52-8c1f-5d6e-9a52-3f7c0b1e4d90")
# Grows when the rows made from an unchanged file would be different ones.
FORM_OF_ROWS: Final = "2"


def key_of(*parts: str) -> uuid.UUID:
    """Return the permanent key of a row."""
    return uuid.uuid5(SPACE, "/".join(parts))


def digest(seed: Seed) -> str:
    """Return what tells an unchanged listing from a changed one."""
    return hashlib.sha256(FORM_OF_ROWS.encode() + msgspec.json.encode(seed)).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing of a seed file, with the file's country and the name that the file is known by."""

    seed: Seed
    country: str
    file: str

    @property
    def key(self) -> uuid.UUID:
        return key_of("service", self.seed.id)

    @property
    def organization_key(self) -> uuid.UUID | None:
        """Bodies of the same name in two countries are two bodies."""
        body = self.seed.organization
        return key_of("organization", self.country, body.name) if body else None


def write_listings(entries: list[Entry]) -> None:
    """Make the rows of these listings what the seeds say, with few queries however many there are."""
    named = {
        entry.organization_key: entry.seed.organization.name for entry in entries if entry.seed.organization
    }
    Organization.objects.bulk_create(
        (Organization(id=key, name=name) for key, name in named.items()), ignore_conflicts=True
    )
    changing = [field.name for field in Service._meta.concrete_fields if not field.primary_key]
    Service.objects.bulk_create(
        [service_row(entry) for entry in entries],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=changing,
    )
    for part, rows in PARTS.items():
        part._default_manager.filter(service__in=[entry.key for entry in entries]).delete()
        part._default_manager.bulk_create([row for entry in entries for row in rows(entry.seed)])


def drop_empty_organizations() -> None:
    """Remove organizations that run nothing any more."""
    Organization.objects.filter(services=None).delete()


def service_row(entry: Entry) -> Service:
    """Return the row of a listing: sourced, or only a record, and never vetted."""
    seed, about = entry.seed, entry.seed.waypost
    return Service(
        id=entry.key,
        organization_id=entry.organization_key,
        name=seed.name,
        alternate_name=seed.alternate_name or "",
        description=seed.description or "",
        url=seed.url or "",
        email=seed.email or "",
        status=seed.status,
        minimum_age=seed.minimum_age,
        maximum_age=seed.maximum_age,
        seed_id=seed.id,
        seed_file=entry.file,
        seed_digest=digest(seed),
        state=(State.RECORD_ONLY if about.show == "never" else State.SOURCED).value,
        country=entry.country,
        cost=seed.cost,
        hours_known=_hours_known(seed),
        timezone=seed.hours.timezone or "",
        hours_note=seed.hours.note or "",
        search_text=search_text(
            seed.name,
            seed.alternate_name,
            seed.organization.name if seed.organization else None,
            seed.description,
            kinds=[about.kind.value, *(kind.value for kind in about.more_kinds)],
        ),
        **_about(about),
    )


def _hours_known(seed: Seed) -> str:
    """A service that is not active is closed, whatever hours it once had."""
    return seed.hours.known if seed.status == "active" else "closed"


def _about(about: About) -> dict[str, Any]:
    return {
        "kind": about.kind.value,
        "more_kinds": [kind.value for kind in about.more_kinds],
        "audience": about.audience,
        "group": about.group or "",
        "image_age": about.image_age or "",
        "callers": about.callers,
        "free": about.free,
        "anonymous": about.anonymous,
        "image_upload": about.image_upload,
        "police": about.police,
        "menu": about.menu or "",
        "state_migration_body": about.state_migration_body,
        "helpline": about.helpline,
        "grade": about.grade,
        "doubts": about.doubts,
        "notes": about.notes,
        "record_reason": about.record_reason or "",
        "seen": about.seen or "",
        "sources": [msgspec.to_builtins(source) for source in about.sources],
        "rows": about.rows,
    }


def phone_rows(seed: Seed) -> Iterable[Phone]:
    for position, phone in enumerate(seed.phones):
        yield Phone(
            id=key_of("phone", seed.id, str(position)),
            service_id=key_of("service", seed.id),
            position=position,
            number=phone.number,
            e164=phone.e164 or "",
            type=phone.type,
            extension=phone.extension or "",
            description=phone.description or "",
            text=phone.text or "",
            inside_country_only=phone.inside_country_only,
            free=phone.free,
            valid=phone.valid,
            short=phone.short,
            shows_on_bill=phone.shows_on_bill,
        )


def url_rows(seed: Seed) -> Iterable[Url]:
    """The site itself comes last: a chat or a form is nearer to help."""
    known = {web.url for web in seed.web_contacts}
    pairs = [(web.kind, web.url) for web in seed.web_contacts]
    if seed.url and seed.url not in known:
        pairs.append(("site", seed.url))
    for position, (kind, url) in enumerate(pairs):
        yield Url(
            id=key_of("url", seed.id, str(position)),
            service_id=key_of("service", seed.id),
            position=position,
            kind=kind,
            url=url,
        )


def language_rows(seed: Seed) -> Iterable[Language]:
    for position, code in enumerate(dict.fromkeys(seed.languages)):
        yield Language(
            id=key_of("language", seed.id, str(position)),
            service_id=key_of("service", seed.id),
            position=position,
            code=code,
        )


def schedule_rows(seed: Seed) -> Iterable[Schedule]:
    for position, schedule in enumerate(seed.hours.schedules):
        yield Schedule(
            id=key_of("schedule", seed.id, str(position)),
            service_id=key_of("service", seed.id),
            position=position,
            byday=schedule.byday,
            opens_at=_minutes(schedule.opens_at),
            closes_at=_minutes(schedule.closes_at),
        )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def area_rows(seed: Seed) -> Iterable[ServiceArea]:
    pairs = dict.fromkeys((area.country, area.region or "") for area in seed.service_areas)
    for position, (country, region) in enumerate(pairs):
        yield ServiceArea(
            id=key_of("area", seed.id, str(position)),
            service_id=key_of("service", seed.id),
            position=position,
            country=country,
            region=region,
        )


PARTS: Final[dict[type[Model], Callable[[Seed], Iterable[Any]]]] = {
    Phone: phone_rows,
    Url: url_rows,
    Language: language_rows,
    Schedule: schedule_rows,
    ServiceArea: area_rows,
}


def emergency(file: EmergencyFile) -> list[EmergencyNumber]:
    """Return the rows of all emergency numbers, main number of a country first."""
    return [
        EmergencyNumber(
            id=key_of("emergency", country, str(position)),
            country=country,
            position=position,
            number=number.number,
            purpose=number.purpose,
            grade=number.grade,
            confirmed_by_metadata=number.confirmed_by_metadata,
            shown=number.show == "yes",
            doubts=number.doubts,
            note=entry.note or "",
            seen=number.seen or "",
            sources=[msgspec.to_builtins(source) for source in number.sources],
        )
        for country, entry in sorted(file.countries.items())
        for position, number in enumerate(entry.numbers)
    ]


def platforms(file: PlatformsFile) -> list[PlatformRoute]:
    """Return the rows of all ways of reporting."""
    return [
        PlatformRoute(
            id=key_of("platform", route.id),
            seed_id=route.id,
            platform=route.platform,
            issue=route.issue,
            url=route.url or "",
            steps=route.steps,
            needs_account=route.needs_account,
            third_party=route.third_party,
            minor=route.minor,
            partners=route.partners,
            sources=[msgspec.to_builtins(source) for source in route.sources],
            seen=route.seen or "",
            doubts=route.doubts,
        )
        for route in file.routes
    ]
