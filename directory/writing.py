"""Writing listings: documents of what the tables hold, drafts of what they might hold, and the tables.

Nothing here makes anything public: publishing does, with a second person, and directory.outward.
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import sheltering
from directory.hsds import gather, keyed, shapes, store, write
from directory.hsds.shapes import OURS, Document
from directory.hsds.write import Book
from directory.models.edition import Edition, EditionState, Origin
from directory.models.service import Service
from directory.search.folding import search_text
from directory.sheltering import SealedPart
from directory.states import State, may_be_shown
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

SUBJECT: Final = "listing"


class InReview(Exception):
    """The listing has a draft that a second person is looking at: that one has to be decided first."""

    says = _("Somebody is reviewing this listing. Nothing was saved: wait for the decision, or take it back.")


class OpenDraft(Exception):
    """Somebody is at work on a draft of the listing, which a feed must not take away from them."""

    says = _("Somebody has a draft of this listing. A file does not write over it: finish or drop it first.")

    def __init__(self, services: Collection[uuid.UUID]) -> None:
        super().__init__(f"{len(services)} listings have a draft of their own")
        self.services = frozenset(services)


def documents_of(services: QuerySet[Service], *, chunk: int = 500) -> Iterator[tuple[Service, Document]]:
    """Yield each service with its document, in the order of the question; few queries for each chunk."""
    for row, document, _book in read_of(services, chunk=chunk):
        yield row, document


def read_of(services: QuerySet[Service], *, chunk: int = 500) -> Iterator[tuple[Service, Document, Book]]:
    """Yield the same, each with the rows that were read for it and its neighbours."""
    yield from read_by_key(list(services.values_list("pk", flat=True)), chunk=chunk)


def read_by_key(keys: Sequence[uuid.UUID], *, chunk: int = 500) -> Iterator[tuple[Service, Document, Book]]:
    """Yield the same of services by their keys, in that order; one that is not there is left out."""
    for start in range(0, len(keys), chunk):
        part = keys[start : start + chunk]
        rows = {row["id"]: row for row in keyed.rows(Service, "id", part)}
        found = [rows[key] for key in part if key in rows]
        book = gather.book(found)
        yield from ((keyed.of(Service, row), write.document(row, book), book) for row in found)


def document_of(service: Service) -> Document:
    """Return the document of what the tables hold now."""
    return next(document for _service, document in documents_of(Service.objects.filter(pk=service.pk)))


def write_documents(
    documents: Sequence[Document],
    *,
    state: State,
    feed: str = "",
    sealed: Sequence[SealedPart] = (),
    person: User | None = None,
    tidied: bool = False,
) -> list[uuid.UUID]:
    """Make the tables hold these listings; return their keys. Runs in the caller's transaction.

    `tidied`: they are documents that shapes.tidy made, and nobody wrote in since.

    What is marked confidential is sealed and is in no other table (S5). The caller makes public what may be
    with directory.outward.refresh, and puts on record what was done.
    """
    bare, parts = _without_confidential(documents, sealed, tidied=tidied)
    further = {shapes.read_key(one["id"]): _columns(one, state, feed) for one in bare}
    store.store(bare, further=further)
    sheltering.settle(bare)
    sheltering.seal_parts(parts, person=person)
    return list(further)


def _without_confidential(
    documents: Sequence[Document], sealed: Sequence[SealedPart], *, tidied: bool = False
) -> tuple[list[Document], list[SealedPart]]:
    bare, parts = [], list(sealed)
    for one in documents:
        if tidied and not shapes.may_hide(one):
            bare.append(one)
            continue
        document, found = sheltering.part_out(one)
        bare.append(document if tidied and document is one else shapes.tidy(document))
        parts += found
    return bare, parts


def _columns(document: Document, state: State, feed: str) -> dict[str, Any]:
    """Return the columns of a service that its document does not have as such."""
    found: dict[str, Any] = {
        "seed_id": _listing(document),
        "state": state.value,
        "state_before": "",
        "withdrawn_why": "",
        "search_text": _found_by(document),
    }
    return {**found, "feed": feed, "feed_digest": shapes.digest_of_tidy(document)} if feed else found


def _listing(document: Document) -> str:
    return str(document.get(OURS, {}).get("listing") or document["id"])


def _found_by(document: Document) -> str:
    ours = document.get(OURS, {})
    return search_text(
        document.get("name"),
        document.get("alternate_name"),
        document.get("organization", {}).get("name"),
        document.get("description"),
        kinds=[ours.get("kind", "other"), *ours.get("more_kinds", ())],
    )


# --- drafts ---


def save_draft(
    *,
    person: User | None,
    document: Document,
    service: Service | None = None,
    origin: Origin,
    feed: str = "",
    sealed: Sequence[SealedPart] = (),
) -> Edition:
    """Keep a draft of a listing, of a new one where there is no service; what people read is untouched.

    A draft that was begun is written on; one that somebody else's draft would replace stays in the history.
    Raises: NotAllowed; InReview; OpenDraft when a feed would write over somebody's draft.
    """
    own = {**document, "id": str(service.pk if service else document.get("id") or uuid.uuid4())}
    with transaction.atomic():
        if person:
            person.require(Ability.IMPORT_LISTINGS if origin is Origin.IMPORT else Ability.EDIT_LISTING)
        edition = _drafts([own], person=person, origin=origin, feed=feed, sealed=sealed)[0]
        audit.record(
            act=Act.LISTING_DRAFTED,
            actor=person,
            subject_kind=SUBJECT,
            subject_id=str(edition.service_id),
            edition=str(edition.pk),
            how=origin.value,
        )
    return edition


def bulk_drafts(
    documents: Sequence[Document],
    *,
    feed: str,
    person: User | None,
    sealed: Sequence[SealedPart] = (),
) -> list[Edition]:
    """Keep a draft of each of these listings of a feed, with few queries and one line on record.

    Raises: NotAllowed; InReview; OpenDraft. Nothing is kept then.
    """
    with transaction.atomic():
        if person:
            person.require(Ability.IMPORT_LISTINGS)
        editions = _drafts(documents, person=person, origin=Origin.IMPORT, feed=feed, sealed=sealed)
        audit.record(
            act=Act.LISTING_DRAFTED,
            actor=person,
            subject_kind="feed",
            subject_id=feed,
            count=len(editions),
        )
    return editions


def with_open_work(services: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the listings that a feed must leave alone now: in review, or with a draft that a person made."""
    theirs = Edition.objects.filter(service_id__in=services, state__in=sheltering.OPEN)
    return {
        row.service_id
        for row in theirs.only("service_id", "state", "origin")
        if row.state == EditionState.IN_REVIEW or row.origin != Origin.IMPORT
    }


