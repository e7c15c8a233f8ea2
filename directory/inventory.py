"""What each column of the directory's tables is for (pure). Nearly all of it is public, or soon will be."""

from typing import Final

from safety.inventory import Column, Ground, Table

ANYBODY: Final = "anybody, once the listing is published; the desk before"
DESK: Final = "whoever works on listings"
SEARCH: Final = "the program; what stands in it is public"
ROW: Final = "names the row"
STANDARD: Final = "as the standard HSDS defines it"
WHOSE: Final = "which listing, body, place or number it belongs to"
ORDER: Final = "its place among its like"
EXTRA: Final = "what came with an import beyond the standard"
BY_NUMBER: Final = "who, as a number"
_PROFILE: Final = "what Waypost adds for finding the right help; see docs/hsds-profile.md"
_WORK: Final = "how the listing stands, where it came from, when it was checked"
_ADDED: Final = "what the desk keeps of it"


def _same(purpose: str, names: str) -> dict[str, Column | str]:
    return dict.fromkeys(names.split(), purpose)


def _standard(
    purpose: str, names: str, *, whose: str = "", ground: Ground = Ground.NOBODY, readers: str = ANYBODY,
    **others: str,
) -> Table:  # fmt: skip
    """Return a table of the standard: `id`, `extra`, whose it is, and columns as HSDS has them."""
    return Table(
        purpose, ground, readers,
        {"id": ROW, "extra": EXTRA, **_same(WHOSE, whose), **_same(STANDARD, names), **others},
    )  # fmt: skip


