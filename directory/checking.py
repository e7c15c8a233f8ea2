"""What is malformed in a listing, or stands in two of them, found without asking anybody (pure)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from directory import listing_warnings
from directory.listing_warnings import Code

Document = Mapping[str, Any]

# Of the warnings of the form, those that say that something is wrong; the others miss something.
WRONG: Final = frozenset(
    {
        Code.NUMBER_NOT_VALID, Code.NUMBER_ELSEWHERE, Code.SHORT_UNKNOWN, Code.NUMBER_TWICE,
        Code.ADDRESS_TWICE, Code.AGES_REVERSED, Code.HOURS_CONTRADICT, Code.HOURS_OVERLAP,
        Code.ZONE_ELSEWHERE, Code.REFUGE_ADDRESS, Code.REFUGE_WORDS,
    }
)  # fmt: skip
HOST: Final = re.compile(r"(?=.{4,253}$)(?:(?!-)[\w-]{1,63}(?<!-)\.)+[^\W\d_][\w-]{1,62}")
EMAIL: Final = re.compile(r"[^@\s]{1,64}@(?P<host>[^@\s]+)")
NUMBERS_TOLD: Final = re.compile(r"\D")


class Fault(StrEnum):
    """What a check finds beside the warnings of the form."""

    WEB_MALFORMED = "web-address-malformed"
    EMAIL_MALFORMED = "e-mail-malformed"
    SAME_NUMBER = "same-number"
    SAME_ADDRESS = "same-web-address"
    SAME_NAME = "same-name"
    NO_ANSWER = "web-address-does-not-answer"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a listing. `beside` are the other listings that say the same."""

    listing: str
    what: str
    field: str
    beside: tuple[str, ...] = ()


class Book:
    """What all listings say, kept until the last was read: a few short keys of each, not the listings."""

    def __init__(self) -> None:
        self._said: dict[tuple[Fault, str], dict[str, None]] = defaultdict(dict)

    def note(self, document: Document) -> None:
        """Keep what two listings should not share."""
        listing, country = listing_of(document), (document.get("waypost") or {}).get("country", "")
        for phone in document.get("phones", ()):
            number = (phone.get("waypost") or {}).get("e164") or NUMBERS_TOLD.sub("", phone.get("number", ""))
            if number:
                where = "" if number.startswith("+") else country
                self._said[Fault.SAME_NUMBER, f"{phone.get('type', 'voice')} {number} {where}"][listing] = (
                    None
                )
        for address in web_addresses(document):
            self._said[Fault.SAME_ADDRESS, address.rstrip("/")][listing] = None
        name = " ".join(str(document.get("name", "")).casefold().split())
        self._said[Fault.SAME_NAME, f"{country} {name}"][listing] = None

    def shared(self) -> Iterator[Finding]:
        """Yield each thing that stands in two listings or more, once, at the first of them."""
        for (fault, _value), listings in self._said.items():
            if len(listings) > 1:
                first, *others = sorted(listings)
                yield Finding(first, fault, "", tuple(others))


def malformed(document: Document) -> Iterator[Finding]:
    """Yield what is wrong in one listing by itself."""
    listing = listing_of(document)
    for found in listing_warnings.warnings(document):
        if found.code in WRONG:
            yield Finding(listing, found.code, found.field)
    for address in web_addresses(document):
        if not _is_web_address(address):
            yield Finding(listing, Fault.WEB_MALFORMED, "url")
    if (email := document.get("email")) and not _is_email(email):
        yield Finding(listing, Fault.EMAIL_MALFORMED, "email")


def listing_of(document: Document) -> str:
    """Return the listing's own id."""
    return str((document.get("waypost") or {}).get("listing") or document["id"])


def web_addresses(document: Document) -> list[str]:
    """Return every address on the web that a listing gives people, each once."""
    more = (row.get("url") for row in document.get("additional_urls", ()))
    given: Iterable[Any] = (document.get("url"), *more)
    return list(dict.fromkeys(address for address in given if address))


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    fits = parts.scheme in ("https", "http") and not parts.username and not any(map(str.isspace, address))
    return fits and HOST.fullmatch(host) is not None


def _is_email(written: str) -> bool:
    found = EMAIL.fullmatch(written)
    return found is not None and bool(HOST.fullmatch(found["host"]))
