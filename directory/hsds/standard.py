"""Every entity of HSDS 3.2.3 and of our profile: its fields, its order, what is nested in it (pure).

One description for everything that reads or makes documents: tables, files, the open interface, the page that
documents the profile. What stands here is what a document may hold; everything else is kept under `extra`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["text", "integer", "number", "flag", "clock", "date", "moment", "id", "list", "object"]
Document = dict[str, Any]

OURS: Final = "waypost"  # the key of our additions in every object
CONFIDENTIAL: Final = "confidential"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its kind, the most characters its column takes, and what is true where it is left out.

    A default of HSDS is written into every document; one of our profile is left out of it.
    """

    name: str
    kind: Kind = "text"
    longest: int | None = None
    default: Any = None
    required: bool = False  # by HSDS


@dataclass(frozen=True, slots=True)
class Child:
    """What is nested under a key. `via` is the link: a column of the child, or, of one child, our own."""

    key: str
    entity: str
    via: str
    many: bool = True


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity: fields and children by key, all keys in the order of HSDS, and our profile's fields."""

    name: str
    plural: str  # the name of its table in a tabular package
    fields: Mapping[str, Field]
    children: Mapping[str, Child]
    order: tuple[str, ...]
    profile: Mapping[str, Field]
    links: frozenset[str] = field(default_factory=frozenset)  # HSDS columns that nesting says already


def _text(name: str, longest: int | None = None) -> Field:
    return Field(name, longest=longest)


def _texts(names: str) -> list[Field]:
    return [Field(name) for name in names.split()]


def _must(name: str, kind: Kind = "text", longest: int | None = None) -> Field:
    return Field(name, kind, longest, required=True)


def _with_attributes(name: str, *members: Field | Child) -> tuple[Field | Child, ...]:
    return (
        *members,
        Child("attributes", "attribute", "link_id"),
        Child("metadata", "metadata", "resource_id"),
    )


_EXTRA: Final = Field("extra", "object", default={})
_ID: Final = Field("id", "id", required=True)

