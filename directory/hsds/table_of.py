"""Which table holds which entity of the standard."""

from typing import Final
from uuid import UUID

from django.db.models import Model

from directory.hsds.spread import LINKS, TIES
from directory.models.answering import Language, Schedule, ServiceArea
from directory.models.conditions import CostOption, Funding, RequiredDocument, ServiceCapacity, Unit
from directory.models.contact import Contact, Phone, Url
from directory.models.organization import Organization, OrganizationIdentifier, Program
from directory.models.place import Accessibility, Address, Location, ServiceAtLocation
from directory.models.service import Service
from directory.models.topic import Attribute, Metadata, Taxonomy, TaxonomyTerm

# Parents before children: rows are written in this order and removed in the other.
MODELS: Final[dict[str, type[Model]]] = {
    "taxonomy": Taxonomy,
    "taxonomy_term": TaxonomyTerm,
    "unit": Unit,
    "organization": Organization,
    "program": Program,
    "service": Service,
    "location": Location,
    "service_at_location": ServiceAtLocation,
    "contact": Contact,
    "phone": Phone,
    "url": Url,
    "language": Language,
    "schedule": Schedule,
    "service_area": ServiceArea,
    "address": Address,
    "accessibility": Accessibility,
    "organization_identifier": OrganizationIdentifier,
    "funding": Funding,
    "cost_option": CostOption,
    "required_document": RequiredDocument,
    "service_capacity": ServiceCapacity,
    "attribute": Attribute,
    "metadata": Metadata,
}
FOLLOWING: Final = {
    name: tuple(sorted({via for _parent, via in LINKS[name]})) for name in MODELS if name not in TIES
}
AT_ONCE: Final = 5_000  # ids in one question; every engine takes as many


def slices(ids: list[UUID]) -> list[list[UUID]]:
    """Return the ids in parts that fit into one question."""
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
