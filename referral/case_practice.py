"""Invented cases to practise on: of nobody, seen by nobody but whoever made them, gone after a day.

They are called otherwise on record, are in no count and no figure, and reach no partner.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from referral import casework, editions, told
from referral.models.case import Case
from referral.pathway.shapes import Audience, Book
from referral.pathway.walk import position
from referral.told import Told
from staff.models.person import User

# Where the walk begins, and which answers it prefers; for anything else it takes the first that is offered.
INVENTED: Final = (
    ("p03", {"danger": "no", "age": "16-17", "feel": "sometimes", "p03.want": "meet"}, "ES", "es"),
    ("p01", {"danger": "no", "age": "25-over", "feel": "no"}, "GB", "en"),
    ("p06", {"danger": "maybe", "age": "18-24", "feel": "no"}, "FR", "fr"),
)
_LONGEST_WALK: Final = 15


def begin(*, person: User, now: dt.datetime) -> list[Case]:
    """Return fresh cases to practise on, which nobody has taken; those of earlier days are left to go.

    Raises: NotAllowed; NoTeam.
    """
    return [casework.start_practice(person=person, what=_invented(*one), now=now) for one in INVENTED]


def _invented(start: str, prefers: dict[str, str], country: str, language: str) -> Told:
    book = editions.current()
    answers = _walked(book, start, prefers)
    found = position(book, answers, under18=False, start=start)
    return told.of_walk(
        found, edition=book.edition, start=start, under18=False, audience=Audience.ADULT.value,
        language=language, country=country,
    )  # fmt: skip


def _walked(book: Book, start: str, prefers: dict[str, str]) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for _question in range(_LONGEST_WALK):
        asked = position(book, answers, under18=False, start=start).question
        if asked is None:
            break
        answers[asked.key] = (_choice(prefers.get(asked.key), [one.id for one in asked.choices]),)
    return answers


def _choice(preferred: str | None, offered: Collection[str]) -> str:
    return preferred if preferred in offered else next(iter(offered))
