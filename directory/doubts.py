"""What speaks against a listing, and what else is known of it, as codes that a page can word (pure).

The tables hold doubts and notes as sentences of whoever gathered them. Those are working words of ours: they
never leave the building. A survivor is told the few things that matter to somebody who is about to call.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Doubt(StrEnum):
    """What a person should know before relying on a listing."""

    MAY_BE_CLOSED = "may_be_closed"
    CONFLICTING = "conflicting"  # sources give different numbers or hours
    UNCONFIRMED_NUMBER = "unconfirmed_number"
    OLD = "old"
    ONE_SOURCE = "one_source"
    DOUBTFUL = "doubtful"  # grade D for another reason


class Note(StrEnum):
    """A fact about use that is not a doubt."""

    ONLINE_FORM = "online_form"
    REGIONAL_NUMBERS = "regional_numbers"  # each region runs its own
    POLICE_MAY_HEAR = "police_may_hear"
    CALL_CHARGED = "call_charged"


_DOUBT_WORDS: Final[dict[Doubt, re.Pattern[str]]] = {
    Doubt.MAY_BE_CLOSED: re.compile(
        r"may (have|be) closed|may have (ended|stopped)|closed (in|since|down)|no longer|not in service"
        r"|may not work|discontinued|out of service|working state|still runs"
    ),
    Doubt.CONFLICTING: re.compile(
        r"conflict|differ|disagree|contradict|two numbers|an?other (number|source|list|page|public)"
        r"|other knowledge|against \d|older number|is now \d"
    ),
    Doubt.UNCONFIRMED_NUMBER: re.compile(
        r"not valid|invalid|malformed|does not parse|doubtful form|not confirm|unconfirmed|not be confirmed"
        r"|number (is )?doubtful|does not confirm|no valid number range|check format"
    ),
    Doubt.OLD: re.compile(
        r"\bold\b|older|outdated|out of date|undated|re-?check|stale"
        r"|(sources?|pages?|stated|is) (of|in) (about )?20[01]\d"
        r"|of 202[0-2]\b"
    ),
    Doubt.ONE_SOURCE: re.compile(
        r"one( \w+)? source|single source|community lists? only|one page|one community|only source"
    ),
}
_NOTE_WORDS: Final[dict[Note, re.Pattern[str]]] = {
    Note.ONLINE_FORM: re.compile(r"online form"),
    Note.REGIONAL_NUMBERS: re.compile(r"run by each|own numbers|regional teams"),
    Note.POLICE_MAY_HEAR: re.compile(r"police may become involved|tip line|law-enforcement"),
    Note.CALL_CHARGED: re.compile(r"charged|small charge|charge per call"),
}


def shown(sentences: Iterable[str], *, grade: str, numbers_valid: bool) -> tuple[Doubt, ...]:
    """Return the doubts that a person should know, gravest first."""
    words = " ; ".join(sentences).casefold()
    found = {doubt for doubt, pattern in _DOUBT_WORDS.items() if pattern.search(words)}
    if not numbers_valid:
        found.add(Doubt.UNCONFIRMED_NUMBER)
    if grade == "C":
        found.add(Doubt.ONE_SOURCE)
    if grade == "D" and not found - {Doubt.ONE_SOURCE, Doubt.OLD}:
        found.add(Doubt.DOUBTFUL)
    return tuple(doubt for doubt in Doubt if doubt in found)


def notes(sentences: Iterable[str]) -> tuple[Note, ...]:
    """Return the facts about use that a page can word."""
    words = " ; ".join(sentences).casefold()
    return tuple(note for note in Note if _NOTE_WORDS[note].search(words))
