"""The matter of the page *find a service*: what can be chosen, and what was found, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import countries
from directory.ages import AgeRange
from directory.edition import Published
from directory.search.ask import Found, Query
from directory.search.gazetteer import Town
from directory.topics import Need
from referral import labels, showing
from referral.forms import Search, Visit
from referral.showing import ListingView, Reader

PER_PAGE: Final = 12  # under the first flight of a new connection with everything around them
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
TICKS: Final = ("open_now", "free", "anonymous", "accessible")
NEAR_ENOUGH_KM: Final = 2  # below this a figure says more than anybody knows

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FindView:
    """What a search found, ready for the page. `again` is the search as form values."""

    count: str
    corrected: tuple[str, ...]
    relaxed: tuple[str, ...]
    lines: tuple[ListingView, ...]
    earlier: str
    later: str
    page: int
    again: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen on the page, with how many services each choice leaves where that is known."""

    needs: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    ticks: tuple[tuple[str, str, bool], ...]
    contacts: tuple[tuple[str, str, bool], ...]


def age_range(band: str, *, under18: bool) -> AgeRange | None:
    """Return the ages that a service must take whole; None where nothing was said."""
    return BANDS.get(band) or (CHILD if under18 else None)


def query(visit: Visit) -> Query:
    """Return what the visit asks of the directory."""
    search = visit.search
    return Query(
        words=search.words,
        need=search.need,
        country=visit.country,
        language=search.language or None,
        age=age_range(search.age, under18=visit.under18),
        open_now=search.open_now,
        town=search.near,
        town_id=int(search.town) if search.town else None,
        free=search.free,
        anonymous=search.anonymous,
        accessible=search.accessible,
        contact=search.contact,
    )


def choices(visit: Visit, stock: Published, reader: Reader, found: Found | None) -> Choices:
    """Return what can be chosen; after a search with exact counts."""
    counts = found.facets if found else {}
    ticked = counts.get("ticks", {})
    search = visit.search
    return Choices(
        needs=tuple(_counted([(need.value, labels.NEEDS[need]()) for need in OFFERED], counts.get("need"))),
        ages=tuple((band, words()) for band, words in labels.AGES.items()),
        languages=tuple(_counted(_languages_spoken(stock, reader), counts.get("language"))),
        ticks=tuple(
            (name, text, getattr(search, name))
            for name, text in _counted([(name, labels.TICKS[name]()) for name in TICKS], ticked)
        ),
        contacts=tuple(
            (code, text, code in search.contact)
            for code, text in _counted(
                [(code, words()) for code, words in labels.CONTACTS.items()], counts.get("contact")
            )
        ),
    )


def _counted(offered: Sequence[Choice], counts: Mapping[str, int] | None) -> Iterator[Choice]:
    """Yield choices with the number behind each, those that leave nothing without one."""
    with_number = _("%(choice)s (%(number)s)")
    for code, words in offered:
        number = counts.get(code) if counts else None
        yield code, with_number % {"choice": words, "number": number} if number else words


def _languages_spoken(published: Published, reader: Reader) -> Sequence[Choice]:
    """Return the languages that listings of this directory are known to speak, by name."""
    return _by_name(frozenset(map(countries.base_language, published.languages)), reader.language)


@lru_cache(maxsize=64)
def _by_name(codes: frozenset[str], language: str) -> Sequence[Choice]:
    named = ((code, countries.language_name(code, language)) for code in codes)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def view(found: Found, *, visit: Visit, reader: Reader, stock: Published) -> FindView:
    """Return a page of the results in words; what was changed and relaxed is said before them."""
    page = min(visit.search.page, max(0, found.total - 1) // PER_PAGE)
    here = range(PER_PAGE * page, min(PER_PAGE * (page + 1), found.total))
    return FindView(
        count=_count(found, here),
        corrected=tuple(
            _("Searched for “%(word)s” in place of “%(typed)s”.")
            % {"word": showing.apart(word), "typed": showing.apart(typed)}
            for typed, word in found.corrected
        ),
        relaxed=tuple(_relaxed(code) for code in found.relaxed),
        lines=tuple(_lines(found, here, reader, stock)),
        earlier=_("Back to the services before these") if page else "",
        later=_later(found.total - here.stop),
        page=page,
        again=again(visit.search),
    )


def _count(found: Found, here: range) -> str:
    said = ngettext("%(number)s service found", "%(number)s services found", found.total) % {
        "number": found.total
    }
    if not here.start:
        return said
    return _("%(found)s. These are %(first)s to %(last)s.") % {
        "found": said,
        "first": here.start + 1,
        "last": here.stop,
    }


def _later(rest: int) -> str:
    if rest < 1:
        return ""
    number = min(rest, PER_PAGE)
    return ngettext("Show %(number)s more", "Show %(number)s more", number) % {"number": number}


def _lines(found: Found, here: range, reader: Reader, stock: Published) -> Iterator[ListingView]:
    """Yield the listings of a page, each followed by the others of its pair, none twice."""
    shown: set[str] = set()
    for at in here:
        item = found.listings[at]
        away = _away(found.kilometres(at), found.town)
        for one in (item, *stock.beside(item)):
            if one.id not in shown:
                shown.add(one.id)
                yield showing.listing(one, reader, away=away if one is item else "")


def _away(kilometres: float | None, near: Town | None) -> str:
    if kilometres is None or near is None:
        return ""
    if kilometres < NEAR_ENOUGH_KM:
        return _("In or beside %(town)s") % {"town": showing.apart(near.name)}
    return _("About %(number)s km from %(town)s") % {
        "number": round(kilometres),
        "town": showing.apart(near.name),
    }


def _relaxed(code: str) -> str:
    words = labels.RELAXED.get(code)
    return words() if words else _("Nothing fits all of it. These fit most of it.")


def again(search: Search) -> tuple[tuple[str, str], ...]:
    """Return the search as form values, so that another page of it can be asked for."""
    values = {
        "find": "1" if search.asked else "",
        "need": search.need.value if search.need else "",
        "age": search.age,
        "speaks": search.language,
        "near": search.near,
        "town": search.town,
        "words": search.words,
        **{name: "1" if getattr(search, name) else "" for name in TICKS},
    }
    ways = tuple(("contact", way) for way in search.contact)
    return tuple((name, value) for name, value in values.items() if value) + ways