def _drafts(
    documents: Sequence[Document],
    *,
    person: User | None,
    origin: Origin,
    feed: str,
    sealed: Sequence[SealedPart],
) -> list[Edition]:
    bare, parts = _without_confidential(documents, sealed)
    by_id = {uuid.UUID(one["id"]): one for one in bare}
    _put_new_services(by_id, feed)
    before = _open_editions(by_id, origin)
    current = _first_editions(by_id)
    numbers = _newest_numbers(by_id)
    made, goes_on = [], []
    for key, document in by_id.items():
        open_one = before.get(key)
        if open_one and origin is not Origin.RESTORED:
            goes_on.append(_written_on(open_one, document, person, origin, feed))
            continue
        made.append(_edition(key, document, numbers.get(key, 0) + 1, person, origin, feed))
        made[-1].based_on = current.get(key, "")
    replaced = [before[one.service_id] for one in made if one.service_id in before]
    Edition.objects.filter(pk__in=[one.pk for one in replaced]).update(state=EditionState.SUPERSEDED)
    Edition.objects.bulk_create(made, batch_size=500)
    Edition.objects.bulk_update(
        goes_on, ["document", "digest", "origin", "feed", "created_by_id", "created_at"], batch_size=200
    )
    found = {one.service_id: one for one in (*made, *goes_on)}
    sheltering.seal_parts(parts, person=person, editions=found)
    for one in replaced:
        sheltering.hand_over(before=one, after=found[one.service_id])
    return [found[key] for key in by_id]


