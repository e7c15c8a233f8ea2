"""What must never be told, sealed; and the one way to read it again, which goes on record (S5).

Nothing but this module knows the table of shelters.
"""

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.hsds import shapes
from directory.hsds.shapes import Document
from directory.models.edition import Edition, EditionState
from directory.models.place import ServiceAtLocation
from directory.models.service import Service
from directory.models.shelter import Part, Shelter
from safety import keys, sealing_anew
from safety.sealing_anew import Counts
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

__all__ = [
    "Part",
    "SealedPart",
    "Unreadable",
    "count_waiting",
    "part_out",
    "publish",
    "read_parts",
    "seal_parts",
]

SUBJECT: Final = "listing"


class Unreadable(Exception):
    """What is sealed cannot be read: the installation's key is another one than it was sealed with."""

    says = _(
        "What is sealed here cannot be opened: the key of this installation was changed. "
        "Tell whoever runs it."
    )


OPEN: Final = (EditionState.DRAFT, EditionState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A confidential piece of a listing on its way into the seal: an HSDS object with all below it."""

    service_id: uuid.UUID
    part: Part
    part_id: uuid.UUID
    content: Document

    def __repr__(self) -> str:
        return f"SealedPart({self.part}, {self.part_id})"  # never what is in it: an error might be printed


def part_out(document: Document) -> tuple[Document, list[SealedPart]]:
    """Return the document without what is marked confidential in it, and those parts by themselves.

    Nothing of them is left but that there is something: id, type of place, mark. A document in which nothing
    is marked is itself.
    """
    parts: dict[tuple[str, str], SealedPart] = {}
    service = uuid.UUID(str(document["id"]))
    return _parted(document, "service", service, parts), list(parts.values())


def _parted(row: Document, entity: str, service: uuid.UUID, parts: dict[Any, SealedPart]) -> Document:
    if entity in shapes.SEALABLE and shapes.is_confidential(row):
        bare = shapes.stub(row, entity)
        if row.keys() - bare.keys() or row[shapes.OURS].keys() - bare[shapes.OURS].keys():
            part = Part(entity)
            parts[part, bare["id"]] = SealedPart(service, part, uuid.UUID(bare["id"]), dict(row))
        return bare
    found = row
    for name, child in shapes.ENTITIES[entity].children.items():
        given = row.get(name)
        if not given:
            continue
        below = given if child.many else [given]
        made = [_parted(one, child.entity, service, parts) for one in below]
        if any(one is not other for one, other in zip(made, below, strict=True)):
            found = {**found, name: made if child.many else made[0]}
    return found


def seal_parts(
    parts: Collection[SealedPart], *, person: User | None, editions: dict[uuid.UUID, Edition] | None = None
) -> None:
    """Keep these parts sealed: as those of drafts, by service, or, without drafts, as the listings' own.

    Older editions that still told one of them tell it no more. Runs in the caller's transaction.
    """
    if not parts:
        return
    drafts = editions or {}
    rows = [_row(one, drafts.get(one.service_id)) for one in parts]
    of_drafts = Q(edition_id__in={row.edition_id for row in rows if row.edition_id})
    own = Q(edition_id=None) if any(row.edition_id is None for row in rows) else Q(pk=None)
    for part in Part:
        ids = [row.part_id for row in rows if row.part == part]
        Shelter.objects.filter(of_drafts | own, part=part, part_id__in=ids).delete()
    Shelter.objects.bulk_create(rows)
    if not drafts:
        _silence({(one.part, one.part_id) for one in parts}, {one.service_id for one in parts})
    services = {one.service_id for one in parts}
    about = next(iter(services)) if len(services) == 1 else "several"
    audit.record(
        act=Act.SHELTER_SEALED, actor=person, subject_kind=SUBJECT, subject_id=str(about), count=len(parts)
    )


def _row(one: SealedPart, edition: Edition | None) -> Shelter:
    text = json.dumps(one.content, ensure_ascii=False)
    return Shelter(
        service_id=one.service_id,
        part=one.part,
        part_id=one.part_id,
        edition_id=edition.pk if edition else None,
        sealed=keys.seal(text, about=_about(one.part, one.part_id)),
    )


def _about(part: str, part_id: uuid.UUID) -> str:
    return f"shelter/{part}/{part_id}"


def read_parts(
    *, person: User, service: Service, edition: Edition | None = None
) -> list[tuple[Part, dict[str, Any]]]:
    """Return what is confidential of a listing, with what a draft changes of it; the look is on record.

    Raises: NotAllowed; Unreadable.
    """
    with transaction.atomic():
        person.require(Ability.READ_SHELTER)
        rows = list(_live(service))
        if edition:
            waiting = Shelter.objects.filter(service=service, edition_id=edition.pk)
            rows = list(
                {**{row.part_id: row for row in rows}, **{row.part_id: row for row in waiting}}.values()
            )
        audit.record(
            act=Act.SHELTER_READ,
            actor=person,
            subject_kind=SUBJECT,
            subject_id=str(service.pk),
            count=len(rows),
        )
        return [
            (Part(row.part), _read(row)) for row in sorted(rows, key=lambda row: (row.part, str(row.part_id)))
        ]


def _live(service: Service) -> Iterable[Shelter]:
    """Return the listing's own rows, and those of places that it shares with another listing."""
    places = ServiceAtLocation.objects.filter(service=service, location__confidential=True)
    shared = Q(part=Part.LOCATION, part_id__in=places.values("location_id"))
    return Shelter.objects.filter(Q(service=service) | shared, edition_id=None)


def _read(row: Shelter) -> dict[str, Any]:
    try:
        text = keys.unseal(row.sealed, about=_about(row.part, row.part_id))
    except keys.CannotOpen:
        raise Unreadable from None
    return dict(json.loads(text))


def is_sealed(service: Service) -> bool:
    """Return whether anything of a listing is confidential."""
    return any(True for _row in _live(service))


def count_waiting(edition: Edition) -> int:
    """Return how many sealed parts a draft brings."""
    return Shelter.objects.filter(edition_id=edition.pk).count()


def hand_over(*, before: Edition, after: Edition) -> None:
    """Give what one draft brought to the draft that takes its place, as far as that still has it."""
    kept = _stubs([after.document])
    waiting = {(row.part, row.part_id): row for row in Shelter.objects.filter(edition_id=before.pk)}
    newer = set(Shelter.objects.filter(edition_id=after.pk).values_list("part", "part_id"))
    for mark, row in waiting.items():
        if mark in kept and mark not in newer:
            Shelter.objects.filter(pk=row.pk).update(edition_id=after.pk)
        else:
            row.delete()


def publish(edition: Edition) -> None:
    """Make what a draft brought sealed the listing's own; what the edition has no more is gone.

    Runs after directory.writing has written the edition, in its transaction.
    """
    waiting = list(Shelter.objects.filter(edition_id=edition.pk))
    for row in waiting:
        Shelter.objects.filter(part=row.part, part_id=row.part_id, edition_id=None).delete()
    Shelter.objects.filter(edition_id=edition.pk).update(edition_id=None)
    settle([edition.document])
    _silence({(row.part, row.part_id) for row in waiting}, {edition.service_id})


def settle(documents: Sequence[Document]) -> None:
    """Remove sealed parts that these listings have no more, unless another listing is in the same place."""
    services = [uuid.UUID(str(one["id"])) for one in documents]
    stored = list(Shelter.objects.filter(service_id__among=services, edition_id=None))
    kept = _stubs(documents) if stored else set()
    for row in stored:
        if (row.part, row.part_id) in kept:
            continue
        other = ServiceAtLocation.objects.filter(location_id=row.part_id).exclude(service_id=row.service_id)
        heir = other.values_list("service_id", flat=True).first() if row.part == Part.LOCATION else None
        if heir:
            Shelter.objects.filter(pk=row.pk).update(service_id=heir)
        else:
            row.delete()


def _stubs(documents: Iterable[Document]) -> set[tuple[str, uuid.UUID]]:
    return {
        (entity, uuid.UUID(str(row["id"])))
        for document in documents
        for _place, entity, row in shapes.walk(document)
        if entity in shapes.SEALABLE and shapes.is_confidential(row)
    }


def _silence(marks: set[tuple[str, uuid.UUID]], services: Collection[uuid.UUID]) -> None:
    """See that no edition tells what is sealed now. A draft that did has another digest afterwards.

    The digest of what was published before stays: it says what people looked at then.
    """
    if not marks:
        return
    ids = {(entity, str(key)) for entity, key in marks}
    changed = []
    for edition in _editions_near(marks, services):
        document = _silenced(edition.document, "service", ids)
        if document != edition.document:
            edition.document = document
            if edition.state in OPEN:
                edition.digest = shapes.digest(document)
            changed.append(edition)
    Edition.objects.bulk_update(changed, ["document", "digest"], batch_size=200)


def _editions_near(marks: set[tuple[str, uuid.UUID]], services: Collection[uuid.UUID]) -> Iterator[Edition]:
    """Yield the editions of these services and of all that share a place or a body with them."""
    places = [key for part, key in marks if part == Part.LOCATION]
    bodies = Service.objects.filter(pk__in=services).exclude(organization=None).values("organization_id")
    near = Service.objects.filter(
        Q(pk__in=services) | Q(organization_id__in=bodies) | Q(service_at_locations__location_id__in=places)
    )
    yield from Edition.objects.filter(service_id__in=near.values("pk")).iterator(chunk_size=200)


def _silenced(row: Document, entity: str, ids: set[tuple[str, str]]) -> Document:
    if (entity, str(row.get("id"))) in ids:
        return shapes.stub(row, entity)
    found = dict(row)
    for name, child in shapes.ENTITIES[entity].children.items():
        if found.get(name) and child.many:
            found[name] = [_silenced(one, child.entity, ids) for one in found[name]]
        elif found.get(name):
            found[name] = _silenced(found[name], child.entity, ids)
    return found


def seal_anew(*, write: bool) -> Counts:
    """Seal every piece of every listing and draft under the installation's present key, or count them."""
    return sealing_anew.rows(
        Shelter.objects.all(),
        column="sealed",
        about=lambda row: _about(row.part, row.part_id),
        write=write,
    )


def register() -> None:
    """Have `seal_anew` take this place too."""
    sealing_anew.place("confidential parts of listings", seal_anew)
