"""The pages of a mirror: which there are, and what is on each."""

import datetime as dt
import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import countries, emergency
from directory.countries import WORLD
from directory.edition import EMPTY, Published
from referral import labels, leaflets, mirror_plans, mirror_shown, plan_page, showing
from referral.framing import CHECKED
from referral.matching import for_plan
from referral.mirror_addresses import (
    ABOUT,
    DEVICE,
    HOME,
    LEAVING,
    LISTINGS,
    READERS,
    ROOT,
    SHEET,
    SITUATIONS,
    at,
    general,
    start,
    steps_at,
    to,
)
from referral.mirror_plans import Situation
from referral.pathway.plan import Plan
from referral.pathway.shapes import ENGLISH, Book
from referral.rendering import direction, sayer
from referral.saying import SayingView
from referral.showing import Reader
from safety import exit as way_out

NO_BUTTONS: Final = SayingView((), "", "", ())
ADULT_FROM: Final = 18 * 12  # months


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands, the template that draws it, and what is on it."""

    path: str
    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """What a mirror is made of. `live` is the site's own address, or nothing."""

    stock: Published
    book: Book
    situations: tuple[Situation, ...]
    today: dt.date
    languages: tuple[str, ...]
    places: tuple[str, ...]  # codes of countries
    live: str = ""


def situations(book: Book, today: dt.date) -> tuple[Situation, ...]:
    """Return every pathway as each reader meets it."""
    return tuple(
        mirror_plans.situation(book, pathway, reader=reader, today=today)
        for pathway in mirror_plans.situations(book)
        for reader in READERS
    )


def every_page(copy: Copy, language: str, *, compared: str) -> Iterator[Page]:
    """Yield the pages of a language, which is the active one. `compared` stands for the day of this run."""
    told = _Told(copy, language)
    yield told.start_page()
    yield told.page(general(language, ABOUT), "about", told.about(compared))
    yield told.page(general(language, LEAVING), "leaving", {})
    yield told.page(general(language, DEVICE), "../public/device", {})
    for one in copy.situations:
        yield told.steps_page(one)
    told.listing_pages(WORLD)  # where the world's services stand is known before a country leads to them
    for country in (WORLD, *copy.places):
        yield from told.place_pages(country)


def root_page(copy: Copy) -> Page:
    """Return the first page of all: which language."""
    told = _Told(copy, copy.languages[0])
    return told.page(ROOT, "languages", {"ways": ()})