_SERVICE: Final = _with_attributes(
    "service",
    _must("name", longest=300),
    _text("alternate_name", 300),
    _text("description"),
    _text("url", 2000),
    Child("additional_urls", "url", "service_id"),
    _text("email", 254),
    Field("status", longest=20, default="active", required=True),
    *_texts("interpretation_services application_process fees_description wait_time fees accreditations"),
    _text("eligibility_description"),
    Field("minimum_age", "integer"),
    Field("maximum_age", "integer"),
    _text("assured_date", 40),
    _text("assurer_email", 254),
    *_texts("licenses alert"),
    Field("last_modified", "moment"),
    Child("phones", "phone", "service_id"),
    Child("schedules", "schedule", "service_id"),
    Child("service_areas", "service_area", "service_id"),
    Child("service_at_locations", "service_at_location", "service_id"),
    Child("languages", "language", "service_id"),
    Child("organization", "organization", "organization_id", many=False),
    Child("funding", "funding", "service_id"),
    Child("cost_options", "cost_option", "service_id"),
    Child("program", "program", "program_id", many=False),
    Child("required_documents", "required_document", "service_id"),
    Child("contacts", "contact", "service_id"),
    Child("capacities", "service_capacity", "service_id"),
)
_SERVICE_OURS: Final = (
    Field("listing", longest=120),
    Field("country", longest=2, default=""),
    Field("kind", longest=40, default="other"),
    Field("more_kinds", "list", default=[]),
    Field("audience", longest=20, default="both"),
    Field("group", longest=40, default=""),
    Field("image_age", longest=10, default=""),
    Field("callers", longest=10, default="unknown"),
    Field("minimum_age_months", "integer"),
    Field("maximum_age_months", "integer"),
    Field("exclusions", "list", default=[]),
    Field("cost", longest=10, default="unknown"),
    Field("free", "flag"),
    Field("anonymous", "flag"),
    Field("image_upload", longest=10, default="unknown"),
    Field("police", "flag", default=False),
    Field("menu", longest=300, default=""),
    Field("state_migration_body", "flag", default=False),
    Field("helpline", "flag", default=True),
    Field("hours_known", longest=10, default="unknown"),
    Field("timezone", longest=60, default=""),
    Field("hours_note", longest=500, default=""),
    Field("holidays", longest=10, default="unknown"),
    Field("pair", longest=60, default=""),
    Field("visibility", longest=10, default="open"),
    Field("wait_days", "integer"),
    Field("accepts_warm_referrals", "flag"),
    Field("grade", longest=1, default="D"),
    Field("doubts", "list", default=[]),
    Field("notes", "list", default=[]),
    Field("record_reason", default=""),
    Field("seen", longest=10, default=""),
    Field("sources", "list", default=[]),
    Field("rows", "list", default=[]),
)
_MEMBERS: Final[dict[str, tuple[str, tuple[Field | Child, ...], tuple[Field, ...]]]] = {
    "service": ("services", _SERVICE, _SERVICE_OURS),
    "url": ("url", _with_attributes("url", _text("label"), _must("url", longest=2000)),
            (Field("kind", longest=10, default="site"),)),
    "phone": (
        "phones",
        _with_attributes(
            "phone",
            _must("number", longest=100),
            Field("extension", "integer"),
            Field("type", longest=10, default="voice"),
            _text("description"),
            Child("languages", "language", "phone_id"),
        ),
        (
            Field("e164", longest=20, default=""),
            Field("text", longest=60, default=""),
            Field("extension_text", longest=40, default=""),
            Field("inside_country_only", "flag", default=False),
            Field("free", "flag"),
            Field("valid", "flag", default=False),
            Field("short", "flag", default=False),
            Field("shows_on_bill", "flag"),
            Field("handset_log", "flag"),
            Field(CONFIDENTIAL, "flag", default=False),
        ),
    ),
    "schedule": (
        "schedules",
        _with_attributes(
            "schedule",
            *(_text(name, 40) for name in ("valid_from", "valid_to", "dtstart")),
            Field("timezone", "number"),
            _text("until", 40),
            Field("count", "integer"),
            _text("wkst", 2),
            _text("freq", 10),
            Field("interval", "integer"),
            _text("byday", 120),
            *_texts("byweekno bymonthday byyearday description"),
            Field("opens_at", "clock"),
            Field("closes_at", "clock"),
            *_texts("schedule_link attending_type notes"),
        ),
        (),
    ),
    "service_area": (
        "service_areas",
        _with_attributes("service_area", *_texts("name description extent extent_type uri")),
        (Field("country", longest=2, default=""), Field("region", longest=120, default="")),
    ),
    "service_at_location": (
        "service_at_location",
        _with_attributes(
            "service_at_location",
            _text("description"),
            Child("service_areas", "service_area", "service_at_location_id"),
            Child("contacts", "contact", "service_at_location_id"),
            Child("phones", "phone", "service_at_location_id"),
            Child("schedules", "schedule", "service_at_location_id"),
            Child("location", "location", "location_id", many=False),
        ),
        (),
    ),
    "location": (
        "locations",
        _with_attributes(
            "location",
            Field("location_type", longest=10, default="physical", required=True),
            *_texts("url name alternate_name description transportation"),
            Field("latitude", "number"),
            Field("longitude", "number"),
            *_texts("external_identifier external_identifier_type"),
            Child("languages", "language", "location_id"),
            Child("addresses", "address", "location_id"),
            Child("contacts", "contact", "location_id"),
            Child("accessibility", "accessibility", "location_id"),
            Child("phones", "phone", "location_id"),
            Child("schedules", "schedule", "location_id"),
        ),
        (Field(CONFIDENTIAL, "flag", default=False),),
    ),
    "address": (
        "addresses",
        _with_attributes(
            "address",
            _text("attention"),
            _must("address_1"),
            _text("address_2"),
            _must("city"),
            _text("region"),
            _must("state_province"),
            _must("postal_code"),
            _must("country", longest=2),
            Field("address_type", longest=10, default="physical", required=True),
        ),
        (),
    ),
    "accessibility": (
        "accessibility", _with_attributes("accessibility", *_texts("description details url")), ()
    ),
    "contact": (
        "contacts",
        _with_attributes(
            "contact",
            *_texts("name title department"),
            _text("email", 254),
            Child("phones", "phone", "contact_id"),
        ),
        (Field(CONFIDENTIAL, "flag", default=False),),
    ),
    "language": (
        "languages", _with_attributes("language", _text("name"), _text("code", 35), _text("note")), ()
    ),
    "organization": (
        "organizations",
        _with_attributes(
            "organization",
            _must("name", longest=300),
            _text("alternate_name", 300),
            _must("description"),
            _text("email", 254),
            _text("website", 2000),
            Child("additional_websites", "url", "organization_id"),
            *_texts("tax_status tax_id"),
            Field("year_incorporated", "integer"),
            *_texts("legal_status logo uri"),
            Field("parent_organization_id", "id"),
            Child("funding", "funding", "organization_id"),
            Child("contacts", "contact", "organization_id"),
            Child("phones", "phone", "organization_id"),
            Child("locations", "location", "organization_id"),
            Child("programs", "program", "organization_id"),
            Child("organization_identifiers", "organization_identifier", "organization_id"),
        ),
        (),
    ),
    "organization_identifier": (
        "organization_identifiers",
        _with_attributes(
            "organization_identifier",
            _text("identifier_scheme"),
            _must("identifier_type"),
            _must("identifier"),
        ),
        (),
    ),
    "program": (
        "programs",
        _with_attributes("program", _must("name"), _text("alternate_name"), _must("description")),
        (),
    ),
    "funding": ("funding", _with_attributes("funding", _text("source")), ()),
    "cost_option": (
        "cost_options",
        _with_attributes(
            "cost_option",
            _text("valid_from", 40),
            _text("valid_to", 40),
            _text("option"),
            _text("currency", 10),
            Field("amount", "number"),
            _text("amount_description"),
        ),
        (),
    ),
    "required_document": (
        "required_documents", _with_attributes("required_document", *_texts("document uri")), ()
    ),
    "service_capacity": (
        "service_capacity",
        _with_attributes(
            "service_capacity",
            Child("unit", "unit", "unit_id", many=False),
            _must("available", "number"),
            Field("maximum", "number"),
            _text("description"),
            _must("updated", "text", 40),
        ),
        (),
    ),
    "unit": (
        "units",
        _with_attributes("unit", _must("name"), *_texts("scheme identifier uri")),
        (),
    ),
    "attribute": (
        "attributes",
        (
            *_texts("link_type value"),
            Child("taxonomy_term", "taxonomy_term", "taxonomy_term_id", many=False),
            Child("metadata", "metadata", "resource_id"),
            _text("label"),
        ),
        (),
    ),
    "taxonomy_term": (
        "taxonomy_terms",
        (
            _text("code", 200),
            _must("name"),
            _must("description"),
            Field("parent_id", "id"),
            _text("taxonomy"),
            Child("taxonomy_detail", "taxonomy", "taxonomy_id", many=False),
            _text("language", 35),
            _text("term_uri"),
            Child("metadata", "metadata", "resource_id"),
        ),
        (),
    ),
    "taxonomy": (
        "taxonomies",
        (
            _must("name"), _must("description"), *_texts("uri version"),
            Child("metadata", "metadata", "resource_id"),
        ),
        (),
    ),
    "metadata": (
        "metadata",
        (
            _must("last_action_date", "text", 40),
            *(_must(name) for name in ("last_action_type", "field_name", "previous_value")),
            _must("replacement_value"),
            _must("updated_by"),
        ),
        (),
    ),
}  # fmt: skip
_FURTHER_LINKS: Final = {"attribute": {"link_entity"}, "metadata": {"resource_type"}}


def _links() -> dict[str, set[str]]:
    """Return the columns of each entity that say in a table what nesting says in a document."""
    found: dict[str, set[str]] = {name: set(_FURTHER_LINKS.get(name, ())) for name in _MEMBERS}
    for name, (_plural, members, _ours) in _MEMBERS.items():
        for child in (member for member in members if isinstance(member, Child)):
            found[child.entity if child.many else name].add(child.via)
    return found


def _entities() -> dict[str, Entity]:
    links = _links()
    return {
        name: Entity(
            name=name,
            plural=plural,
            fields={one.name: one for one in (_ID, *members) if isinstance(one, Field)},
            children={one.key: one for one in members if isinstance(one, Child)},
            order=("id", *(one.name if isinstance(one, Field) else one.key for one in members), OURS),
            profile={one.name: one for one in (*ours, _EXTRA)},
            links=frozenset(links[name]),
        )
        for name, (plural, members, ours) in _MEMBERS.items()
    }


ENTITIES: Final[Mapping[str, Entity]] = _entities()
