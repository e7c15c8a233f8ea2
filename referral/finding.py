"""The matter of the page *find a service*: what can be chosen, and what was found, in words."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import countries
from directory.ages import AgeRange
from directory.edition import Published
from directory.search.ask import Found
from directory.topics import Need
from referral import showing
from referral.forms import Visit
from referral.showing import ListingView, Reader

FIRST: Final = (
    12  # listings on a page: under the first flight of a new connection with everything around them
)
BANDS: Final = {
    "under-13": AgeRange(0, 12),
    "13-15": AgeRange(13, 15),
    "16-17": AgeRange(16, 17),
    "18-24": AgeRange(18, 24),
    "25-over": AgeRange(25, None),
}
CHILD: Final = AgeRange(0, 17)
# EMERGENCY has its own page; ACCESS is a quality of other services and rarely one itself.
OFFERED: Final = tuple(need for need in Need if need not in {Need.EMERGENCY, Need.ACCESS})


@dataclass(frozen=True, slots=True)
class FindView:
    """What a search found, ready for the page."""

    count: str
    relaxed: tuple[str, ...]
    lines: tuple[ListingView, ...]
    further: str
    repeat: tuple[tuple[str, str], ...]


def age_range(band: str, *, under18: bool) -> AgeRange | None:
    """Return the ages that a service must take whole; None where nothing was said."""
    return BANDS.get(band) or (CHILD if under18 else None)


def languages_spoken(published: Published, reader: Reader) -> list[tuple[str, str]]:
    """Return the languages that listings of this directory are known to speak, by name."""
    codes = {code for item in published.listings.values() for code in item.languages}
    return sorted(
        ((code, countries.language_name(code, reader.language)) for code in codes), key=lambda pair: pair[1]
    )


def view(found: Found, *, visit: Visit, reader: Reader) -> FindView:
    """Return the results of a search in words; what was relaxed is said before them."""
    shown = FIRST * (visit.search.page + 1)
    rest = max(0, len(found.listings) - shown)
    return FindView(
        count=ngettext("%(number)s service found", "%(number)s services found", len(found.listings))
        % {"number": len(found.listings)},
        relaxed=tuple(_relaxed(code) for code in found.relaxed),
        lines=tuple(showing.listing(item, reader) for item in found.listings[:shown]),
        further=ngettext("Show %(number)s more", "Show %(number)s more", min(rest, FIRST))
        % {"number": min(rest, FIRST)}
        if rest
        else "",
        repeat=_repeated(visit),
    )


def _relaxed(code: str) -> str:
    said = {
        "open_now": _("Nothing like this is surely open now. These answer at other times."),
        "language": _("Nothing was found in that language. These speak others, or we do not know which."),
        "words": _("Nothing has all those words. These fit the rest of what you chose."),
        "need": _("Nothing of that kind is listed here. These are other services."),
        "region": _("Nothing is listed for that country. These are for the region around it."),
        "world": _("Nothing is listed for that country. These are for people anywhere."),
        "anywhere": _("Nothing fits near that country. These are listed for other places."),
        "age": _("Nothing is listed for that age alone. These take every age."),
    }
    return said.get(code) or _("Nothing fits all of it. These fit most of it.")


def _repeated(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return the search as form values, so that the next page of it can be asked for."""
    search = visit.search
    values = {
        "find": "1",
        "page": str(search.page + 1),
        "need": search.need.value if search.need else "",
        "age": search.age,
        "speaks": search.language,
        "open_now": "1" if search.open_now else "",
        "words": search.words,
    }
    return tuple((name, value) for name, value in values.items() if value)
