"""What the open interface finds: published rows of models/outward.py and terms, and nothing else (S5).

Every filter narrows what the others leave. A row that nobody here checked is found only where the
installation shows such rows (S6).
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Avg, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory import published, topics_tree
from directory.models.outward import (
    OutwardGone,
    OutwardOrganization,
    OutwardPlace,
    OutwardService,
    OutwardTerm,
)
from directory.models.topic import Taxonomy, TaxonomyTerm
from directory.models.version import DirectoryVersion
from directory.search.ask import Query, ask
from directory.search.folding import folded

EARTH: Final = 6_371_008.8  # metres; the mean radius
METRES_A_DEGREE: Final = EARTH * math.pi / 180
MOST_FOUND: Final = 10_000  # services by words, the best; SQLite takes some 30,000 values in a question
# Parameters that say how rows are told and leave none out.
OF_NO_ROW: Final = frozenset({"page", "per_page", "format", "minimal", "full", "full_service"})
BROUGHT: Final = (topics_tree.OURS, topics_tree.PUBLIC)

Asked = Mapping[str, Any]


Edition = tuple[object, ...]
# How many rows each list has as a whole, and in which edition: to count takes longer than to read a page.
# Only of whole lists: what somebody looked for is not remembered.
_totals: dict[str, tuple[Edition, int]] = {}

_EDITION: Final = str(DirectoryVersion.objects.values("stamp", "number").query)


def edition(*, by_words: bool = False) -> Edition:
    """Return what may be shown now: the same as long as that is the same.

    What words find comes from the edition that the process holds, which may be a second behind the tables.
    """
    with (
        connection.cursor() as cursor
    ):  # asked by every request: to build it anew takes longer than to ask it
        cursor.execute(_EDITION)
        row = cursor.fetchone()
    held = published.current().stamp if by_words else ""
    return (row, held, settings.WAYPOST_SHOW_SOURCED, timezone.now().astimezone(dt.UTC).date())


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a question: rows in the order of their ids, or those of a list of ids in its order.

    `whole` is the name of a list of which nothing was left out.
    """

    rows: QuerySet[Any]
    ids: Sequence[UUID] | None = None
    whole: str = ""

    def count(self, now: Edition) -> int:
        """Return how many there are in the edition of now."""
        if self.ids is not None:
            return len(self.ids)
        known, total = _totals.get(self.whole, ((), 0))
        if not self.whole or known != now:
            total = self.rows.count()
        if self.whole:
            _totals[self.whole] = (now, total)
        return total

    def between(self, start: int, end: int, *fields: str) -> list[tuple[Any, ...]]:
        """Return the fields of the rows of a page."""
        if self.ids is None:
            return list(self.rows.order_by("pk").values_list(*fields)[start:end])
        wanted = self.ids[start:end]
        rows = {row[-1]: row[:-1] for row in self.rows.filter(pk__in=wanted).values_list(*fields, "pk")}
        return [rows[one] for one in wanted if one in rows]

    def batches(self, size: int, *fields: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the fields of all rows, so many at a time; what is withdrawn meanwhile is left out."""
        if self.ids is not None:
            yield from (self.between(at, at + size, *fields) for at in range(0, len(self.ids), size))
            return
        rows = self.rows.order_by("pk").values_list(*fields, "pk")
        batch = list(rows[:size])
        while batch:
            yield [row[:-1] for row in batch]
            batch = list(rows.filter(pk__gt=batch[-1][-1])[:size])


# --- what went ---


def withdrawn(asked: Asked) -> list[UUID]:
    """Return the ids of services that anybody could read here and nobody can now, in their order (S6).

    Those whose last day is over are among them, whether or not somebody ran listings_due.
    """
    since = asked.get("modified_after") or dt.datetime.min.replace(tzinfo=dt.UTC)
    told = {"show_sourced": settings.WAYPOST_SHOW_SOURCED}
    shown = shown_services().filter(pk=OuterRef("pk"))
    went = OutwardGone.objects.told(**told).filter(~Exists(shown), gone_at__gte=since)
    over = OutwardService.objects.filter(due_on__lt=timezone.now().date(), due_on__gte=_day_before(since))
    if not settings.WAYPOST_SHOW_SOURCED:
        over = over.filter(sourced=False)
    return sorted({*went.values_list("pk", flat=True), *over.values_list("pk", flat=True)})


def _day_before(moment: dt.datetime) -> dt.date:
    return moment.date() - dt.timedelta(days=1) if moment.date() > dt.date.min else moment.date()


# --- services, and what hangs on them ---


def shown_services() -> QuerySet[OutwardService]:
    """Return the services that this installation shows today."""
    return OutwardService.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED)


def shown_organizations() -> QuerySet[OutwardOrganization]:
    """Return the organizations with at least one service that this installation shows today."""
    return OutwardOrganization.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED)


def shown_places() -> QuerySet[OutwardPlace]:
    """Return the places of the services that this installation shows today."""
    return OutwardPlace.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED)


def services(asked: Asked) -> Found:
    """Return the services that fit every filter; those that words find stand in the order of the search."""
    rows = _modified(_fitting(shown_services(), asked, ""), asked)
    return _ranked(rows, _with_words(asked), whole=_whole("services", asked))


def organizations(asked: Asked) -> Found:
    """Return the organizations that have one service which fits every filter; words may be in their name."""
    rows = shown_organizations()
    terms = _by_service(asked, "")
    if terms:
        rows = rows.filter(pk__in=shown_services().filter(terms).values("organization_id"))
    words = asked.get("search")
    if words:
        named = Q(*(Q(name__icontains=word) for word in words.split()))
        found = shown_services().filter(pk__in=services_with(words)).values("organization_id")
        rows = rows.filter(named | Q(pk__in=found))
    return Found(rows, whole=_whole("organizations", asked))


def places(asked: Asked) -> Found:
    """Return the places that fit every filter; with a distance, the nearest first."""
    rows = _modified(_fitting(shown_places(), asked, "service__"), asked)
    words = _with_words(asked)
    if words is not None:
        rows = rows.filter(service_id__in=words)
    if "proximity" in asked:
        return Found(rows, _near(rows, _postcode(asked), asked["proximity"]))
    if "postcode" in asked:
        rows = rows.filter(postal_code=_postcode(asked))
    return Found(rows, whole=_whole("places", asked))


def _whole(name: str, asked: Asked) -> str:
    return name if set(asked) <= OF_NO_ROW else ""


def _fitting(rows: QuerySet[Any], asked: Asked, to: str) -> QuerySet[Any]:
    conditions = _by_service(asked, to)
    return rows.filter(conditions) if conditions else rows


def _by_service(asked: Asked, to: str) -> Q:
    """Return the conditions on a service; `to` leads there. One term has to fit all that ask for a term."""
    found, terms = Q(), {}
    if "organization_id" in asked:
        found &= Q(**{f"{to}organization_id": asked["organization_id"]})
    if "taxonomy_term_id" in asked:
        terms["term_id"] = asked["taxonomy_term_id"]
    if "taxonomy_id" in asked:
        terms["taxonomy_id"] = asked["taxonomy_id"]
    if terms:
        service = OuterRef("service_id" if to else "pk")
        found &= Q(Exists(OutwardTerm.objects.filter(service_id=service, **terms)))
    return found


def _modified(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    since = asked.get("modified_after")
    return rows if since is None else rows.filter(modified_at__gte=since)


def _with_words(asked: Asked) -> list[UUID] | None:
    return services_with(asked["search"]) if asked.get("search") else None


def _ranked(rows: QuerySet[Any], ids: list[UUID] | None, *, whole: str) -> Found:
    if ids is None:
        return Found(rows, whole=whole)
    fitting = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return Found(rows, [one for one in ids if one in fitting])


def services_with(words: str) -> list[UUID]:
    """Return the ids of the services that all the words find, the best first, no more than the best ones.

    The pages drop words rather than show nothing; a program is told that there is nothing.
    """
    found = ask(Query(words=words), published=published.current(), now=timezone.now())
    if found.relaxed:
        return []
    wanted = [listing.id for listing in found.listings[:MOST_FOUND]]
    known = dict(shown_services().filter(listing__in=wanted).values_list("listing", "pk"))
    return [known[one] for one in wanted if one in known]


# --- distance ---


def _postcode(asked: Asked) -> str:
    """Return the postcode as the rows have it."""
    return folded(asked["postcode"]).replace(" ", "")


def _near(rows: QuerySet[OutwardPlace], postcode: str, metres: float) -> list[UUID]:
    """Return the ids of the places within the distance of the middle of a postcode, nearest first.

    The middle is that of the published places which have the postcode: a place that is kept secret has no
    part in it (S5), and a postcode of which nothing is published has no middle.
    """
    middle = shown_places().filter(postal_code=postcode).aggregate(
        latitude=Avg("latitude"), longitude=Avg("longitude")
    )  # fmt: skip
    if middle["latitude"] is None or middle["longitude"] is None:
        return []
    here = (middle["latitude"], middle["longitude"])
    inside = rows.filter(_box(here, metres)).values_list("pk", "latitude", "longitude")
    found = [(distance(here, (latitude, longitude)), pk) for pk, latitude, longitude in inside]
    return [pk for far, pk in sorted(found) if far <= metres]


def _box(here: tuple[float, float], metres: float) -> Q:
    """Return a condition that every place within the distance fits, and few others."""
    latitude, longitude = here
    up = metres / METRES_A_DEGREE
    found = Q(latitude__range=(latitude - up, latitude + up), longitude__isnull=False)
    farthest = max(abs(latitude - up), abs(latitude + up))
    aside = up / math.cos(math.radians(farthest)) if farthest < 89 else 180.0
    if aside >= 180 or abs(longitude) + aside > 180:  # a pole or the line where the date changes is inside
        return found
    return found & Q(longitude__range=(longitude - aside, longitude + aside))


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points are apart.

    Units: latitude and longitude in degrees, metres. Source: the haversine formula on a sphere.
    """
    (up, across), (to_up, to_across) = (tuple(map(math.radians, point)) for point in (one, other))
    half = (
        math.sin((to_up - up) / 2) ** 2
        + math.cos(up) * math.cos(to_up) * math.sin((to_across - across) / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


# --- taxonomies ---


def taxonomies(asked: Asked) -> Found:
    """Return the taxonomies that we bring and those that a published service uses."""
    used = OutwardTerm.objects.filter(taxonomy_id=OuterRef("pk"), service__in=shown_services())
    rows = Taxonomy.objects.filter(Q(pk__in=BROUGHT) | Exists(used))
    return Found(_named(rows, asked))


def terms(asked: Asked) -> Found:
    """Return the terms of the taxonomies that we bring and those that a published service carries."""
    used = OutwardTerm.objects.filter(term_id=OuterRef("pk"), service__in=shown_services())
    rows = TaxonomyTerm.objects.filter(Q(taxonomy_id__in=BROUGHT) | Exists(used))
    if "taxonomy_id" in asked:
        rows = rows.filter(taxonomy_id=asked["taxonomy_id"])
    if asked.get("top_only"):
        rows = rows.filter(parent_id=None)
    if "parent_id" in asked:
        rows = rows.filter(parent_id=asked["parent_id"])
    return Found(_named(rows, asked))


def _named(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    words = asked.get("search", "").split()
    return rows.filter(*(Q(name__icontains=word) | Q(description__icontains=word) for word in words))
