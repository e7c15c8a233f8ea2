"""What a number that somebody typed is: in full, short, or no number of that country (pure).

Source: the metadata of libphonenumber; ITU-T E.164 for the full form.
"""

from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, shortnumberinfo

from directory import countries

SHORT_DIGITS: Final = 6  # the longest code that is dialled without an area
NOWHERE: Final = frozenset({"", countries.WORLD, countries.EUROPEAN_UNION})


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as it can be dialled. `home` is the country whose plan it belongs to, empty where unknown."""

    e164: str = ""
    valid: bool = False
    short: bool = False
    home: str = ""


def read(typed: str, *, country: str) -> Reading:
    """Return what a number is when it is read as one of this country.

    A short code never gets a full form: dialled from abroad it would reach a stranger.
    """
    typed = typed.strip()
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if "*" in typed or "#" in typed:
        return Reading(valid=bool(digits), short=True, home=country)
    if digits and not typed.startswith("+") and len(digits) <= SHORT_DIGITS:
        return Reading(valid=_is_short(digits, country), short=True, home=country)
    return _full(typed, country)


def belongs(home: str, *, country: str) -> bool:
    """Return whether a number of `home` is no surprise in a listing of `country`: the plan is the same."""
    if not home or country in NOWHERE:
        return True
    code = phonenumbers.country_code_for_region
    return home == country or bool(code(home) == code(country))


def _is_short(digits: str, country: str) -> bool:
    if country in NOWHERE:
        return False
    number = PhoneNumber(
        country_code=phonenumbers.country_code_for_region(country),
        national_number=int(digits),
        italian_leading_zero=digits.startswith("0") or None,
    )
    return bool(shortnumberinfo.is_valid_short_number_for_region(number, country))


def _full(typed: str, country: str) -> Reading:
    try:
        number = phonenumbers.parse(typed, None if country in NOWHERE else country)
    except NumberParseException:
        return Reading()
    home = phonenumbers.region_code_for_number(number)
    if home is None or not phonenumbers.is_valid_number_for_region(number, home):
        return Reading()
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Reading(e164=e164, valid=True, home=home)
