"""What the files say in short, in words for the desk: effects, targets, conditions, places of rules."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.topics import Need
from referral import editing_report
from referral.pathway import effects
from referral.pathway.conditions import Malformed
from referral.pathway.effects import Adds, Effect, Learns, Shows, Wants
from referral.pathway.facts import LEARNT
from referral.pathway.picture import condition_said
from referral.pathway.shapes import Book
from referral.pathway.tags import TAGS

URGENCIES: Final[dict[int, Promise]] = {
    0: gettext_lazy("now"),
    1: gettext_lazy("within a day"),
    2: gettext_lazy("within days"),
    3: gettext_lazy("can be planned"),
}
SECTIONS: Final[dict[str, Promise]] = {
    "now": gettext_lazy("Now"),
    "today": gettext_lazy("Today"),
    "later": gettext_lazy("Later"),
    "keep": gettext_lazy("Keep"),
    "do_not": gettext_lazy("Better not"),
}
AUDIENCES: Final[dict[str, Promise]] = {
    "adult": gettext_lazy("Adults"),
    "under18": gettext_lazy("Under 18"),
    "professional": gettext_lazy("Professionals"),
}
RULES: Final[dict[str, Promise]] = {
    "ID": gettext_lazy("Ids are given for ever"),
    "TEXT": gettext_lazy("A text is missing or left over"),
    "WORDS": gettext_lazy("Words that are never said"),
    "H07": gettext_lazy("Nothing is promised"),
    "H22": gettext_lazy("Nobody they live with is blocked or left without a plan"),
    "H02": gettext_lazy("Nobody looks for, keeps or passes on a picture of a child"),
    "H24": gettext_lazy("Police are one way of several"),
    "NOWHERE": gettext_lazy("Every answer leads on"),
    "LOOP": gettext_lazy("Nothing leads back"),
    "NINE": gettext_lazy("At most nine answers"),
    "SEVEN": gettext_lazy("At most seven questions"),
    "PROTECTIVE": gettext_lazy("Not sure and rather not say do something"),
    "DANGER": gettext_lazy("Danger is asked first"),
    "UNREACHABLE": gettext_lazy("Every question can be asked"),
    "STEP": gettext_lazy("Every plan says something to do"),
    "CARD": gettext_lazy("A card has an owner, sources and a date"),
}


def effect_said(text: str, book: Book) -> str:
    """Return what an effect does, in words; what cannot be read stands for itself."""
    try:
        return _said(effects.parse(text), book)
    except Malformed:
        return text


def _said(effect: Effect | Adds, book: Book) -> str:
    match effect:
        case Wants(need, urgency):
            said = _("asks for: %(need)s, %(when)s") % {
                "need": editing_report.say(book, f"shared.need.{need}"), "when": URGENCIES[urgency],
            }  # fmt: skip
        case Shows(card):
            said = _("shows the card: %(card)s") % {"card": editing_report.say(book, f"cards.{card}")}
        case Adds(part):
            said = _("adds the part of %(part)s") % {"part": part}
        case Learns(fact):
            said = _("remembers: %(fact)s") % {"fact": fact}
    when = condition_said(effect.when)
    return f"{said} ({_('if')} {when})" if when else said


def effects_offered(book: Book) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every effect without a condition, in groups, as a list to choose from."""
    needs = [
        (f"+{need.name}/U{urgency}", f"{editing_report.say(book, f'shared.need.{need}')}, {said}")
        for need in Need
        for urgency, said in URGENCIES.items()
    ]
    cards = [(f"card:{name}", editing_report.say(book, f"cards.{name}")) for name in book.cards]
    facts = [(f"fact:{name}", name) for name in sorted(LEARNT)]
    return [(_("A need"), needs), (_("A card"), cards), (_("A fact to remember"), facts)]


def targets_offered(book: Book, flow: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return everywhere that an answer of this flow may lead, in groups."""
    pathway = book.pathways.get(flow)
    questions = [
        (name, f"{name}: {editing_report.say(book, one.text)}")
        for name, one in (pathway.questions.items() if pathway else ())
    ]
    flows = [
        (f"={name}", f"{name}: {editing_report.say(book, f'{name}.title')}") for name in sorted(book.pathways)
    ]
    ends = [("plan", _("the plan")), ("stop", _("the emergency plan, at once"))]
    return [(_("A question"), questions), (_("The end"), ends), (_("Another pathway"), flows)]


def tags_offered() -> list[str]:
    """Return the closed list of what a line may advise."""
    return sorted(TAGS)


def rule_said(rule: str) -> str:
    """Return what a rule is about, where the desk has words for it."""
    return str(RULES.get(rule, ""))


def at_place(rows: Iterable[list[Any]], names: Iterable[str], folder: str) -> dict[str, list[list[Any]]]:
    """Return what is broken by the question, line or card it speaks of; under "" what speaks of none."""
    found: dict[str, list[list[Any]]] = {}
    known = sorted(names, key=len, reverse=True)
    for row in rows:
        detail = row[2]
        place = next((name for name in known if _speaks_of(detail, name, folder)), "")
        found.setdefault(place, []).append(row)
    return found


def _speaks_of(detail: str, name: str, folder: str) -> bool:
    key = rf"(?:{folder}\.(?:plan\.)?|^|[ ,.]){re.escape(name)}(?=$|[ ,.@])"
    return re.search(key, detail) is not None
