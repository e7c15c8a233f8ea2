"""What every public page has around its own matter: the visit it carries on, its language and its country."""

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from directory import countries
from referral import editions, trails
from referral.forms import Visit

CHECKED: Final = frozenset(one.code for one in settings.WAYPOST_LANGUAGES if one.checked)


def frame(visit: Visit, answers: list[str] | None = None) -> dict[str, Any]:
    """Return what every page needs around its own matter."""
    return {
        "visit": visit,
        "answers": answers if answers is not None else trails.carried(visit),
        "edition": editions.book(visit.edition if answers is None else "").edition,
        "language_name": dict(settings.LANGUAGES)[visit.language],
        "language_read": visit.language in CHECKED,
        "in_english": False,  # a question and a plan say otherwise where their pathway has no such wording
        "country_name": _place_name(visit) if visit.country else "",
    }


def _place_name(visit: Visit) -> str:
    if visit.country == countries.WORLD:
        return _("No country chosen")
    return countries.name(visit.country or countries.WORLD, visit.language)
