"""What comes out of a foreign file: services with the repairs that they needed, and what was refused (pure).

Nothing is guessed in silence. Each row of a file ends as taken, as taken with a named repair, or as refused
with file, row, field and reason; a `Ledger` counts them, and the three sum to the rows that were read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Repair(StrEnum):
    """What was put right in a row, by name; `WORDS` says it in words."""

    ID_MADE = "id-made"
    ID_MISSING = "id-missing"
    STATUS_EMPTY = "status-empty"
    STATUS_SPELLING = "status-spelling"
    STATUS_UNKNOWN = "status-unknown"
    LITERAL_NEWLINE = "literal-newline"
    CONTROL_SIGNS = "control-signs"
    ENCODING = "encoding"
    ENCODED_TWICE = "encoded-twice"
    HTML_ESCAPED = "html-escaped"
    HTML_TAGS = "html-tags"
    QUOTES = "quotes"
    TOO_LONG = "too-long"
    LANGUAGE_SPELLING = "language-spelling"
    LANGUAGES_SPLIT = "languages-split"
    LANGUAGE_UNKNOWN = "language-unknown"
    DUPLICATE_LANGUAGE = "duplicate-language"
    DUPLICATE_TAG = "duplicate-tag"
    DUPLICATE_PART = "duplicate-part"
    PHONE_SPLIT = "phone-split"
    PHONE_NOT_VALID = "phone-not-valid"
    PHONE_EMPTY = "phone-empty"
    PHONE_TYPE = "phone-type"
    EXTENSION_MOVED = "extension-moved"
    COUNTRY_FOUND = "country-found"
    COUNTRY_SPELLING = "country-spelling"
    AGE_SPELLING = "age-spelling"
    AGE_NO_LIMIT = "age-no-limit"
    AGE_UNUSABLE = "age-unusable"
    URL_SCHEME = "url-scheme"
    URL_UNUSABLE = "url-unusable"
    EMAIL_UNUSABLE = "email-unusable"
    HOURS_PARSED = "hours-parsed"
    HOURS_KEPT_AS_WORDS = "hours-kept-as-words"
    TIME_SPELLING = "time-spelling"
    DAY_SPELLING = "day-spelling"
    POINT_UNUSABLE = "point-unusable"
    NUMBER_UNUSABLE = "number-unusable"
    CHOICE_UNKNOWN = "choice-unknown"
    KIND_OTHER = "kind-other"
    KIND_FROM_NAME = "kind-from-name"
    FIELD_KEPT_ASIDE = "field-kept-aside"
    PART_DROPPED = "part-dropped"
    OLD_VERSION = "old-version"
    COLUMNS_JOINED = "columns-joined"
    COLUMNS_SHORT = "columns-short"
    SEALED = "sealed"
    HELD_BACK = "held-back"
    AREA_WITHOUT_COUNTRY = "area-without-country"
    PLACE_MISSING = "place-missing"


WORDS: Final[dict[Repair, str]] = {
    Repair.ID_MADE: "an identifier that is no UUID was made one, by the same rule at each run",
    Repair.ID_MISSING: "a part without an identifier was given one, from what it says",
    Repair.STATUS_EMPTY: "an empty status was taken for active",
    Repair.STATUS_SPELLING: "another word for a status of the standard was put as the standard has it",
    Repair.STATUS_UNKNOWN: "an unknown status was taken for inactive; the word is kept aside",
    Repair.LITERAL_NEWLINE: "a backslash and an n were made the end of a line",
    Repair.CONTROL_SIGNS: "signs that cannot be read were taken out",
    Repair.ENCODING: "the text was not UTF-8 and was read in the encoding that it has",
    Repair.ENCODED_TWICE: "letters that had been encoded twice were made whole",
    Repair.HTML_ESCAPED: "escaped signs of HTML were made the signs they stand for",
    Repair.HTML_TAGS: "tags of HTML were taken out",
    Repair.QUOTES: "quotation marks around a value were taken off",
    Repair.TOO_LONG: "a value longer than its field was cut; the whole is kept aside",
    Repair.LANGUAGE_SPELLING: "a language was given its code",
    Repair.LANGUAGES_SPLIT: "several languages in one field were made several",
    Repair.LANGUAGE_UNKNOWN: "a language that is not known by this name was kept as words",
    Repair.DUPLICATE_LANGUAGE: "a language that stood there twice is there once",
    Repair.DUPLICATE_TAG: "a tag that stood there twice is there once",
    Repair.DUPLICATE_PART: "a part that stood there twice is there once",
    Repair.PHONE_SPLIT: "several numbers in one field were made several",
    Repair.PHONE_NOT_VALID: "a number that is not valid in its country was kept as it is, without a link",
    Repair.PHONE_EMPTY: "a telephone without a number was left out; its words are kept aside",
    Repair.PHONE_TYPE: "another word for a kind of telephone was put as we have it",
    Repair.EXTENSION_MOVED: "an extension was taken out of the number, or out of a field for digits only",
    Repair.COUNTRY_FOUND: "the country was read from an address, an area or the option of the import",
    Repair.COUNTRY_SPELLING: "the name of a country was given its code",
    Repair.AGE_SPELLING: "an age was read out of words, or out of a fraction of a year",
    Repair.AGE_NO_LIMIT: "an age that stands for no limit was left out",
    Repair.AGE_UNUSABLE: "an age that is no age, or contradicts the other, was left out and kept aside",
    Repair.URL_SCHEME: "a web address without https was given it",
    Repair.URL_UNUSABLE: "what is no web address was left out and kept aside",
    Repair.EMAIL_UNUSABLE: "what is no e-mail address was left out and kept aside",
    Repair.HOURS_PARSED: "hours in words that can be read in one way only were made a schedule",
    Repair.HOURS_KEPT_AS_WORDS: "hours in words were kept as words; the hours count as unknown",
    Repair.TIME_SPELLING: "a time was put as hours and minutes",
    Repair.DAY_SPELLING: "names of days were put as the standard has them",
    Repair.POINT_UNUSABLE: "a point that is not on earth, or is the zero point, was left out and kept aside",
    Repair.NUMBER_UNUSABLE: "what is no number was left out and kept aside",
    Repair.CHOICE_UNKNOWN: "a word that the field does not know was left out and kept aside",
    Repair.KIND_OTHER: "no rule knows the terms: the kind is other",
    Repair.KIND_FROM_NAME: "there were no terms: a rule found the kind in the name",
    Repair.FIELD_KEPT_ASIDE: "a field that we do not have was kept aside",
    Repair.PART_DROPPED: "a part that says nothing was left out",
    Repair.OLD_VERSION: "a column of an older version was put where it stands now",
    Repair.COLUMNS_JOINED: "a comma in a text had made one cell two; they are one again",
    Repair.COLUMNS_SHORT: "missing cells at the end of a row count as empty",
    Repair.SEALED: "what is marked confidential was sealed",
    Repair.HELD_BACK: "what is not for the public is for staff only",
    Repair.AREA_WITHOUT_COUNTRY: "an area has no country of its own",
    Repair.PLACE_MISSING: "a place that is named but not in the file was left out",
}  # fmt: skip


class Reason(StrEnum):
    """Why a row was refused, by name; `REASONS` says it in words."""

    NO_NAME = "no-name"
    NO_COUNTRY = "no-country"
    NO_SERVICE = "no-service"
    NO_ID = "no-id"
    ORPHAN = "orphan"
    UNUSED = "unused"
    TWICE = "twice"
    COLUMNS = "columns"
    NOT_AN_OBJECT = "not-an-object"
    BROKEN = "broken"
    TOO_BIG = "too-big"


REASONS: Final[dict[Reason, str]] = {
    Reason.NO_NAME: "it has no name",
    Reason.NO_COUNTRY: "no country can be read from it; name one with --country",
    Reason.NO_SERVICE: "it is a body without any service",
    Reason.NO_ID: "it has no identifier, so that a second run would not know it again",
    Reason.ORPHAN: "the row that it belongs to is not in the file, or was refused",
    Reason.UNUSED: "nothing that was taken refers to it",
    Reason.TWICE: "the same identifier stands in an earlier row",
    Reason.COLUMNS: "its cells do not fit the columns, and nobody can tell for certain how they were shifted",
    Reason.NOT_AN_OBJECT: "it is no record",
    Reason.BROKEN: "the file cannot be read from here on",
    Reason.TOO_BIG: "it is larger than any record can be",
}


class Place(NamedTuple):
    """Where in a file something stands. Units: rows count from 1; 0 is the file itself."""

    file: str
    row: int


class Mended(NamedTuple):
    """One repair of one field."""

    what: Repair
    field: str


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """What must be sealed: which entity, its id, and what it says. It is never in a document (S5)."""

    part: str
    part_id: str
    content: dict[str, Any]


@dataclass(slots=True)
class Incoming:
    """A service as our documents have it, with what must be sealed and what was put right."""

    place: Place
    document: dict[str, Any]
    sealed: list[SealedPiece] = field(default_factory=list)
    repairs: list[Mended] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken."""

    place: Place
    field: str
    reason: Reason


