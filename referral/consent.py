"""What a person agreed to: for one need, with one agency, item by item, until a day; and who has to agree
where the person is a child (pure).

Source: pathway catalogue, section 7 (consent). The ages are working defaults of that section and wait for
specialists, country by country (section 10, question 1).
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

LONGEST_DAYS: Final = 90  # a consent that nobody looks at again for a season is none
DEFAULT_DAYS: Final = 30
CONFIRMED_BY_SPECIALISTS: Final = False  # the ages below; pages and docs say so while it is false


class Item(StrEnum):
    """One thing that an agency may be told, asked for by itself. What is not here is never told.

    The need, its urgency and the referral's own reference go with every referral: without them there is
    nothing to refer. Names, notes of workers, web addresses of pictures and the reference of the case are
    no items at all.
    """

    HAPPENED = "happened"  # the pathway: what kind of thing it is
    ANSWERS = "answers"  # of the walk, question by question
    REASONS = "reasons"  # why it is urgent
    OTHER_NEEDS = "other-needs"
    AGE_BAND = "age-band"
    GENDER = "gender"
    COUNTRY = "country"
    LANGUAGE = "language"
    CONTACT = "contact"  # the safe way to reach them, with its hours and its words
    WORDS = "words"  # a few words of the worker, written for this agency and read out to the person


class Agreed(StrEnum):
    """Who said yes. A carer's word never stands alone, and none is asked of a carer who may be the harm."""

    PERSON = "person"  # in words for their age
    SAFE_ADULT = "safe-adult"  # whom the child trusts, and who cannot be where the harm comes from


class Band(StrEnum):
    """How old the person is, as far as a rule of consent goes."""

    UNDER_13 = "under-13"
    FROM_13 = "13-15"
    FROM_16 = "16-17"
    ADULT = "adult"
    UNKNOWN = "unknown"


class Lack(StrEnum):
    """What keeps a consent from being one."""

    PERSON = "person"
    TOO_LATE = "too-late"
    OVER = "over"


_BANDS: Final = {
    "under-13": Band.UNDER_13, "13-15": Band.FROM_13, "16-17": Band.FROM_16,
    "18-24": Band.ADULT, "25-over": Band.ADULT, "adult": Band.ADULT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person agreed to: this need, this agency (the key of its listing), these items, until this day.

    `until` is the last day on which the agency may read it.
    """

    need: str
    agency: str
    items: frozenset[Item]
    until: dt.date
    agreed: frozenset[Agreed]

    def holds(self, *, today: dt.date) -> bool:
        """Return whether it holds on this day."""
        return self.agreed >= {Agreed.PERSON} and today <= self.until


def band_of(age_band: str | None) -> Band:
    """Return the band of an age as a walk or a worker told it; unknown where nobody said."""
    return _BANDS.get((age_band or "").removeprefix("age:"), Band.UNKNOWN)


def lacks(agreement: Agreement, *, today: dt.date) -> tuple[Lack, ...]:
    """Return what keeps this from being a consent on this day; nothing where it is one."""
    found = []
    if Agreed.PERSON not in agreement.agreed:
        found.append(Lack.PERSON)
    if agreement.until < today:
        found.append(Lack.OVER)
    if agreement.until > today + dt.timedelta(days=LONGEST_DAYS):
        found.append(Lack.TOO_LATE)
    return tuple(found)


def needs_check(band: Band, agreed: Collection[Agreed]) -> bool:
    """Return whether a supervisor has to check the consent before anything is sent.

    Under 13: the child, and a safe adult or else the supervisor. 13 to 15: the child and the supervisor. 16
    and over: their own. An age that nobody said counts as the one that asks for more.
    """
    if band is Band.UNDER_13:
        return Agreed.SAFE_ADULT not in agreed
    return band in (Band.FROM_13, Band.UNKNOWN)


def shareable(agreement: Agreement, offered: Mapping[Item, Any], *, today: dt.date) -> dict[str, Any]:
    """Return what may be told now: of what there is, exactly the items agreed to; nothing once it is over."""
    if not agreement.holds(today=today):
        return {}
    return {
        item.value: offered[item]
        for item in Item
        if item in agreement.items and offered.get(item) not in (None, "", [], {})
    }
