"""The words of the figures: chapters, tables, rows and columns, and the short ones under a chart."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries
from referral import case_words
from referral.figure_cells import BLOCK, IN_TIME, LATE, LATER, MEDICAL_BEGAN, NOT_SAID, UNKNOWN, About, Table
from referral.figure_reading import WHOLE
from referral.figure_rows import Part
from referral.labels import AGES, NEEDS
from referral.referral_words import REASONS, STATES
from referral.review_lists import Answer, Flaw, Lesson, Question

NOTHING: Final = "–"  # where no figure may stand
CHAPTERS: Final[Mapping[About, Promise]] = {
    About.ASKED: _("Who asked for what"),
    About.ANSWERED: _("Time to the first answer"),
    About.REFERRED: _("What came of referrals"),
    About.GAPS: _("Where nobody could help"),
    About.ENDED: _("How it ended, and what was learned"),
}
TITLES: Final[Mapping[Table, Promise]] = {
    Table.ASKED: _("Cases that began"),
    Table.ASKED_NEED: _("What was asked for"),
    Table.ASKED_COUNTRY: _("From which country"),
    Table.ASKED_AGE: _("Age bands"),
    Table.ASKED_GENDER: _("Gender, where somebody said"),
    Table.ASKED_URGENCY: _("How urgent"),
    Table.ASKED_LANGUAGE: _("In which language"),
    Table.ASKED_ORIGIN: _("How cases began"),
    Table.ASKED_NEED_AGE: _("The most urgent need, by age band"),
    Table.ASKED_NEED_COUNTRY: _("The most urgent need, by country"),
    Table.ANSWERED_IN_TIME: _("First answers in time, by urgency"),
    Table.ANSWERED_AFTER: _("How long the first answer took, by urgency"),
    Table.REFERRAL_STATE: _("Where referrals came to stand"),
    Table.REFERRAL_REASON: _("Why referrals ended"),
    Table.WAIT: _("The wait that was said, and the wait that it was"),
    Table.TOUCH: _("Seen by a doctor while it counts"),
    Table.GAP_NEED: _("Needs that nobody could meet"),
    Table.GAP_COUNTRY: _("Needs that nobody could meet, by country"),
    Table.GAP_AGE: _("Needs that nobody could meet, by age band"),
    Table.GAP_LANGUAGE: _("Needs that nobody could meet, by language"),
    Table.GAP_HOUR: _("Needs that nobody met at that hour"),
    Table.CLOSED: _("How cases ended"),
    Table.REMOVAL: _("Pictures to be taken down: the platform's answer, by days"),
    Table.REVIEWED: _("What reviews of cases found"),
    Table.LESSON: _("What was learned from reviews"),
}
# What a number counts, where its title does not say.
NOTES: Final[Mapping[Table, Promise]] = {
    Table.ASKED_NEED: _("A case counts with its three most urgent needs."),
    Table.REFERRAL_STATE: _("A case counts once in each."),
    Table.WAIT: _("Rows: what the service had said. Columns: days until help began."),
    Table.TOUCH: _(
        "Of people who had been touched within five days: how many, and how many were led on in time."
    ),
    Table.GAP_NEED: _("The most urgent need of a case for which no service of its country was listed."),
}
ALL_CASES: Final = _("All")
WHOLE_YEAR: Final = _("Year")
NOT_KNOWN: Final = _("not said")
AFTER: Final[Mapping[str, Promise]] = {
    "15-minutes": _("up to 15 minutes"),
    "1-hour": _("up to 1 hour"),
    "4-hours": _("up to 4 hours"),
    "1-day": _("up to 1 day"),
    "3-days": _("up to 3 days"),
    LATER: _("later"),
}
DAYS: Final[Mapping[str, Promise]] = {
    "2-days": _("up to 2 days"),
    "7-days": _("up to 7 days"),
    "14-days": _("up to 14 days"),
    "30-days": _("up to 30 days"),
    "90-days": _("up to 90 days"),
    LATER: _("longer"),
    NOT_SAID: _("nothing was said"),
}
IN_TIMES: Final[Mapping[str, Promise]] = {
    IN_TIME: _("in time"),
    LATE: _("late"),
    MEDICAL_BEGAN: _("how many it was about"),
}
QUESTIONS: Final[Mapping[str, Promise]] = {
    Question.DANGER: _("Was danger asked about first?"),
    Question.URGENCY: _("Was the urgency right?"),
    Question.CONSENT: _("Is consent on record for all that was shared?"),
    Question.CHOICE: _("Did the person have a choice?"),
    Question.FOLLOW_UP: _("Was the follow-up done?"),
    Question.RESULT: _("Is the result of each referral known?"),
}
ANSWERS: Final[Mapping[str, Promise]] = {
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.NOT_HERE: _("did not come up"),
}
LESSONS: Final[Mapping[str, Promise]] = {
    Lesson.NONE: _("Nothing new"),
    Lesson.PATHWAY: _("For the pathways"),
    Lesson.LISTING: _("For the listings"),
    Lesson.PARTNER: _("For a partner"),
    Lesson.TRAINING: _("For training"),
    Lesson.TIME: _("Too few people or too little time"),
    Lesson.TOOL: _("The desk got in the way"),
}
FLAWS: Final[Mapping[str, Promise]] = {
    Flaw.UNCLEAR: _("People do not understand it"),
    Flaw.MISSING: _("An answer or a question is missing"),
    Flaw.ORDER: _("It comes too late or too early"),
    Flaw.URGENCY: _("It leads to the wrong urgency"),
    Flaw.PLAN: _("The plan does not fit what people need"),
    Flaw.HARSH: _("It hurts or blames"),
}
_TABLES: Final[Mapping[Part, Mapping[str, object]]] = {
    Part.AFTER: AFTER,
    Part.DAYS: DAYS,
    Part.IN_TIME: IN_TIMES,
    Part.QUESTION: QUESTIONS,
    Part.ANSWER: ANSWERS,
    Part.LESSON: LESSONS,
    Part.STATE: {state.value: said for state, said in STATES.items()},
    Part.REASON: {reason.value: said for reason, said in REASONS.items()},
}
_MADE: Final[Mapping[Part, Mapping[str, Callable[[], str]]]] = {
    Part.NEED: {need.value: said for need, said in NEEDS.items()},
    Part.AGE: AGES,
    Part.GENDER: case_words.GENDERS,
    Part.URGENCY: case_words.URGENCIES,
    Part.ORIGIN: case_words.ORIGINS,
    Part.CLOSING: {**case_words.CLOSING, "expired": lambda: str(_("Nothing happened for too long"))},
    Part.REMOVAL: case_words.REMOVALS,
}
_SHORT: Final[Mapping[str, str]] = {
    "under-13": "<13", "13-15": "13–15", "16-17": "16–17", "18-24": "18–24", "25-over": "25+", UNKNOWN: "?",
    "15-minutes": "15′", "1-hour": "1 h", "4-hours": "4 h", "1-day": "1 d", "3-days": "3 d", LATER: ">",
    "2-days": "2 d", "7-days": "7 d", "14-days": "14 d", "30-days": "30 d", "90-days": "90 d", NOT_SAID: "?",
}  # fmt: skip


def word(part: Part, name: str) -> str:
    """Return the words of a row or a column, in the language of the moment."""
    speaks = get_language() or "en"
    if name == UNKNOWN:
        return str(NOT_KNOWN)
    if part is Part.ALL:
        return str(ALL_CASES)
    if part is Part.COUNTRY:
        return countries.name(name, speaks)
    if part is Part.LANGUAGE:
        return countries.language_name(name, speaks)
    if part is Part.HOUR:
        return f"{name}:00–{int(name) + BLOCK:02}:00"
    if part is Part.MONTH:
        return str(WHOLE_YEAR) if name == WHOLE else date_format(dt.date(2000, int(name), 1), "M")
    if part in _MADE:
        return case_words.word(_MADE[part], name)
    return str(_TABLES[part].get(name, name))


def row(parts: tuple[Part, ...], name: str) -> str:
    """Return the words of a row, which may be of two parts."""
    return " · ".join(word(part, one) for part, one in zip(parts, name.split("/"), strict=True))


def short(part: Part, name: str) -> str:
    """Return what stands under a column of a chart; the table below says it in full."""
    if part is Part.MONTH:
        return str(int(name)) if name != WHOLE else str(WHOLE_YEAR)
    if part in (Part.COUNTRY, Part.LANGUAGE, Part.HOUR):
        return "?" if name == UNKNOWN else name.upper() if part is Part.COUNTRY else name
    return _SHORT.get(name, word(part, name))


def period(name: str) -> str:
    """Return a month as people say it, or the year."""
    year, dash, month = name.partition("-")
    return date_format(dt.date(int(year), int(month), 1), "F Y") if dash else year