BODIES: Final = {
    "directory.Organization": _standard(
        "a body that runs services",
        "name alternate_name description email website tax_status tax_id year_incorporated legal_status logo"
        " uri parent_organization_id",
        ground=Ground.PUBLISHED, feed="which import brought it",
    ),
    "directory.OrganizationIdentifier": _standard(
        "a number of a body in a register", "identifier_scheme identifier_type identifier",
        whose="organization", position=ORDER,
    ),
    "directory.Program": _standard(
        "several services under one name", "name alternate_name description", whose="organization"
    ),
    "directory.Service": Table(
        "a service that somebody may turn to", Ground.PUBLISHED, ANYBODY,
        {
            "id": ROW, "extra": EXTRA, "organization": WHOSE, "program": WHOSE,
            **_same(
                STANDARD,
                "name alternate_name description url email status minimum_age maximum_age"
                " interpretation_services application_process fees_description fees wait_time accreditations"
                " eligibility_description assured_date licenses alert last_modified",
            ),
            "assurer_email": Column("who answered for the entry elsewhere", readers=DESK),
            **_same(
                _PROFILE,
                "minimum_age_months maximum_age_months exclusions holidays pair visibility wait_days"
                " accepts_warm_referrals country kind more_kinds audience group image_age callers cost free"
                " anonymous image_upload police menu state_migration_body helpline hours_known timezone"
                " hours_note",
            ),
            **_same(
                _WORK,
                "feed feed_digest verified_at due_on seed_id seed_file seed_digest state state_before"
                " withdrawn_why grade seen sources rows search_text",
            ),
            **{name: Column("notes of the sources and the desk", readers=DESK)
               for name in ("doubts", "notes", "record_reason")},
        },
    ),
}  # fmt: skip
PLACES: Final = {
    "directory.Location": _standard(
        "a place",
        "location_type url name alternate_name description transportation latitude longitude"
        " external_identifier external_identifier_type",
        whose="organization", confidential="whether its address is sealed instead",
        feed="which import brought it",
    ),
    "directory.Address": _standard(
        "an address that may be told",
        "attention address_1 address_2 city region state_province postal_code country address_type",
        whose="location", position=ORDER,
    ),
    "directory.Accessibility": _standard(
        "how a place is reached by people with disabilities", "description details url", whose="location",
        position=ORDER,
    ),
    "directory.ServiceAtLocation": _standard(
        "a service in one of its places", "description", whose="service location", position=ORDER
    ),
    "directory.Shelter": Table(
        "a confidential address, number or contact, sealed", Ground.PUBLISHED,
        "who works on listings, each look on record",
        {"id": ROW, "service": WHOSE, "part": "what it is", "part_id": "which", "edition_id": "which draft",
         "sealed": "the address, sealed under the key of the installation"},
    ),
}  # fmt: skip
WAYS: Final = {
    "directory.Contact": _standard(
        "a person or desk to ask for, at work", "name title department email",
        whose="organization service service_at_location location", ground=Ground.PUBLISHED, position=ORDER,
    ),
    "directory.Phone": _standard(
        "a number of a service", "number type extension description",
        whose="service organization location service_at_location contact", ground=Ground.PUBLISHED,
        position=ORDER,
        **_same(  # type: ignore[arg-type]
            _PROFILE, "e164 text inside_country_only free valid short shows_on_bill handset_log"
        ),
    ),
    "directory.Url": _standard(
        "a web address of a service", "label url", whose="service organization", kind=_PROFILE, position=ORDER
    ),
    "directory.Language": _standard(
        "a language in which somebody answers", "name code note", whose="service location phone",
        position=ORDER,
    ),
    "directory.Schedule": _standard(
        "when it is open",
        "byday opens_at closes_at valid_from valid_to dtstart timezone until count wkst freq interval"
        " byweekno bymonthday byyearday description schedule_link attending_type notes",
        whose="service location service_at_location", position=ORDER,
    ),
    "directory.ServiceArea": _standard(
        "where the service helps", "name description extent extent_type uri",
        whose="service service_at_location", country=_PROFILE, region=_PROFILE, position=ORDER,
    ),
    "directory.CostOption": _standard(
        "what it costs", "valid_from valid_to option currency amount amount_description", whose="service",
        position=ORDER,
    ),
    "directory.RequiredDocument": _standard(
        "a paper that the service asks for", "document uri", whose="service", position=ORDER
    ),
    "directory.Funding": _standard(
        "who pays for it", "source", whose="organization service", position=ORDER
    ),
    "directory.Unit": _standard("what capacity is counted in", "name scheme identifier uri"),
    "directory.ServiceCapacity": _standard(
        "how much room there is", "available maximum description updated", whose="service unit",
        position=ORDER,
    ),
    "directory.Taxonomy": _standard("a list of terms", "name description uri version"),
    "directory.TaxonomyTerm": _standard(
        "a term of a list", "taxonomy_name code name description parent_id language term_uri",
        whose="taxonomy",
    ),
    "directory.Attribute": _standard(
        "a term tied to a row", "link_type value label", whose="link_entity link_id taxonomy_term",
        position=ORDER,
    ),
    "directory.Metadata": _standard(
        "a change that another directory recorded",
        "last_action_date last_action_type field_name previous_value replacement_value updated_by",
        whose="resource_type resource_id", ground=Ground.PUBLISHED, readers=DESK, position=ORDER,
    ),
}  # fmt: skip
HISTORY: Final = {
    "directory.Edition": Table(
        "a draft or an earlier state of a listing", Ground.ACCOUNT, DESK,
        {
            "id": ROW, "service": WHOSE, "number": "which one", "document": "the whole listing",
            "digest": "of the document", "based_on": "which one it began with", "state": "how it stands",
            "origin": "desk or import", "feed": "which import", "removes": "whether the import lost it",
            "created_by_id": BY_NUMBER, "created_at": "when", "submitted_at": "when it was proposed",
            "decided_at": "when it was decided", "sensitive": "which changes have to be called back",
            "cooling_until": "until when it waits", "shortened_by_id": BY_NUMBER,
            "shortened_why": "why, from a list",
        },
    ),
    "directory.CallBack": Table(
        "a call to the old number", Ground.ACCOUNT, DESK,
        {"id": ROW, "edition": "which draft", "person_id": BY_NUMBER, "at": "when", "outcome": "from a list"},
    ),
    "directory.Checklist": Table(
        "what a second person looked at", Ground.ACCOUNT, DESK,
        {"id": ROW, "edition": "which draft", "person_id": BY_NUMBER, "at": "when", "digest": "of what",
         "checked": "points of a list"},
    ),
    "directory.Verification": Table(
        "that somebody asked whether a listing is still true", Ground.ACCOUNT, DESK,
        {"id": ROW, "service": WHOSE, "person_id": BY_NUMBER, "at": "when", "how": "from a list",
         "outcome": "from a list", "due_on": "when it has to be asked again"},
    ),
    "directory.Room": Table(
        "how much room a service has, as its own people last said", Ground.NOBODY, ANYBODY,
        {"service": WHOSE, "status": "whether it takes anybody now", "places": "how many places are free",
         "wait_days": "how long people wait", "confirmed_at": "when that was said",
         "confirmed_by": Column("who said it, by number", Ground.WORK, DESK)},
    ),
    "directory.Feedback": Table(
        "one press of a button below a listing, by nobody known", Ground.NOBODY, DESK,
        {"id": "a random number", "service": WHOSE, "said": "which button", "on": "the day, no hour",
         "seen_at": "when a verifier dealt with it"},
    ),
}  # fmt: skip
LISTS: Final = {
    "directory.EmergencyNumber": Table(
        "a number for danger", Ground.NOBODY, ANYBODY,
        {"id": ROW, **_same(_ADDED, "country position number purpose grade confirmed_by_metadata shown doubts"
                            " note seen sources")},
    ),
    "directory.PlatformRoute": Table(
        "how to report on a platform", Ground.NOBODY, ANYBODY,
        {"id": ROW, **_same(_ADDED, "seed_id platform issue url steps needs_account third_party minor"
                            " partners sources seen doubts")},
    ),
    "directory.Synonym": Table(
        "what people type, and what is meant", Ground.NOBODY, DESK,
        {"id": ROW, **_same("a word that the desk added", "language phrases kinds note seed_key"),
         "position": ORDER},
    ),
    "directory.SynonymSeed": Table("an entry that came in once", Ground.NOBODY, DESK, {"key": ROW}),
    "directory.TermRule": Table(
        "what a foreign term means here", Ground.NOBODY, DESK,
        {"id": ROW, **_same("the rule", "taxonomy pattern kind note"), "position": ORDER},
    ),
    "directory.SeedFile": Table(
        "a file that was loaded", Ground.NOBODY, "the program",
        {"name": ROW, "digest": "what it held", "entries": "how many"},
    ),
    "directory.DirectoryVersion": Table(
        "that something changed", Ground.NOBODY, "the program",
        {"id": ROW, "number": "how often", "stamp": "tells two databases apart", "changed_at": "when"},
    ),
    "directory.Followed": Table(
        "a directory elsewhere that is followed", Ground.NOBODY, DESK,
        {"name": ROW, "url": "where it is asked", "tells_gone": "whether it says what it withdrew",
         **_same("how far it was read", "mark since whole_at pulled_at")},
    ),
    "directory.VersionStep": Table(
        "which listings a change was about", Ground.NOBODY, "the program",
        {"number": ROW, "before": "the version before", "after": "and after", "services": "which"},
    ),
}  # fmt: skip
_SENT: Final = "the same once more, ready to be sent"
READY: Final = {
    "directory.OutwardService": Table(
        "a published service, ready to be sent", Ground.PUBLISHED, ANYBODY,
        {"id": ROW, "listing": WHOSE,
         **_same(_SENT, "sourced due_on organization_id modified_at name short full")},
    ),
    "directory.OutwardOrganization": Table(
        "a published body, ready to be sent", Ground.PUBLISHED, ANYBODY,
        {"id": ROW, **_same(_SENT, "sourced modified_at name short full")},
    ),
    "directory.OutwardPlace": Table(
        "a published place, ready to be sent; no confidential one", Ground.PUBLISHED, ANYBODY,
        {"id": ROW, "service": WHOSE,
         **_same(_SENT, "modified_at latitude longitude postal_code country short full")},
    ),
    "directory.OutwardGone": Table(
        "that a published service is published no more, for those who keep copies", Ground.NOBODY, ANYBODY,
        {"id": ROW, "gone_at": "since when", "sourced": "whether it was shown only where sourced ones are"},
    ),
    "directory.OutwardTerm": Table(
        "which published rows carry a term", Ground.NOBODY, ANYBODY,
        {"id": ROW, "service": WHOSE, "term_id": "which term", "taxonomy_id": "of which list"},
    ),
    "directory.SearchRow": Table(
        "a listing as the search sees it", Ground.NOBODY, SEARCH,
        {"number": ROW, "service_id": WHOSE,
         **_same("what the search compares", "listing form sourced worth terms facets guard points")},
    ),
    "directory.SearchWord": Table(
        "words that listings have; none that somebody typed", Ground.NOBODY, SEARCH,
        {"word": ROW, "count": "how many have it"},
    ),
    "directory.SearchSlip": Table(
        "slips of the pen for those words", Ground.NOBODY, SEARCH,
        {"id": ROW, "slip": "one letter left out", "word": "the word"},
    ),
}  # fmt: skip
TABLES: Final = {**BODIES, **PLACES, **WAYS, **HISTORY, **LISTS, **READY}
INDEX: Final = "the index of the search, made from published listings; no word that somebody typed"
OUTSIDE: Final = {"directory_searchtext": INDEX, **{
    f"directory_searchtext_{part}": INDEX for part in ("config", "content", "data", "docsize", "idx")
}}  # fmt: skip
