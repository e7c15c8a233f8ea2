"""How the desk calls the fields and parts of a listing, and what it says of what is missing or odd in one."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.completeness import Part
from directory.listing_diff import Change
from directory.listing_warnings import Code

FIELDS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "alternate_name": _("Also called"),
    "organization": _("Organisation"),
    "description": _("What the service does"),
    "kind": _("Kind"),
    "more_kinds": _("Also of these kinds"),
    "helpline": _("It is a line that people call or write to"),
    "group": _("For one group of people in particular"),
    "audience": _("For"),
    "minimum_age": _("Youngest age, in years"),
    "maximum_age": _("Oldest age, in years"),
    "minimum_age_months": _("Youngest age, in months"),
    "maximum_age_months": _("Oldest age, in months"),
    "image_age": _("Age of the person in the picture"),
    "callers": _("Who may call"),
    "exclusions": _("Whom it does not take, one sentence a line"),
    "eligibility_description": _("Who can come, in its own words"),
    "number": _("Number"),
    "type": _("How it is used"),
    "extension": _("Extension"),
    "text": _("Word to send"),
    "inside_country_only": _("Only inside the country"),
    "free": _("Free of charge"),
    "shows_on_bill": _("Shows on the phone bill"),
    "handset_log": _("Stays in the phone's list of calls"),
    "e164": _("Number in full"),
    "valid": _("Confirmed as a number"),
    "short": _("Short code"),
    "url": _("Address on the web"),
    "label": _("Called"),
    "email": _("E-mail"),
    "code": _("Language"),
    "note": _("Note"),
    "languages": _("Languages"),
    "interpretation_services": _("Interpreters"),
    "hours_known": _("What is known of its hours"),
    "timezone": _("Time zone"),
    "hours_note": _("Note on the hours"),
    "holidays": _("On public holidays"),
    "days": _("Days"),
    "byday": _("Days"),
    "opens_at": _("From"),
    "closes_at": _("To"),
    "valid_from": _("Only from this date"),
    "valid_to": _("Only until this date"),
    "wait_days": _("Days that people wait"),
    "wait_time": _("Waiting, in its own words"),
    "country": _("Country"),
    "region": _("Region"),
    "address_1": _("Street and number"),
    "address_2": _("Second line"),
    "city": _("Town"),
    "state_province": _("State or province"),
    "postal_code": _("Postcode"),
    "transportation": _("How to get there"),
    "cost": _("Cost"),
    "fees_description": _("What is charged"),
    "anonymous": _("Without giving a name"),
    "documents": _("Papers that it asks for, one a line"),
    "application_process": _("How to ask for it"),
    "alert": _("What people should know at present"),
    "image_upload": _("Whether a picture leaves the device"),
    "police": _("The police hear of it"),
    "state_migration_body": _("It is a body of the state for migration"),
    "menu": _("Keys to press when a menu answers"),
    "visibility": _("Who may find it"),
    "pair": _("Shown only together with (a name for the pair)"),
    "accepts_warm_referrals": _("Takes people whom we bring along"),
    "grade": _("How well its sources support it"),
    "doubts": _("Doubts, one a line; of these a page shows only their kind"),
    "notes": _("Notes, one a line"),
    "sources": _("Sources"),
    "locator": _("Where it says so"),
    "seen": _("Last seen in its source, as year and month"),
    "listing": _("Identifier"),
    "status": _("Status"),
    "location_type": _("Kind of place"),
    "address_type": _("Kind of address"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "extension_text": _("Extension"),
    "record_reason": _("Why it is kept as a record only"),
    "confidential": _("Sealed"),
    "document": _("Paper"),
}
PARTS: Final[dict[str, Promise]] = {
    "": _("The listing itself"),
    "phones": _("Phone number"),
    "additional_urls": _("On the web"),
    "languages": _("Language"),
    "schedules": _("Hours"),
    "service_areas": _("Helps in"),
    "service_at_locations": _("Place"),
    "places": _("Place"),
    "sources": _("Source"),
    "required_documents": _("Paper"),
    "cost_options": _("Price"),
    "contacts": _("Person or desk to ask for"),
    "funding": _("Who pays for it"),
    "capacities": _("Room"),
    "locations": _("Place"),
    "addresses": _("Address"),
    "organization": _("Organisation"),
    "program": _("Programme"),
    "accessibility": _("Accessibility"),
}
CHANGES: Final[dict[Change, Promise]] = {
    Change.CHANGED: _("changed"),
    Change.ADDED: _("added"),
    Change.GONE: _("taken away"),
}
COMPLETENESS: Final[dict[Part, Promise]] = {
    Part.REACH: _("a way to reach it"),
    Part.DESCRIPTION: _("what it does"),
    Part.AGES: _("ages"),
    Part.LANGUAGES: _("languages"),
    Part.HOURS: _("hours"),
    Part.AREAS: _("where it helps"),
    Part.COST: _("cost"),
    Part.ANONYMOUS: _("whether a name is asked"),
    Part.SOURCE: _("a source"),
    Part.SEEN: _("when it was last seen"),
}
WARNINGS: Final[dict[Code, Promise]] = {
    Code.NUMBER_NOT_VALID: _(
        "This is not a valid number of the country. Look for a digit too many or too few."
    ),
    Code.NUMBER_ELSEWHERE: _("This is a number of another country. Is that meant?"),
    Code.SHORT_UNKNOWN: _("This short code is on no list of the country. Call it before anybody else does."),
    Code.NUMBER_TWICE: _("The same number stands here twice."),
    Code.NO_REACH: _("There is no way to reach it: no number, no address on the web, no e-mail."),
    Code.ADDRESS_TWICE: _("The same address stands here twice."),
    Code.NOT_ENCRYPTED: _("This address is not encrypted. Try it with https."),
    Code.NO_AGE: _("No age is given. If it takes every age, write 0 as the youngest."),
    Code.AGES_REVERSED: _("The oldest age is below the youngest."),
    Code.ADULTS_BUT_YOUNG: _("It is for adults, but the oldest age is below 18."),
    Code.CHILDREN_BUT_OLD: _("It is for children, but the youngest age is 18 or more."),
    Code.NO_HOURS_ROWS: _("It has opening hours, but none are written down."),
    Code.HOURS_CONTRADICT: _(
        "Hours are written down, and this says something else. One of the two is wrong."
    ),
    Code.HOURS_OVERLAP: _("These hours overlap with others on the same day."),
    Code.NO_DAYS: _("On which days?"),
    Code.HALF_A_SPAN: _("Give both times, or none."),
    Code.NO_ZONE: _("The country has several time zones. In which one are the hours meant?"),
    Code.ZONE_ELSEWHERE: _("This time zone is not one of the country."),
    Code.FREE_BUT_FEES: _("It is free, but charges are described."),
    Code.NO_LANGUAGE: _("No language is given."),
    Code.NO_AREA: _("It is not said where it helps. Nobody would find it."),
    Code.NO_SOURCE: _("No source is named. Nobody could check it."),
    Code.NOT_SEEN: _("It is not said when this was last seen in its source."),
    Code.REFUGE_ADDRESS: _(
        "This looks like a refuge, and this field is public. If the place must stay secret, take the address "
        "out and enter it as a sealed place."
    ),
    Code.REFUGE_WORDS: _(
        "This looks like a refuge, and these words look like an address. If the place must stay secret, take "
        "them out and enter it as a sealed place."
    ),
}


def field(name: str) -> str:
    """Return what a field is called; of a field in a part of a part, with the part before it."""
    part, dot, last = name.rpartition(".")
    known = str(FIELDS.get(last, last.replace("_", " ")))
    if not dot:
        return known
    return f"{PARTS.get(part, FIELDS.get(part, part.replace('_', ' ')))}: {known}"


def part(name: str) -> str:
    """Return what a part is called."""
    return str(PARTS.get(name, name.replace("_", " ")))
