"""The words of the picture of gaps: columns, levels and how each is marked where there is no colour."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import countries
from referral.coverage import BLOCK, DAYS, Level

AUDIENCES: Final[dict[str, Promise]] = {
    "women": gettext_lazy("Women"),
    "men_boys": gettext_lazy("Men and boys"),
    "lgbtq": gettext_lazy("LGBTQ+"),
    "under-13": gettext_lazy("Under 13"),
    "13-15": gettext_lazy("13 to 15"),
    "16-17": gettext_lazy("16 or 17"),
    "18-24": gettext_lazy("18 to 24"),
    "25-over": gettext_lazy("25 or over"),
    "disability": gettext_lazy("With a disability"),
    "migrants": gettext_lazy("Migrants"),
}
LEVELS: Final[dict[Level, Promise]] = {
    Level.OWN: gettext_lazy("of the country"),
    Level.PARTLY: gettext_lazy("in some of these hours"),
    Level.STAND_IN: gettext_lazy("only somebody who can say where to go"),
    Level.REGION: gettext_lazy("only from the region"),
    Level.WORLD: gettext_lazy("only from the world"),
    Level.NOTHING: gettext_lazy("nothing"),
}
# Beside the colour, so that it reads in black and white.
MARKS: Final = {
    Level.OWN: "",
    Level.PARTLY: "◐",
    Level.STAND_IN: "≈",
    Level.REGION: "→",
    Level.WORLD: "○",
    Level.NOTHING: "✕",
}
DAY_NAMES: Final = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"),
    gettext_lazy("Fri"), gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip


def column(id_: str, language: str) -> str:
    """Return the words of a column: an audience, six hours of a day, or a language."""
    if id_ in AUDIENCES:
        return str(AUDIENCES[id_])
    day, dash, hour = id_.partition("-")
    if dash and day.isdecimal() and int(day) < DAYS and hour.isdecimal():
        return _("%(day)s %(from)s to %(to)s") % {
            "day": DAY_NAMES[int(day)], "from": int(hour), "to": int(hour) + BLOCK,
        }  # fmt: skip
    return countries.language_name(countries.base_language(id_), language)
