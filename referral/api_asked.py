"""What may be asked of the open pathways: each member of a body, how it is read and documented.

A value that does not fit is refused with what was expected; the value itself is never repeated. Answers are
read from a body alone and stand in no address (S2).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from directory import countries
from directory.api_reading import Unreadable
from referral.forms import MOST_PLATFORMS
from referral.pathway.shapes import ENTRY_FLOW, Audience

Json = dict[str, Any]
ID: Final = "[a-z0-9]{1,40}(-[a-z0-9]{1,40}){0,12}"
QUESTION: Final = f"(p[0-9]{{2}}\\.)?{ID}"
PATHWAY: Final = "p[0-9]{2}"
MOST_QUESTIONS: Final = 40
MOST_ANSWERS: Final = 20
LONGEST_PLATFORM: Final = 60  # characters
LONGEST_EDITION: Final = 40


class _Unfit(Exception):
    """A value is not of the kind that was expected."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a body: what reads it, what it expects in words and as a schema, and what it does."""

    name: str
    read: Callable[[Any], Any]
    expected: str
    schema: Json
    says: str


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise _Unfit
        return value

    return read


def _text(pattern: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise _Unfit
        return value

    return read


def _edition(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_EDITION:
        raise _Unfit
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unfit
    return value


def _answers(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or len(value) > MOST_QUESTIONS:
        raise _Unfit
    key, chosen = _text(QUESTION), _text(ID)
    found = {}
    for question, ids in value.items():
        if not isinstance(ids, list) or len(ids) > MOST_ANSWERS:
            raise _Unfit
        found[key(question)] = tuple(dict.fromkeys(chosen(one) for one in ids))
    return found


def _platforms(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_PLATFORMS:
        raise _Unfit
    if not all(isinstance(one, str) and len(one) <= LONGEST_PLATFORM for one in value):
        raise _Unfit
    return tuple(dict.fromkeys(value))


def _whole(pattern: str) -> str:
    """Return a pattern as JSON Schema needs it, which looks for a part unless it is told otherwise."""
    return f"^{pattern}$"


_CODES: Final = (countries.WORLD, *(code for code, _name in countries.countries("en")))

MEMBERS: Final[Mapping[str, Member]] = {
    one.name: one
    for one in (
        Member(
            "edition", _edition, f"the `edition` of an earlier answer: at most {LONGEST_EDITION} characters",
            {"type": "string", "maxLength": LONGEST_EDITION},
            "The edition that the walk began on. It is walked for 24 hours after another one was published; "
            "then, and where it is not known, the current one is, and `edition_changed` says so.",
        ),
        Member(
            "pathway", _text(PATHWAY), "the id of a pathway: p and two digits",
            {"type": "string", "pattern": _whole(PATHWAY), "default": ENTRY_FLOW},
            "Where the walk begins. p00 asks what happened and leads on to the others.",
        ),
        Member(
            "language", _one_of(_languages()), f"one of {', '.join(_languages())}",
            {"type": "string", "enum": list(_languages()), "default": _languages()[0]},
            "The language of the answer. A pathway whose safety texts are not whole in it comes in English. "
            "A text that is in another language than this one says so in `lang`.",
        ),
        Member(
            "audience", _one_of(tuple(Audience)), f"one of {', '.join(Audience)}",
            {"type": "string", "enum": [one.value for one in Audience], "default": Audience.ADULT.value},
            "Who reads: an adult, somebody under 18 (plainer words; who says an age below 18 reads these "
            "from then on), or somebody who helps for a living.",
        ),
        Member(
            "country", _one_of(_CODES), "the two letters of a country (ISO 3166-1), or XX for none",
            {"type": "string", "enum": list(_CODES), "default": countries.WORLD},
            "Where the person is: it chooses numbers and services. Ask for it before a plan is shown.",
        ),
        Member(
            "answers", _answers,
            f"an object of at most {MOST_QUESTIONS} members, each a question's key with a list of at most "
            f"{MOST_ANSWERS} ids of its answers",
            {
                "type": "object",
                "maxProperties": MOST_QUESTIONS,
                "propertyNames": {"pattern": _whole(QUESTION)},
                "additionalProperties": {
                    "type": "array",
                    "maxItems": MOST_ANSWERS,
                    "items": {"type": "string", "pattern": _whole(ID)},
                },
            },
            "What was answered so far, by the key of the question, in the order of answering. An answer that "
            "the walk does not come to is left out, and `changed` says when one no longer fits.",
        ),
        Member(
            "plan_now", _flag, "true or false", {"type": "boolean", "default": False},
            "Give the plan of what was answered so far. Offer this once `crisis` is in an answer.",
        ),
        Member(
            "platforms", _platforms,
            f"a list of at most {MOST_PLATFORMS} names of apps or sites, each of at most "
            f"{LONGEST_PLATFORM} characters",
            {
                "type": "array",
                "maxItems": MOST_PLATFORMS,
                "items": {"type": "string", "maxLength": LONGEST_PLATFORM},
            },
            "Apps and sites of which the plan shows how to report there, by names of its `platforms`.",
        ),
    )
}  # fmt: skip


def read(given: Mapping[str, Any], *, allowed: tuple[str, ...]) -> Json:
    """Return every value that the address takes, by name; what was left out has its default.

    Raises: Unreadable for a name that the address does not take, or a value that does not fit.
    """
    if not set(given) <= set(allowed):
        raise Unreadable("", f"only these members: {', '.join(allowed)}")
    return {name: _value(MEMBERS[name], given) for name in allowed}


def _value(member: Member, given: Mapping[str, Any]) -> Any:
    if member.name not in given:
        empty: Json = {"edition": "", "answers": {}, "platforms": ()}
        return empty.get(member.name, member.schema.get("default"))
    try:
        return member.read(given[member.name])
    except _Unfit:
        raise Unreadable(member.name, member.expected) from None