def _put_new_services(by_id: dict[uuid.UUID, Document], feed: str) -> None:
    """Give each listing a row, so that lists show it; one that never was public is only a draft."""
    there = dict(Service.objects.filter(pk__in=list(by_id)).values_list("pk", "state"))
    drafted = [key for key in by_id if there.get(key, State.DRAFT) == State.DRAFT]
    rows = [_draft_row(key, by_id[key], feed) for key in drafted]
    Service.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "alternate_name", "country", "kind", "more_kinds", "search_text"],
        batch_size=500,
    )
    if feed:
        stored = Service.objects.filter(pk__in=list(by_id)).only("pk", "feed", "feed_digest")
        for row in (changed := list(stored)):
            row.feed, row.feed_digest = feed, shapes.digest_of_tidy(by_id[row.pk])
        Service.objects.bulk_update(changed, ["feed", "feed_digest"], batch_size=200)


def _draft_row(key: uuid.UUID, document: Document, feed: str) -> Service:
    ours = document.get(OURS, {})
    return Service(
        id=key,
        name=document["name"],
        alternate_name=document.get("alternate_name", ""),
        country=ours.get("country", ""),
        kind=ours.get("kind", "other"),
        more_kinds=ours.get("more_kinds", []),
        seed_id=_listing(document),
        state=State.DRAFT.value,
        search_text=_found_by(document),
        feed=feed,
    )


def _open_editions(by_id: dict[uuid.UUID, Document], origin: Origin) -> dict[uuid.UUID, Edition]:
    """Return the drafts that are begun, locked.

    Raises: InReview; OpenDraft.
    """
    found = list(
        Edition.objects.select_for_update().filter(service_id__in=list(by_id), state__in=sheltering.OPEN)
    )
    if any(one.state == EditionState.IN_REVIEW for one in found):
        raise InReview
    theirs = [one.service_id for one in found if one.origin != Origin.IMPORT]
    if origin is Origin.IMPORT and theirs:
        raise OpenDraft(theirs)
    return {one.service_id: one for one in found}


def _first_editions(by_id: dict[uuid.UUID, Document]) -> dict[uuid.UUID, str]:
    """Keep what listings hold that have rows and no edition yet; return the digests of what all hold now."""
    stored = Service.objects.filter(pk__in=list(by_id)).exclude(state=State.DRAFT.value)
    with_editions = set(Edition.objects.filter(service__in=stored).values_list("service_id", flat=True))
    digests, found = {}, []
    for row, document in documents_of(stored):
        digests[row.pk] = shapes.digest(document)
        if row.pk not in with_editions:
            found.append(_edition(row.pk, document, 1, None, Origin.FOUND, row.feed))
            found[-1].state = _state_found(row)
    Edition.objects.bulk_create(found, batch_size=500)
    return digests


def _state_found(row: Service) -> EditionState:
    shown = may_be_shown(State(row.state), show_sourced=settings.WAYPOST_SHOW_SOURCED)
    return EditionState.PUBLISHED if shown else EditionState.SUPERSEDED


def _newest_numbers(by_id: dict[uuid.UUID, Document]) -> dict[uuid.UUID, int]:
    numbers = Edition.objects.filter(service_id__in=list(by_id)).values_list("service_id")
    return dict(numbers.annotate(newest=Max("number")))


def _edition(
    key: uuid.UUID, document: Document, number: int, person: User | None, origin: Origin, feed: str
) -> Edition:
    return Edition(
        service_id=key,
        number=number,
        document=document,
        digest=shapes.digest(document),
        origin=origin,
        feed=feed,
        created_by_id=person.pk if person else None,
        created_at=timezone.now(),
    )


def _written_on(
    edition: Edition, document: Document, person: User | None, origin: Origin, feed: str
) -> Edition:
    edition.document, edition.digest = document, shapes.digest(document)
    edition.origin, edition.feed = origin, feed or edition.feed
    edition.created_by_id = person.pk if person else None
    edition.created_at = timezone.now()
    return edition
