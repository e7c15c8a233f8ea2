"""Markers for everything that must not be told, and where they are planted (S5).

Each marker is a word that stands nowhere else. Those in `sealed` are the address of a refuge and its like:
nobody reads them but on the one screen for it. Those in `inside` may be read at the desk and by nobody else.
`asked` are of a listing that is found by whoever asks here, and not handed out. `waiting` are of two whose
last day is over, or whose pair is not whole: they are in the tables of what is found or sent, and in no
answer. `ids` are keys of such rows. `went` are the ids of the two that anybody could read once: who keeps a
copy is told those ids at the one address for it, and nothing else.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from directory import numbering, outward, publishing, vetting, writing
from directory.hsds import shapes
from directory.hsds.shapes import ENTITIES, OURS
from directory.models.edition import Edition, Origin
from directory.models.emergency import EmergencyNumber
from directory.models.platform import PlatformRoute
from directory.models.service import Service, Withdrawal
from directory.models.topic import TermRule
from directory.states import State
from staff.models.person import User

COUNTRY: Final = "PN"  # two islands without a listing of the seeds: a plan for it has ours
SEEN: Final = "Lantern"  # in every text of ours that must be told: a walk that never meets it proves nothing
POINT: Final = (-22.5637913, 17.0801547)  # where the refuge is, and nothing else: in the middle of a town
TOWN: Final = "Windhoek"  # that town
HIDDEN: Final = {"confidential": True}
# Columns that are no words, or of which the tables take only some.
FIXED: Final[dict[tuple[str, str], Any]] = {
    ("service", "status"): "active",
    ("phone", "type"): "voice",
    ("location", "location_type"): "physical",
    ("address", "address_type"): "physical",
    ("address", "country"): COUNTRY,
    ("service_capacity", "available"): 2,
    ("schedule", "wkst"): "MO",
    ("schedule", "freq"): "WEEKLY",
    ("schedule", "byday"): "MO",
    **{("schedule", name): "2026-01-05" for name in ("valid_from", "dtstart")},
    **{("schedule", name): "2036-01-05" for name in ("valid_to", "until")},
}


@dataclass(slots=True)
class Nest:
    """Every marker by the word itself, with where it was planted."""

    sealed: dict[str, str] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    went: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def lay(self, where: dict[str, str], what: str) -> str:
        """Return a new marker. It begins with letters that no language puts together, and is one word."""
        word = f"qxz{next(self.numbers):04d}vk"
        where[word] = what
        return word

    def key(self, what: str) -> str:
        """Return an id that must not be told either."""
        made = str(uuid.uuid4())
        self.ids[made] = what
        return made

    @property
    def never_public(self) -> dict[str, str]:
        """What no public page may hold."""
        points = {f"{number:.4f}": "the point of the refuge" for number in POINT}
        return {**self.sealed, **self.inside, **self.waiting, **self.ids, **points}

    @property
    def never_handed_out(self) -> dict[str, str]:
        """What neither the interface nor an export may hold."""
        return {**self.never_public, **self.asked}

    @property
    def never_at_the_desk(self) -> dict[str, str]:
        """What no page of the desk holds, but the screen that opens it."""
        return {**self.sealed, **{f"{number:.4f}": "the point of the refuge" for number in POINT}}

    def filled(self, entity: str, where: dict[str, str], *, depth: int = 3) -> dict[str, Any]:
        """Return an object with a marker in every text, and with all that hangs below it."""
        shape = ENTITIES[entity]
        found: dict[str, Any] = {"id": self.key(entity)}
        for one in shape.fields.values():
            if (entity, one.name) in FIXED:
                found[one.name] = FIXED[entity, one.name]
            elif one.kind == "text" and one.name != "country":
                found[one.name] = self._text(one.name, self.lay(where, f"{entity}.{one.name}"))
        for child in shape.children.values():
            if (
                (depth or child.entity in ("location", "unit"))
                and child.entity not in ("organization", "program", "attribute")
                and (child.entity != "metadata" or shape.name in ("service", "location"))
            ):
                below = self.filled(child.entity, where, depth=max(depth - 1, 0))
                found[child.key] = [below] if child.many else below
        return {**found, OURS: {"extra": {"column": self.lay(where, f"{entity}.extra")}}}

    def _text(self, name: str, word: str) -> str:
        if name in ("url", "website", "uri", "logo", "schedule_link"):
            return f"https://example.org/{word}"
        return f"{word}@example.org" if name in ("email", "assurer_email") else word


def plant(nest: Nest, *, dalia: User) -> Service:
    """Plant every marker by the verbs that write listings; return the listing that everybody may read."""
    with transaction.atomic():
        shown = _open_listing(nest)
        hidden = [
            _listing(nest, what) for what in ("staff", "stale", "draft", "withdrawn", "over", "half-pair")
        ]
        asked = _listing(nest, "asked")
        documents = [shown, *hidden, asked]
        feed = nest.lay(nest.inside, "service.feed")
        keys = writing.write_documents(documents, state=State.PUBLISHED, feed=feed)
        rows = {row.seed_id: row for row in Service.objects.filter(pk__in=keys)}
        next_year = timezone.now().date() + dt.timedelta(days=365)
        Service.objects.filter(pk__in=keys).update(due_on=next_year, verified_at=timezone.now())
        _put(rows["canary-stale"], state=State.STALE.value)
        _put(rows["canary-draft"], state=State.DRAFT.value)
        _put(rows["canary-over"], due_on=timezone.now().date() - dt.timedelta(days=1))
        outward.refresh(keys, version=numbering.locked())
        publishing.withdraw(person=dalia, service=rows["canary-withdrawn"], why=Withdrawal.NOT_SAFE)
        _drafts(nest, rows["canary-open"], dalia)
        _beside(nest)
    return rows["canary-open"]


def _put(row: Service, **columns: Any) -> None:
    Service.objects.filter(pk=row.pk).update(**columns)


def _open_listing(nest: Nest) -> dict[str, Any]:
    """Return a listing with something to read in it, and something to keep in every corner."""
    place = {
        **_own(),
        "name": f"{SEEN} Hall",
        "latitude": 53.8,
        "longitude": -1.55,
        "addresses": [
            {**_own(), "address_1": f"{SEEN} Street 1", "postal_code": "LS1 4AP", "country": COUNTRY}
        ],
    }
    body = {
        **_own(),
        "name": f"{SEEN} Trust",
        "phones": [_phone("020 7946 0001"), _sealed(nest, "phone")],
        "contacts": [_sealed(nest, "contact")],
        "locations": [nest.filled("location", nest.inside)],
    }
    shown = {
        **_own(),
        "name": f"{SEEN} Line",
        "description": f"{SEEN} listens at night.",
        "email": "lantern@example.org",
        "assurer_email": f"{nest.lay(nest.inside, 'service.assurer_email')}@example.org",
        "organization": body,
        "phones": [_phone("020 7946 0000"), _sealed(nest, "phone")],
        "contacts": [_sealed(nest, "contact")],
        "languages": [{**_own(), "code": "en"}],
        "service_areas": [{**_own(), OURS: {"country": COUNTRY}}],
        "service_at_locations": [{**_own(), "location": place}, _refuge(nest)],
        OURS: {
            "listing": "canary-open",
            "country": COUNTRY,
            "kind": "crisis",
            "grade": "A",
            "hours_known": "always",
        },
    }
    _salt(nest, shown)
    shown[OURS] |= {name: [nest.lay(nest.inside, f"service.{name}")] for name in ("doubts", "notes", "rows")}
    locator = nest.lay(nest.inside, "service.sources.locator")
    shown[OURS] |= {
        "record_reason": nest.lay(nest.inside, "service.record_reason"),
        "sources": [{"name": f"{SEEN} list", "locator": locator}],
        "accepts_warm_referrals": True,
    }
    return shown


def _own() -> dict[str, Any]:
    return {"id": str(uuid.uuid4())}


def _phone(number: str) -> dict[str, Any]:
    return {**_own(), "number": number, OURS: {"e164": f"+44{number[1:].replace(' ', '')}", "valid": True}}


def _sealed(nest: Nest, entity: str) -> dict[str, Any]:
    """Return a confidential object, as it comes in: whole, and marked."""
    whole = nest.filled(entity, nest.sealed)
    return {**whole, OURS: {**whole[OURS], **HIDDEN}}


def _refuge(nest: Nest) -> dict[str, Any]:
    """Return the service in its secret place: what hangs there could point to it."""
    there = nest.filled("service_at_location", nest.inside)
    where = {**_sealed(nest, "location"), "latitude": POINT[0], "longitude": POINT[1]}
    return {**there, "location": where}


def _salt(nest: Nest, document: dict[str, Any]) -> None:
    """Put into every object of a document what a file might have said beyond the standard, and a past."""
    for _path, entity, row in list(shapes.walk(document)):
        if entity == "metadata" or shapes.is_confidential(row) or row["id"] in nest.ids:
            continue
        ours = row.setdefault(OURS, {})
        ours["extra"] = {**ours.get("extra", {}), "column": nest.lay(nest.inside, f"{entity}.extra")}
        if "metadata" in ENTITIES[entity].children:
            row["metadata"] = [nest.filled("metadata", nest.inside)]


def _listing(nest: Nest, what: str) -> dict[str, Any]:
    """Return a listing that not everybody may read, every word of it a marker."""
    where = {"asked": nest.asked, "over": nest.waiting, "half-pair": nest.waiting}.get(what, nest.inside)
    whole = nest.filled("service", where, depth=2 if what in ("staff", "asked") else 1)
    said = {"listing": f"canary-{what}", "country": COUNTRY, "kind": "crisis", "grade": "A"}
    if what in ("staff", "asked"):
        said["visibility"] = what
    if what == "half-pair":
        said["pair"] = "canary-pair"
    if what in ("withdrawn", "over"):
        nest.went.add(whole["id"])
    nest.ids[f"canary-{what}"] = f"the id of the listing for {what}"
    if where is not nest.inside:
        for one in (f"canary-{what}", *(row["id"] for _path, _entity, row in shapes.walk(whole))):
            where[one] = nest.ids.pop(one)
    return {**whole, OURS: {**whole[OURS], **said}}


def _drafts(nest: Nest, shown: Service, dalia: User) -> Edition:
    """Plant a draft of the open listing, and one of a listing that nobody has seen yet."""
    changed = {**writing.document_of(shown), "name": nest.lay(nest.inside, "draft.name")}
    changed["phones"] = [*changed["phones"], nest.filled("phone", nest.inside), _sealed(nest, "phone")]
    edition = writing.save_draft(person=dalia, document=changed, service=shown, origin=Origin.DESK)
    vetting.submit(person=dalia, edition=edition)
    writing.save_draft(person=dalia, document=_listing(nest, "new"), origin=Origin.DESK)
    return edition


def _beside(nest: Nest) -> None:
    """Plant what was noted about numbers of emergency, ways of reporting and rules for foreign terms."""
    for row in EmergencyNumber.objects.all():
        row.note, row.doubts = (
            nest.lay(nest.inside, "emergency.note"),
            [nest.lay(nest.inside, "emergency.doubt")],
        )
        row.save()
    for route in PlatformRoute.objects.all()[:20]:
        route.doubts = [nest.lay(nest.inside, "platform.doubt")]
        route.sources = [{"name": "a list", "locator": nest.lay(nest.inside, "platform.locator")}]
        route.save()
    TermRule.objects.create(pattern="canary", kind="crisis", note=nest.lay(nest.inside, "rule.note"))
