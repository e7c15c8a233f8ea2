"""What every public page has around its own matter: the visit it carries on, its language and its country."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from directory import countries
from referral import editions, trails
from referral.forms import Go, Visit


def frame(visit: Visit, answers: list[str] | None = None) -> dict[str, Any]:
    """Return what every page needs around its own matter."""
    return {
        "visit": visit,
        "answers": answers if answers is not None else trails.carried(visit),
        "edition": editions.current().edition,
        "language_name": dict(settings.LANGUAGES)[visit.language],
        "language_read": visit.language == "en",
        "in_english": visit.go is Go.WALK and visit.language != "en",
        "country_name": _place_name(visit) if visit.country else "",
    }


def _place_name(visit: Visit) -> str:
    if visit.country == countries.WORLD:
        return _("No country chosen")
    return countries.name(visit.country or countries.WORLD, visit.language)