class Line(NamedTuple):
    """One line of the report: a repair or a refusal."""

    place: Place
    field: str
    outcome: str  # repaired, refused
    code: str
    words: str


@dataclass(slots=True)
class Ledger:
    """Counts the rows of an import; `tell` gets each repair and refusal as it comes; none is kept here."""

    tell: Callable[[Line], None] | None = None
    read: int = 0
    taken: int = 0
    repaired: int = 0
    refused: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    # The ids of services that are in the file and were refused: they are not gone from it.
    refused_services: set[bytes] = field(default_factory=set)

    def row(self, mended: list[tuple[Place, Mended]]) -> None:
        """Count a row that was taken, with the repairs it needed."""
        self.read += 1
        if not mended:
            self.taken += 1
            return
        self.repaired += 1
        for place, one in mended:
            self.mended(place, one)

    def mended(self, place: Place, one: Mended) -> None:
        """Note one repair; counts no row."""
        code = str(one.what)
        self.repairs[code] += 1
        if self.tell:
            self.tell(Line(place, one.field, "repaired", code, WORDS[one.what]))

    def refuse(self, refused: Refused) -> None:
        """Count a row that was refused."""
        self.read += 1
        self.refused += 1
        self.reasons[refused.reason.value] += 1
        if self.tell:
            self.tell(
                Line(refused.place, refused.field, "refused", refused.reason.value, REASONS[refused.reason])
            )

    def check(self) -> None:
        """Raises: AssertionError if a row of the file ended nowhere."""
        if self.read != self.taken + self.repaired + self.refused:
            raise AssertionError("a row that was read is neither taken nor refused")
