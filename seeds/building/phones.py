"""Numbers as the tables give them, made into numbers that can be dialled."""

import re
from dataclasses import dataclass, replace
from typing import Final

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    shortnumberinfo,
)

from seeds.building.shapes import UNION, WORLD, Phone
from seeds.building.wording import digits

SHORT_DIGITS: Final = 6  # the longest code that is dialled without an area; longer ones are ordinary numbers
STAR_OR_HASH: Final = re.compile(r"[*#]")
LETTERS: Final = re.compile(r"[A-Za-z]")
NUMBER: Final = re.compile(r"[+(]?[\d*#][\d*#\-\s().]*\d|[*#]\d+|\d+")
VANITY: Final = re.compile(r"\b1[- ]8\d\d[- ][A-Z0-9]+(?:[- ][A-Z0-9]+)*\b")
TEXT_TO: Final = re.compile(r"(?P<word>[A-Z]+) to (?P<number>[\d\s\-+]+)")
MESSAGING: Final = re.compile(r"\b(text|sms)\b", re.I)
WHATSAPP: Final = re.compile(r"\bwhatsapp\b", re.I)
PASSED_ON: Final = re.compile(r"\(emergency\)", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and what speaks against it."""

    phone: Phone
    doubts: tuple[str, ...] = ()


def read(text: str, *, country: str, given_e164: str = "", kind: str = "voice") -> Reading:
    """Return the number that a cell says for a country.

    The full international form is kept only for an ordinary valid number: a short code never gets one, and a
    code with a star or hash stays the text to dial.
    """
    text = text.strip()
    if STAR_OR_HASH.search(text):
        return Reading(Phone(number=text, type=kind, inside_country_only=True, short=True))
    if not text.startswith("+") and not given_e164 and len(digits(text)) <= SHORT_DIGITS:
        return short(text, country=country, kind=kind)
    return full(text, country=country, given_e164=given_e164, kind=kind)


def short(text: str, *, country: str, kind: str) -> Reading:
    """Return a short code as it is written; it exists inside its country only."""
    valid = is_short(digits(text), country=country)
    phone = Phone(number=text, type=kind, inside_country_only=True, valid=valid, short=True)
    return Reading(phone)


def is_short(code: str, *, country: str) -> bool:
    """Return whether the metadata of the country lists the code."""
    if country in (WORLD, UNION):
        return False
    number = PhoneNumber(
        country_code=phonenumbers.country_code_for_region(country),
        national_number=int(code),
        italian_leading_zero=code.startswith("0") or None,
    )
    return shortnumberinfo.is_valid_short_number_for_region(number, country)


def full(text: str, *, country: str, given_e164: str, kind: str) -> Reading:
    """Return an ordinary number in the national way of writing, and its international form when valid."""
    region = None if country in (WORLD, UNION) else country
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        why = f"the number {text} cannot be read as a number of the country"
        return Reading(Phone(number=text, type=kind, inside_country_only=not text.startswith("+")), (why,))
    if not phonenumbers.is_valid_number(number):
        why = f"the number {text} is not in a valid range of the country"
        return Reading(Phone(number=text, type=kind, inside_country_only=not text.startswith("+")), (why,))
    return checked(text, number=number, country=country, given_e164=given_e164, kind=kind)


def checked(text: str, *, number: PhoneNumber, country: str, given_e164: str, kind: str) -> Reading:
    """Return a valid number, with a doubt where it is another country's or not the one the table means."""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    doubts: tuple[str, ...] = ()
    if given_e164 and given_e164 != e164:
        doubts = (f"the table gives {given_e164} in full, {text} reads as {e164}",)
    home = country in (WORLD, UNION) or belongs(number, country=country)
    if not home:
        doubts += (f"number of another country: {phonenumbers.region_code_for_number(number)}",)
    phone = Phone(
        number=as_dialled(text, number=number, inside=home and country not in (WORLD, UNION)),
        e164=e164,
        type=kind,
        inside_country_only=only_inside(number),
        valid=True,
    )
    return Reading(phone, doubts)


def belongs(number: PhoneNumber, *, country: str) -> bool:
    """Return whether the number is of the country, or of the numbering plan that it shares."""
    return number.country_code == phonenumbers.country_code_for_region(country)


def only_inside(number: PhoneNumber) -> bool:
    """Return whether the number is free to call, or is known not to be reached from abroad."""
    free = phonenumbers.number_type(number) == PhoneNumberType.TOLL_FREE
    return free or not phonenumbers.can_be_internationally_dialled(number)


def as_dialled(text: str, *, number: PhoneNumber, inside: bool) -> str:
    """Return the number as people in the country dial it, in the grouping of the source where it can be."""
    if not inside:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    written = digits(text)
    with_trunk_one = number.country_code == 1 and written == f"1{digits(national)}"
    if not text.startswith("+") and (written == digits(national) or with_trunk_one):
        return text
    return national


def read_sms(text: str, *, country: str) -> Reading:
    """Return where to send a text message, and the word to send when one is named."""
    match = TEXT_TO.fullmatch(text.strip())
    reading = read(match["number"] if match else text, country=country, kind="sms")
    return replace(reading, phone=replace(reading.phone, text=match["word"])) if match else reading


def read_many(text: str, *, country: str) -> list[Reading]:
    """Return the numbers of a cell that may hold several, with words around them.

    A number marked as the emergency number is left to the emergency page.
    """
    found: list[Reading] = []
    for part in text.split(";"):
        if part.strip() and not PASSED_ON.search(part):
            found += read_part(part.strip(), country=country)
    return found


def read_part(part: str, *, country: str) -> list[Reading]:
    """Return the one number of a part, twice when it is also answered on WhatsApp."""
    vanity = VANITY.search(part)
    if vanity and LETTERS.search(vanity[0]):
        number = digits(phonenumbers.convert_alpha_characters_in_number(vanity[0]))[1:]
        return [described(read(number, country=country), words=vanity[0])]
    match = NUMBER.search(part)
    if match is None:
        return []
    words = re.sub(r"\(\s*\)", "", part.replace(match[0], "", 1)).strip(" ()")
    kind = "sms" if MESSAGING.search(words) else "voice"
    reading = read(match[0].strip(" -."), country=country, kind=kind)
    if WHATSAPP.search(words):
        return [reading, replace(reading, phone=replace(reading.phone, type="whatsapp"))]
    return [described(reading, words=words if kind == "voice" else "")]


def described(reading: Reading, *, words: str) -> Reading:
    """Return the reading with the words that stood beside its number, if any."""
    return replace(reading, phone=replace(reading.phone, description=words)) if words else reading


def same_line(one: Phone, other: Phone) -> bool:
    """Return whether two numbers ring at the same place in the same way."""
    if one.type != other.type:
        return False
    if one.e164 and other.e164:
        return one.e164 == other.e164
    return digits(one.number) == digits(other.number) and one.short == other.short
