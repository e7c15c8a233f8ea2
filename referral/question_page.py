"""The matter of a question's page: its answers in groups, how far it is, and what was not ticked."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from referral.pathway.walk import Asked, Choice, Problem


def context(asked: Asked, *, problem: Problem | None, ticked: Collection[str]) -> dict[str, Any]:
    """Return what the template needs; `ticked` are the choices of a form that could not be taken."""
    shown = [choice for choice in asked.choices if not choice.quiet]
    return {
        "asked": asked,
        "answers_shown": shown,
        "answers_quiet": [choice for choice in asked.choices if choice.quiet],
        "groups": _groups(shown),
        "ticked": ticked,
        "progress": _progress(asked),
        "notice": _notice(problem, asked),
    }


def _notice(problem: Problem | None, asked: Asked) -> str:
    if problem is Problem.TOO_MANY:
        return _("That is more than this page can take.") + " " + _up_to(asked.most)
    if problem is Problem.NOTHING_CHOSEN:
        return _("Nothing is ticked yet. Tick what fits, or press one of the other buttons.")
    return ""


def _up_to(most: int) -> str:
    return ngettext("You can tick %(number)s.", "You can tick up to %(number)s.", most) % {"number": most}


def _groups(choices: list[Choice]) -> list[tuple[str | None, list[Choice]]]:
    """Return the answers under their headings, in order; a new heading begins a new group."""
    groups: list[tuple[str | None, list[Choice]]] = []
    for choice in choices:
        if not groups or groups[-1][0] != choice.heading:
            groups.append((choice.heading, []))
        groups[-1][1].append(choice)
    return groups


def _progress(asked: Asked) -> str:
    """Return where one is; never a length that cannot be kept, so the rest is told as *up to*."""
    here = _("Question %(number)s") % {"number": asked.number}
    left = asked.at_most - 1
    if left < 1:
        return here
    return here + " · " + ngettext("up to %(number)s more", "up to %(number)s more", left) % {"number": left}