class _Told:
    """The pages of one language. A class for what all of them share; it changes nothing."""

    def __init__(self, copy: Copy, language: str) -> None:
        self.copy, self.language = copy, language
        self.stands: dict[str, dict[str, str]] = {}  # per country: where a listing is told whole
        self.made: dict[str, list[Page]] = {}

    def page(self, path: str, name: str, context: Mapping[str, Any], *, in_english: bool = False) -> Page:
        """Return a page with all that surrounds its own matter."""
        first, second = way_out.destinations()
        up = posixpath.relpath(".", posixpath.dirname(path) or ".")
        around = {
            "language": self.language,
            "dir": direction(self.language),
            "up": "" if up == "." else f"{up}/",
            "exit_url": first,
            "exit_url_2": second,
            "site_name": settings.WAYPOST_SITE_NAME,
            "live": self.copy.live,
            "language_read": self.language in CHECKED,
            "in_english": in_english,
            "languages": tuple(self._languages(path)),
            "ways": tuple(self._ways(path)),
            "saying": NO_BUTTONS,
            "place": "",
            "layout": "mirror/base.html",
        }
        return Page(path, posixpath.normpath(f"mirror/{name}.html"), {**around, **context})

    def _languages(self, path: str) -> Iterator[tuple[str, str, str]]:
        names = dict(settings.LANGUAGES)
        for code in self.copy.languages:
            twin = start(code) if path == ROOT else path.replace(f"{self.language}/", f"{code}/", 1)
            yield code, names[code], to(twin, path)

    def _ways(self, path: str) -> Iterator[tuple[str, str]]:
        for words, target in (
            (_("Start page"), start(self.language)),
            (_("Is it safe to use this here?"), general(self.language, DEVICE)),
            (_("What leaving does, and what it can’t do"), general(self.language, LEAVING)),
            (_("About this copy"), general(self.language, ABOUT)),
        ):
            if target != path:
                yield words, to(target, path)

    # --- pages of a language ---

    def start_page(self) -> Page:
        path = start(self.language)
        offered = [
            (name, code) for code, name in countries.countries(self.language) if code in set(self.copy.places)
        ]
        letters = [
            (letter, [(name, to(at(self.language, code, HOME), path)) for name, code in named])
            for letter, named in groupby(offered, key=lambda one: _letter(one[0]))
        ]
        steps = [
            (self._title(one.pathway), to(steps_at(self.language, one.pathway, one.reader), path))
            for one in self.copy.situations
            if one.reader == READERS[0]
        ]
        anywhere = to(at(self.language, WORLD, HOME), path)
        return self.page(path, "start", {"letters": letters, "steps": steps, "anywhere": anywhere})

    def about(self, compared: str) -> dict[str, Any]:
        return {
            **showing.stock(self.copy.stock),
            "compared": compared,
            "version": self.copy.stock.version,
            "edition": self.copy.book.edition,
            "contact": settings.WAYPOST_CONTACT,
            "source_url": settings.WAYPOST_SOURCE_URL,
        }

    def _title(self, pathway: str) -> str:
        return str(
            self._say(ENGLISH if self._in_english(pathway) else self.language, "adult")(f"{pathway}.title")
        )

    def _in_english(self, pathway: str) -> bool:
        return pathway not in self.copy.book.complete(self.language)

    def _say(self, spoken: str, audience: str) -> Any:
        return sayer(self.copy.book, language=self.language, audience=audience, spoken=spoken)

    def steps_page(self, one: Situation) -> Page:
        """Return the cards of a situation, as its plan would show them."""
        path = steps_at(self.language, one.pathway, one.reader)
        in_english = self._in_english(one.plan.pathway) or self._in_english(one.pathway)
        spoken = ENGLISH if in_english else self.language
        say = self._say(spoken, _audience(one))
        other = READERS[1 - READERS.index(one.reader)]
        context = {
            "title": say(f"{one.pathway}.title"),
            "say": say,
            "lead": plan_page.lead(one.plan),
            "who": _who(one.reader),
            "other": {
                "words": _who(other),
                "address": to(steps_at(self.language, one.pathway, other), path),
            },
            "sections": self._blocks(one, say),
            "beside": [
                (say(f"{flow}.title"), to(steps_at(self.language, flow, one.reader), path))
                for flow in dict.fromkeys((*one.beside, *one.plan.offers))
            ],
            "call": to(start(self.language), path),
        }
        return self.page(path, "steps", context, in_english=in_english)

    def _blocks(self, one: Situation, say: Any) -> list[tuple[str, str, Any]]:
        """Return the sections of a plan as the site shows them, without services: those are of a country."""
        book, who = self.copy.book, mirror_shown.reader(self.language, WORLD, self.copy.today)
        nobody = for_plan(_alone(one.plan), country=WORLD, language=ENGLISH, now=who.now, published=EMPTY)
        shown = plan_page.view(book, one.position, _alone(one.plan), nobody, who, say)
        words = {
            "now": _("Now"), "today": _("Today"), "later": _("Later"), "keep": _("Keep"),
            "do_not": _("Better not"),
        }  # fmt: skip
        return [(name, said, shown.blocks[name]) for name, said in words.items() if shown.blocks[name]]

    # --- pages of a country ---

    def place_pages(self, country: str) -> Iterator[Page]:
        """Yield the pages of a country, or of no country."""
        listed = self.listing_pages(country)
        yield self._home(country, has_listings=bool(listed))
        yield self._situations(country)
        yield self._sheet(country)
        yield from listed

    def _place(self, country: str, path: str, context: Mapping[str, Any], name: str) -> Page:
        """Return a page of a country, with the way to the first one of it before all other ways."""
        home = at(self.language, country, HOME)
        said = _("No country chosen") if country == WORLD else countries.name(country, self.language)
        ways = ((_("Get help now"), to(home, path)),) if path != home else ()
        around = {"place": said, "ways": (*ways, *self._ways(path)), **self._band(country)}
        return self.page(path, name, {**around, **context})

    def _reader(self, country: str) -> Reader:
        return mirror_shown.reader(self.language, country, self.copy.today)

    def _band(self, country: str) -> dict[str, Any]:
        who = self._reader(country)
        return {"emergency": showing.emergency(emergency.for_country(country, self.copy.stock), who)}

    def _home(self, country: str, *, has_listings: bool) -> Page:
        path, who = at(self.language, country, HOME), self._reader(country)
        lines = list(leaflets.lines_of(self.copy.stock, country, who))
        number = len(mirror_shown.in_place(self.copy.stock, country))
        ways = {
            "situations": to(at(self.language, country, SITUATIONS), path),
            "sheet": to(at(self.language, country, SHEET), path),
            "listings": to(at(self.language, country, LISTINGS), path) if has_listings else "",
            "world": to(at(self.language, WORLD, LISTINGS), path)
            if country != WORLD and self.stands.get(WORLD)
            else "",
        }
        context = {
            "people": [mirror_shown.listing(one, who) for one in lines],
            "people_say": _("We know of no line for this country that we can print.")
            if country != WORLD and not lines
            else "",
            "to": ways,
            "count": ngettext("%(number)s listing", "%(number)s listings", number) % {"number": number},
        }
        return self._place(country, path, context, "place")

    def _situations(self, country: str) -> Page:
        path, who, stock = at(self.language, country, SITUATIONS), self._reader(country), self.copy.stock
        by_pathway: dict[str, list[dict[str, Any]]] = defaultdict(list)
        unchecked = False
        for one in self.copy.situations:
            chosen = mirror_shown.who_to_call(one.plan, who, stock)
            unchecked = unchecked or any(not item.vetted for item in chosen)
            by_pathway[one.pathway].append(
                {
                    "words": _who(one.reader),
                    "steps": to(steps_at(self.language, one.pathway, one.reader), path),
                    "services": [
                        (mirror_shown.listing(item, who), self._stands(item.id, country, path))
                        for item in chosen
                    ],
                }
            )
        situations = [
            {"title": self._title(pathway), "groups": groups} for pathway, groups in by_pathway.items()
        ]
        return self._place(country, path, {"situations": situations, "unchecked": unchecked}, "situations")

    def _stands(self, listing: str, country: str, path: str) -> str:
        """Return the way to where a listing is told whole: in the country itself, or among the world's."""
        for place in (country, WORLD):
            if listing in self.stands.get(place, {}):
                page, _hash, anchor = self.stands[place][listing].partition("#")
                return f"{to(page, path)}#{anchor}"
        return ""

    def _sheet(self, country: str) -> Page:
        path = at(self.language, country, SHEET)
        sheet = leaflets.leaflet(country=country, language=self.language, address=self.copy.live)
        return self._place(country, path, {"sheet": sheet}, "sheet")

    def listing_pages(self, country: str) -> list[Page]:
        """Return every listing of a country, in pages; made once."""
        if country not in self.made:
            self.made[country] = self._listing_pages(country)
        return self.made[country]

    def _listing_pages(self, country: str) -> list[Page]:
        parts = mirror_shown.paged(mirror_shown.sections(self.copy.stock, country))
        paths = [at(self.language, country, LISTINGS, number) for number in range(len(parts))]
        here = self.stands.setdefault(country, {})
        begins: dict[str, str] = {}
        counts: dict[str, int] = defaultdict(int)
        for path, sections in zip(paths, parts, strict=True):
            for section in sections:
                begins.setdefault(section.words, f"{path}#g{len(begins) + 1}")
                counts[section.words] += sum(map(len, section.units)) + len(section.also)
                for item in (one for unit in section.units for one in unit):
                    here[item.id] = f"{path}#s{len(here) + 1}"
        return [
            self._listing_page(country, number, paths, parts, begins, counts) for number in range(len(parts))
        ]

    def _listing_page(
        self,
        country: str,
        number: int,
        paths: list[str],
        parts: list[list[mirror_shown.Section]],
        begins: Mapping[str, str],
        counts: Mapping[str, int],
    ) -> Page:
        path, who, here = paths[number], self._reader(country), self.stands[country]
        sections = [
            {
                "words": one.words,
                "anchor": _anchor(begins[one.words]) if begins[one.words].startswith(f"{path}#") else "",
                "lines": [
                    (_anchor(here[item.id]), mirror_shown.listing(item, who))
                    for unit in one.units
                    for item in unit
                ],
                "also": [(item.name, self._stands(item.id, country, path)) for item in one.also],
            }
            for one in parts[number]
        ]
        contents = [
            (words, counts[words], f"{to(where.partition('#')[0], path)}#{_anchor(where)}")
            for words, where in begins.items()
        ]
        rest = sum(sum(map(len, one.units)) for page in parts[number + 1 :] for one in page)
        context = {
            "contents": contents if not number else (),
            "sections": sections,
            "earlier": to(paths[number - 1], path) if number else "",
            "later": {"address": to(paths[number + 1], path), "words": _more(rest)}
            if number + 1 < len(parts)
            else None,
        }
        return self._place(country, path, context, "listings")


def _more(rest: int) -> str:
    number = min(rest, mirror_shown.PER_PAGE)
    return ngettext("Show %(number)s more", "Show %(number)s more", number) % {"number": number}


def _anchor(where: str) -> str:
    return where.partition("#")[2]


def _letter(name: str) -> str:
    """Return under which letter a name stands: a letter with an accent beside the one without."""
    return unicodedata.normalize("NFKD", name)[0].upper()


def _who(reader: str) -> str:
    return labels.ages(ADULT_FROM, None) if reader == "adult" else labels.ages(None, ADULT_FROM - 1)


def _audience(one: Situation) -> str:
    """Return whose wording a situation is told in; whoever helps by profession is told so."""
    return "professional" if one.reader == "adult" and "professional" in one.plan.facts else one.reader


def _alone(plan: Plan) -> Plan:
    return replace(plan, needs=())
