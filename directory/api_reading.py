"""What may be asked of the open interface: how each parameter is read, and how it is documented (no Django).

A value that does not fit is refused with what was expected; the value itself is never repeated.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

PER_PAGE: Final = 50
MOST_PER_PAGE: Final = 200
MOST_MINIMAL: Final = 10_000  # rows of two dates and two words: what takes stock of a directory in one page
MOST_PAGE: Final = 1_000_000
LONGEST_WORDS: Final = 200  # characters; the search box of the pages takes no more
HALF_THE_EARTH: Final = 20_037_508  # metres; nothing is farther away than that
NUMBER: Final = re.compile(r"[0-9]{1,9}")
# As programs write a number, with an exponent where it is small.
DECIMAL: Final = re.compile(r"[0-9]{1,20}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
POSTCODE: Final = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9 -]{1,20}")
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Json = dict[str, Any]


class Unreadable(Exception):
    """A parameter does not say what it has to. Holds its name, if it is one of ours, and what is expected."""

    def __init__(self, parameter: str, expected: str) -> None:
        super().__init__("a parameter of the open interface does not fit")
        self.parameter, self.expected = parameter, expected


class _Unfit(Exception):
    """A value is not of the kind that was expected."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: what reads it, what it expects in words and as a schema, and what it does."""

    name: str
    read: Callable[[Any], Any]
    expected: str
    schema: Json
    says: str


# --- kinds of values; each takes what a query or a form holds (text) and what JSON holds ---


def _words(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORDS:
        raise _Unfit
    return UNPRINTABLE.sub(" ", value).strip()


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = {"true": True, "false": False}.get(value.casefold() if isinstance(value, str) else "")
    if found is None:
        raise _Unfit
    return found


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Unfit
    if isinstance(value, str):
        if not NUMBER.fullmatch(value):
            raise _Unfit
        value = int(value)
    if value != value or not 1 <= value <= most or value != int(value):
        raise _Unfit
    return int(value)


def _page(value: Any) -> int:
    return _whole(value, MOST_PAGE)


def _per_page(value: Any) -> int:
    return _whole(value, MOST_PER_PAGE)


def _format(value: Any) -> str:
    if value not in ("json", "ndjson"):
        raise _Unfit
    return str(value)


def _id(value: Any) -> UUID:
    if not isinstance(value, str):
        raise _Unfit
    try:
        return UUID(value)
    except ValueError:
        raise _Unfit from None


def _moment(value: Any) -> dt.datetime:
    if not isinstance(value, str) or not value.isascii():
        raise _Unfit
    text = f"{value}T00:00:00" if DATE.fullmatch(value) else value
    try:  # a plus that was not escaped arrives as a space
        found = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise _Unfit from None


def _postcode(value: Any) -> str:
    if not isinstance(value, str) or not POSTCODE.fullmatch(value):
        raise _Unfit
    return value


def _metres(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Unfit
    if isinstance(value, str) and not DECIMAL.fullmatch(value):
        raise _Unfit
    found = float(value)
    if not 0 <= found <= HALF_THE_EARTH:
        raise _Unfit
    return found


# --- the parameters ---

_TRUE_OR_FALSE: Final = "true or false"
_A_UUID: Final = "a UUID"
_BOOLEAN: Final[Json] = {"type": "boolean"}
_UUID: Final[Json] = {"type": "string", "format": "uuid"}

PARAMETERS: Final[Mapping[str, Parameter]] = {
    one.name: one
    for one in (
        Parameter(
            "search", _words, f"text of at most {LONGEST_WORDS} characters",
            {"type": "string", "maxLength": LONGEST_WORDS},
            "Words to look for. Send them by POST, so that they stand in no address.",
        ),
        Parameter(
            "page", _page, f"a whole number from 1 to {MOST_PAGE}",
            {"type": "integer", "minimum": 1, "maximum": MOST_PAGE, "default": 1},
            "Which page. One behind the last page is empty.",
        ),
        Parameter(
            "per_page", _per_page, f"a whole number from 1 to {MOST_PER_PAGE}",
            {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE},
            f"Rows a page: {PER_PAGE} if nothing is said, and with minimal {MOST_MINIMAL}.",
        ),
        Parameter(
            "format", _format, "json or ndjson", {"type": "string", "enum": ["json", "ndjson"]},
            "json gives a page. ndjson gives every row, one a line, in pages of none: page and per_page mean "
            "nothing then.",
        ),
        Parameter("taxonomy_term_id", _id, _A_UUID, _UUID, "Only what carries this term."),
        Parameter("taxonomy_id", _id, _A_UUID, _UUID, "Only what carries a term of this taxonomy."),
        Parameter("organization_id", _id, _A_UUID, _UUID, "Only services of this organization."),
        Parameter(
            "modified_after", _moment, "a date or a moment as in RFC 3339, for example 2026-01-31T00:00:00Z",
            {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
            "Only what was modified at this moment or after it; a date is its first moment in UTC.",
        ),
        Parameter(
            "minimal", _flag, _TRUE_OR_FALSE, _BOOLEAN,
            "Only id, name, status (which the schema of the list demands) and when it was modified, "
            "whatever full says.",
        ),
        Parameter("full", _flag, _TRUE_OR_FALSE, _BOOLEAN, "Each row with everything nested in it."),
        Parameter(
            "full_service", _flag, _TRUE_OR_FALSE, _BOOLEAN,
            "Each organization with its services, each with everything nested in it.",
        ),
        Parameter(
            "postcode", _postcode, "a postcode of at most 20 letters, digits, spaces and hyphens",
            {"type": "string", "pattern": "^(?=.*[A-Za-z0-9])[A-Za-z0-9 -]{1,20}$"},
            "Only places with this postcode; with proximity, places near those that have it.",
        ),
        Parameter(
            "proximity", _metres, f"metres, from 0 to {HALF_THE_EARTH}, together with postcode",
            {"type": "number", "minimum": 0, "maximum": HALF_THE_EARTH},
            "Metres from the middle of the published places that have the postcode. Nearest first.",
        ),
        Parameter("top_only", _flag, _TRUE_OR_FALSE, _BOOLEAN, "Only terms that have no term above them."),
        Parameter("parent_id", _id, _A_UUID, _UUID, "Only terms right below this one."),
    )
}  # fmt: skip


def read(given: Mapping[str, Any], *, allowed: tuple[str, ...]) -> Json:
    """Return the values of what was asked, by name; what was left out, and no words at all, are not in it.

    Raises: Unreadable for a name that the address does not take, or a value that does not fit.
    """
    if not set(given) <= set(allowed):
        expected = f"only these parameters: {', '.join(allowed)}" if allowed else "no parameters"
        raise Unreadable("", expected)
    asked = {name: _value(PARAMETERS[name], value) for name, value in given.items()}
    _refuse_what_does_not_go_together(asked)
    return {name: value for name, value in asked.items() if value != ""}


def _value(parameter: Parameter, value: Any) -> Any:
    try:
        return parameter.read(value)
    except _Unfit:
        raise Unreadable(parameter.name, parameter.expected) from None


def _refuse_what_does_not_go_together(asked: Json) -> None:
    if "proximity" in asked and "postcode" not in asked:
        raise Unreadable("proximity", PARAMETERS["proximity"].expected)
