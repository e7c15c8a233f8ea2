"""A difference of two editions in words that a person reads: names of fields, and values instead of codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import countries, listing_diff, listing_labels, listing_sheet, wording
from directory.listing_diff import Change, Group, Line

Pieces = list[tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class LineShown:
    """A field before and after, in pieces; a piece is marked where the other side does not have it."""

    label: str
    before: Pieces
    after: Pieces


@dataclass(frozen=True, slots=True)
class GroupShown:
    """What changed in one part of a listing. `how` is the code of the change, `change` its word."""

    title: str
    called: str
    how: str
    change: str
    sensitive: bool
    lines: tuple[LineShown, ...]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[GroupShown]:
    """Return the difference of two documents as the desk shows it."""
    return [_group(one) for one in listing_diff.compare(before, after)]


def _group(group: Group) -> GroupShown:
    return GroupShown(
        title=listing_labels.part(group.part),
        called=_called(group),
        how=group.change.value,
        change=str(listing_labels.CHANGES[group.change]),
        sensitive=group.sensitive,
        lines=tuple(_line(line, group.change) for line in group.lines),
    )


def _called(group: Group) -> str:
    """Return what a row is called; a sealed one is called so, and nothing else (S5)."""
    if group.part == "languages" and group.called:
        return _language(group.called)
    if group.part == "schedules" and group.called:
        return _days(group.called)
    if group.part == "service_areas":
        code, _space, region = group.called.partition(" ")
        return f"{_country(code)} {region}".strip()
    return group.called or (_("sealed") if _is_sealed(group) else "")


def _is_sealed(group: Group) -> bool:
    return any(line.field == "confidential" and "yes" in (line.before, line.after) for line in group.lines)


def _line(line: Line, change: Change) -> LineShown:
    word = WORDS.get(line.field.rpartition(".")[2], _plain)
    if word is _plain:
        before, after = line.pieces()
    else:
        before, after = [(True, word(line.before))], [(True, word(line.after))]
    label = listing_labels.field(line.field)
    if change is not Change.CHANGED:  # a whole row came or went: marking every word of it says nothing
        before, after = [(False, text) for _new, text in before], [(False, text) for _new, text in after]
    return LineShown(label, _without_empty(before), _without_empty(after))


def _without_empty(pieces: Pieces) -> Pieces:
    return [(marked, _yes_no(text)) for marked, text in pieces if text]


def _yes_no(text: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(text, text)


def _plain(value: str) -> str:
    return value


def _country(code: str) -> str:
    return countries.name(code, get_language() or "en") if code else ""


def _language(code: str) -> str:
    return countries.language_name(code, get_language() or "en") if code else ""


def _days(byday: str) -> str:
    return ", ".join(str(listing_sheet.DAYS.get(day, day)) for day in byday.split(",") if day)


def _worded(table: Mapping[str, Any]) -> Callable[[str], str]:
    def word(value: str) -> str:
        return "\n".join(wording.word(dict(table), code) for code in value.split("\n")) if value else ""

    return word


WORDS: Final[dict[str, Callable[[str], str]]] = {
    "country": _country,
    "code": _language,
    "byday": _days,
    "kind": _worded({**wording.KINDS, **wording.WEB}),
    "more_kinds": _worded(wording.KINDS),
    "type": _worded(wording.PHONES),
    "audience": _worded(wording.AUDIENCES),
    "callers": _worded(wording.CALLERS),
    "cost": _worded(wording.COSTS),
    "image_upload": _worded(wording.UPLOADS),
    "visibility": _worded(wording.VISIBILITIES),
    "holidays": _worded(wording.HOLIDAYS),
    "hours_known": _worded(wording.HOURS_KNOWN),
    "image_age": _worded(wording.IMAGE_AGES),
}
