"""The open interface: the directory as HSDS 3.2.3, to be read by anybody.

Rows of models/outward.py are JSON when they are published; here they are put side by side. Which parameters
an address takes stands in its class; directory/api_description.py documents it from there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from directory import api_finding as finding
from directory import api_profile
from directory.api_answers import Fields, Texts, as_they_are, listing, one, page
from directory.api_door import Endpoint
from directory.api_finding import Asked, Found
from directory.api_reading import MOST_MINIMAL
from directory.hsds.schema import VERSION

ROOT: Final = "api:about"
Row = tuple[Any, ...]


class List(Endpoint):
    """Rows in pages, or all of them one a line."""

    find: ClassVar[Callable[[Asked], Found]]

    def fields(self, asked: Asked) -> Fields:
        """Return what is read of each row."""
        return ("full",) if asked.get("full") else ("short",)

    def texts(self, asked: Asked) -> Texts:
        """Return what makes JSON of the rows."""
        return as_they_are

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponseBase:
        found = type(self).find(asked)
        return listing(found, asked, self.fields(asked), self.texts(asked), now=self.edition)


class One(Endpoint):
    """One row by its id."""

    rows: ClassVar[Callable[[], Any]]

    def row(self, pk: str, *fields: str) -> Row:
        """Return the fields of the row.

        Raises: Http404 when nothing that may be shown has this id.
        """
        try:
            found: Row | None = type(self).rows().filter(pk=UUID(pk)).values_list(*fields).first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return found

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        return one(self.row(names["pk"], "full")[0])


# --- services and places ---


class _Minimal(msgspec.Struct):
    """What of a short form a harvester needs to know what changed, by the names of the standard."""

    id: str
    name: str
    status: str
    last_modified: str | msgspec.UnsetType = msgspec.UNSET
    modified_date: dt.datetime | msgspec.UnsetType = msgspec.UNSET


def minimal(rows: list[Row]) -> Iterable[str]:
    """Yield the minimal form of each short one, with the moment since when what is told here is the same."""
    for text, modified_at in rows:
        row = msgspec.json.decode(text, type=_Minimal)
        row.modified_date = modified_at
        yield msgspec.json.encode(row).decode()


class Services(List):
    """`/services`"""

    find = staticmethod(finding.services)
    parameters = (
        "search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id", "organization_id",
        "modified_after", "minimal", "full",
    )  # fmt: skip

    def fields(self, asked: Asked) -> Fields:
        return ("short", "modified_at") if asked.get("minimal") else super().fields(asked)

    def texts(self, asked: Asked) -> Texts:
        return minimal if asked.get("minimal") else as_they_are


class Service(One):
    """`/services/{id}`"""

    rows = staticmethod(finding.shown_services)


class Withdrawn(Endpoint):
    """`/withdrawn`: the ids of services that were here and are here no more. Not of the standard."""

    parameters = ("modified_after", "page")

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        ids, number = finding.withdrawn(asked), asked.get("page", 1)
        start = (number - 1) * MOST_MINIMAL
        rows = [f'{{"id":"{pk}"}}' for pk in ids[start : start + MOST_MINIMAL]]
        return one(page(rows, number=number, size=MOST_MINIMAL, total=len(ids)))


class Places(List):
    """`/service_at_locations`"""

    find = staticmethod(finding.places)
    parameters = (
        "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "page",
        "per_page", "format", "postcode", "proximity",
    )  # fmt: skip


class Place(One):
    """`/service_at_locations/{id}`"""

    rows = staticmethod(finding.shown_places)


# --- organizations ---


def with_services(rows: list[Row], *, full: bool) -> Iterable[str]:
    """Yield each organization with its services in it, which one question brings for all of them."""
    services = finding.shown_services().filter(organization_id__in=[row[0] for row in rows])
    told = defaultdict(list)
    for owner, text in services.order_by("pk").values_list("organization_id", "full" if full else "short"):
        told[owner].append(text)
    for own, text in rows:
        yield f'{text[:-1]},"services":[{",".join(told[own])}]}}'


class Organizations(List):
    """`/organizations`"""

    find = staticmethod(finding.organizations)
    parameters = (
        "search", "full_service", "full", "taxonomy_term_id", "taxonomy_id", "page", "per_page", "format",
    )  # fmt: skip

    def fields(self, asked: Asked) -> Fields:
        return ("pk", "full") if asked.get("full") or asked.get("full_service") else ("short",)

    def texts(self, asked: Asked) -> Texts:
        if not (asked.get("full") or asked.get("full_service")):
            return as_they_are
        return partial(with_services, full=bool(asked.get("full_service")))


class Organization(One):
    """`/organizations/{id}`"""

    rows = staticmethod(finding.shown_organizations)
    parameters = ("full_service",)

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        row = self.row(names["pk"], "pk", "full")
        return one(*with_services([row], full=bool(asked.get("full_service"))))


# --- taxonomies ---

_TAXONOMY: Final = ("pk", "name", "description", "uri", "version")
_TERM: Final = (
    "pk", "code", "name", "description", "parent_id", "taxonomy_name", "language", "taxonomy_id", "term_uri",
    *(f"taxonomy__{name}" for name in _TAXONOMY[1:]),
)  # fmt: skip


def taxonomy_of(pk: UUID | None, name: str, description: str, uri: str, version: str) -> Mapping[str, str]:
    """Return a taxonomy as HSDS; a description has to be there, and a name is better than none."""
    said = {"id": str(pk), "name": name, "description": description or name, "version": version}
    return _said({**said, "uri": uri if _is_address(uri) else ""})


def term_of(row: Row) -> Mapping[str, Any]:
    """Return a term as HSDS, with its taxonomy nested in it."""
    pk, code, name, description, parent, named, language, taxonomy, uri, *detail = row
    told = taxonomy_of(taxonomy, *detail) if taxonomy else {}
    return _said({
        "id": str(pk), "code": code, "name": name, "description": description or name,
        "parent_id": str(parent or ""), "taxonomy": named or told.get("name", ""),
        "taxonomy_detail": told, "language": language, "taxonomy_id": str(taxonomy or ""),
        "term_uri": uri if _is_address(uri) else "",
    })  # fmt: skip


def _said(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and text.isascii() and " " not in text


def taxonomy_texts(rows: list[Row]) -> Iterable[str]:
    """Yield the JSON of taxonomies."""
    return (msgspec.json.encode(taxonomy_of(*row)).decode() for row in rows)


def term_texts(rows: list[Row]) -> Iterable[str]:
    """Yield the JSON of terms."""
    return (msgspec.json.encode(term_of(row)).decode() for row in rows)


class Taxonomies(List):
    """`/taxonomies`"""

    find = staticmethod(finding.taxonomies)
    parameters = ("search", "page", "per_page", "format")

    def fields(self, asked: Asked) -> Fields:
        return _TAXONOMY

    def texts(self, asked: Asked) -> Texts:
        return taxonomy_texts


class Taxonomy(One):
    """`/taxonomies/{id}`"""

    rows = staticmethod(lambda: finding.taxonomies({}).rows)

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        return one(*taxonomy_texts([self.row(names["pk"], *_TAXONOMY)]))


class Terms(List):
    """`/taxonomy_terms`"""

    find = staticmethod(finding.terms)
    parameters = ("search", "page", "per_page", "format", "taxonomy_id", "top_only", "parent_id")

    def fields(self, asked: Asked) -> Fields:
        return _TERM

    def texts(self, asked: Asked) -> Texts:
        return term_texts


class Term(One):
    """`/taxonomy_terms/{id}`"""

    rows = staticmethod(lambda: finding.terms({}).rows)

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        return one(*term_texts([self.row(names["pk"], *_TERM)]))


# --- about the interface ---


class About(Endpoint):
    """`/`"""

    changes_with_the_directory = False

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        whole = request.build_absolute_uri
        about = {
            "version": VERSION,
            "profile": whole(reverse("api:profile")),
            "openapi_url": whole("/api/openapi.json"),
            "description": "Services for people harmed through technology, as this site publishes them.",
            "data_guide": whole("/api/"),
            "publisher": {"name": settings.WAYPOST_SITE_NAME, "website": whole("/")},
        }
        return one(msgspec.json.encode(about).decode())


class Profile(Endpoint):
    """`/profile`: what we add to the standard, as JSON Schema."""

    changes_with_the_directory = False

    def answer(self, request: HttpRequest, asked: Asked, **names: str) -> HttpResponse:
        where = request.build_absolute_uri(request.path)
        return one(msgspec.json.encode(api_profile.profile(where)).decode())
