"""The files of the pathways as they are written: every field that may stand in them, no other. (pure)"""

import json
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from referral.pathway.lines import SeedError, Source

Targets = str | list[str]


class Written(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A thing in a file; an unknown field in it is refused."""


class WrittenForm(Written, frozen=True, kw_only=True):
    name: str = msgspec.field(name="as")
    when: str = msgspec.field(name="if")


class WrittenAnswer(Written, frozen=True, kw_only=True):
    id: str
    when: str | None = msgspec.field(name="if", default=None)
    heading: str | None = None
    alone: bool = False
    effects: list[str] = []
    next: Targets | None = None


class WrittenQuestion(Written, frozen=True, kw_only=True):
    id: str
    use: str | None = None
    choose: Literal["one", "several"] = "one"
    most: int | None = None
    counts_as: str | None = None
    about: Literal["reader", "harmed"] | None = None
    headings: list[str] = []
    skip_if: str | None = None
    forms: list[WrittenForm] = []
    protective: str | None = None
    answers: list[WrittenAnswer] = []
    next: Targets | None = None
    answers_next: dict[str, Targets] = {}
    effects_by: dict[str, list[str]] = {}
    show: list[str] | None = None


class WrittenLine(Written, frozen=True, kw_only=True):
    id: str
    when: str | None = msgspec.field(name="if", default=None)
    tags: list[str] = []
    dated: bool = False


class WrittenPlan(Written, frozen=True, kw_only=True):
    now: list[WrittenLine] = []
    today: list[WrittenLine] = []
    later: list[WrittenLine] = []
    keep: list[WrittenLine] = []
    do_not: list[WrittenLine] = []


class WrittenOffer(Written, frozen=True, kw_only=True):
    to: str
    when: str | None = msgspec.field(name="if", default=None)


class WrittenPathway(Written, frozen=True, kw_only=True):
    id: str
    edition: int
    rules: list[str]
    own_rules: list[str]
    sources: list[str]
    recommendations: list[str]
    needs: list[str]
    begin: str
    on_entry: list[str] = []
    questions: list[WrittenQuestion]
    plan: WrittenPlan
    offers: list[WrittenOffer] = []
    retired: list[str] = []  # names that were given once and are never given again


class WrittenDeeds(Written, frozen=True, kw_only=True):
    effects: list[str] = []


class WrittenGeneral(Written, frozen=True, kw_only=True):
    begin: str
    effects: list[str] = []


class WrittenShared(Written, frozen=True, kw_only=True):
    questions: list[WrittenQuestion]
    parts: dict[str, list[str]]
    stand_ins: dict[str, WrittenDeeds]
    general: WrittenGeneral
    retired: list[str] = []


class WrittenCard(Written, frozen=True, kw_only=True):
    id: str
    section: Literal["now", "today", "later", "keep", "do_not"]
    owner: str
    reviewed: date
    review_by: date
    sources: list[str]
    rules: list[str] = []
    only_if: str | None = None
    twin: str | None = None
    open_question: str | None = None
    first: bool = False
    lines: list[WrittenLine]


class WrittenCards(Written, frozen=True, kw_only=True):
    cards: list[WrittenCard]
    retired: list[str] = []


class WrittenWording(Written, frozen=True, kw_only=True):
    language: str
    audience: Literal["adult", "under18", "professional"]
    made: str
    read_by_native_speaker: str | None = None
    texts: dict[str, str]


class WrittenWords(Written, frozen=True, kw_only=True):
    """Words that are never said, each a regular expression, and what the scan has to know of a language.

    `begins` and `ends` stand around every word: a script without spaces has none of them.
    """

    language: str
    made: str
    read_by_native_speaker: str | None = None
    begins: str = r"\b"
    ends: str = r"\b"
    forbidden: list[str]
    gendered: list[str] = []
    promised: list[str]
    tricked: list[str]
    childs_law: list[str]
    parent: list[str]
    picture: list[str]
    done_to_it: list[str]
    nots: list[str]
    before: list[str] = []
    trusted: list[str]
    safe: list[str]
    handed_in: list[str] = []
    by_itself: list[str] = []
    named: list[str] = []
    asked_why: list[str] = []
    told_where: list[str] = []


_T = TypeVar("_T")


def opened(path: Path, folder: Path) -> Source:
    """Return the file, ready to be decoded.

    Raises: SeedError if it is missing or not UTF-8.
    """
    name = path.relative_to(folder).as_posix()
    try:
        return Source(path, name, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SeedError(name, 1, "the file", "this file to be there") from None
    except UnicodeDecodeError:
        raise SeedError(name, 1, "the file", "text in UTF-8") from None


def decoded(source: Source, shape: type[_T]) -> _T:
    """Return what the file holds.

    Raises: SeedError with the line, the field and what was expected there.
    """
    try:
        json.loads(source.text, object_pairs_hook=_once)
        return msgspec.json.decode(source.text, type=shape)
    except json.JSONDecodeError as error:
        raise SeedError(source.name, error.lineno, "the file", "JSON") from None
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `")
        field = place.rstrip("`").removeprefix("$").removeprefix(".")
        raise source.wrong(field, _expected(said)) from None
    except _Twice as error:
        raise source.wrong("", f"each key once in an object; '{error}' is there twice") from None
    except (ValueError, msgspec.DecodeError, RecursionError):
        # A number of thousands of digits, one that is none, half a character, brackets in brackets.
        raise SeedError(source.name, 1, "the file", "JSON of an ordinary size and depth") from None


class _Twice(Exception):  # noqa: N818 - it is caught in the line above and never seen
    pass


def _once(pairs: list[tuple[str, Any]]) -> None:
    keys = [key for key, _ in pairs]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise _Twice(twice)


def _expected(said: str) -> str:
    """Return what the decoder expected, without its own voice."""
    if said.startswith("Expected "):
        return said.removeprefix("Expected ")
    if "unknown field" in said:
        return f"only fields that are known here ({said[0].lower()}{said[1:]})"
    if "missing required field" in said:
        return said.replace("Object missing required field", "a field").strip()
    if said.startswith("Invalid enum value"):
        return f"one of the words that may stand here, not {said.removeprefix('Invalid enum value ')}"
    return said[0].lower() + said[1:]
