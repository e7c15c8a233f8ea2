"""What every public page has around its own matter: the visit it carries on, its language and its country."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from directory import countries
from referral import editions, trails
from referral.forms import Visit
from referral.pathway.shapes import ENTRY_FLOW

# Without script every step is a form that is sent and a new page. Chromium writes what was sent, words and
# answers, into the file from which it opens its tabs again, unless the form has a password in it: then it
# leaves all of it out. This is no password, has no name, is never sent nor shown (docs/trace-budget.yaml).
NOT_KEPT: Final = Markup(
    '<noscript><input type="password" value="-" disabled hidden autocomplete="off"></noscript>\n'
)
CHECKED: Final = frozenset(one.code for one in settings.WAYPOST_LANGUAGES if one.checked)


def frame(visit: Visit, answers: list[str] | None = None) -> dict[str, Any]:
    """Return what every page needs around its own matter."""
    carried = answers if answers is not None else trails.carried(visit)
    return {
        "visit": visit,
        "answers": carried,
        "carry": carrying(visit, carried, editions.book(visit.edition if answers is None else "").edition),
        "language_name": dict(settings.LANGUAGES)[visit.language],
        "language_read": visit.language in CHECKED,
        "in_english": False,  # a question and a plan say otherwise where their pathway has no such wording
        "country_name": _place_name(visit) if visit.country else "",
    }


def _place_name(visit: Visit) -> str:
    if visit.country == countries.WORLD:
        return _("No country chosen")
    return countries.name(visit.country or countries.WORLD, visit.language)


def carrying(visit: Visit, answers: Sequence[str], edition: str) -> Callable[..., Markup]:
    """Return what writes the fields of a form that travel from page to page; they are kept nowhere else."""
    reader = _fields(
        ("language", visit.language),
        ("country", visit.country or ""),
        ("reader", "professional" if visit.professional else ""),
        ("wording", "under18" if visit.under18 else ""),
    )
    begun = _fields(("start", visit.start if visit.start != ENTRY_FLOW else ""))
    walked = _fields(("edition", edition), *(("a", value) for value in answers)) if answers else Markup()
    whole = reader + begun + walked

    def carry(go: str = "", *, with_answers: bool = True) -> Markup:
        return NOT_KEPT + _fields(("go", go or visit.go)) + (whole if with_answers else reader)

    return carry


def _fields(*named: tuple[str, str]) -> Markup:
    """Return hidden fields; one without a value is left out."""
    # Not Markup.format, which takes ten times as long; the names are ours.
    return Markup(  # noqa: S704 - each value is escaped
        "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">\n' for name, value in named if value
        )
    )
