"""Sheets for the wall of a clinic: the emergency number, lines that answer day and night, first steps."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from directory import countries, emergency, hours, published, wording
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.fitting import can_be_talked_to, is_authority
from directory.hours import Known, Now
from directory.models.service import Visibility
from directory.topics import Kind
from referral import editions, showing
from referral.leaflet import Leaflet, Line, Situation
from referral.pathway.facts import derive
from referral.pathway.shapes import Book
from referral.rendering import direction
from referral.sheet import draw, draws
from referral.showing import Call, Reader

# Whoever stands before the wall may be anybody: lines for everyone first, then for one harm.
KINDS: Final = (
    Kind.CRISIS, Kind.CHILD_HELPLINE, Kind.DOMESTIC_VIOLENCE, Kind.SEXUAL_VIOLENCE, Kind.TRAFFICKING,
    Kind.IMAGE_ABUSE, Kind.VICTIM_SUPPORT, Kind.LGBTQ, Kind.MEN_BOYS, Kind.MIGRANT,
)  # fmt: skip
OF_A_KIND: Final = 2
MOST_LINES: Final = 12
NUMBERS: Final = 2  # of one line
PHONES: Final = frozenset({"voice", "whatsapp", "sms"})
# Cards whose lines are first steps, and lines of them that speak of the page on a screen.
SITUATIONS: Final[dict[str, frozenset[str]]] = {
    "blackmail": frozenset(),
    "hash-child": frozenset(),
    "first-72-hours": frozenset(),
    "safer-device": frozenset({"4"}),
    "job-check": frozenset(),
    "talk-to-child": frozenset(),
    "limits-of-confidence": frozenset(),
}


def fonts() -> Path:
    """Return where the fonts lie."""
    return settings.SEEDS_DIR / "fonts"


def write(folder: Path, *, country: str, language: str, address: str = "", paper: str = "A4") -> list[Path]:
    """Write the sheets of a country in a language, and return their files: one for a wall, one without words.

    The names of the files tell nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with translation.override(language):
        made = leaflet(country=country, language=language, address=address)
    files = []
    for plain in (False, True):
        path = folder / f"{country}-{language}{'-plain' if plain else ''}.pdf"
        path.write_bytes(draw(made, fonts=fonts(), paper=paper, plain=plain))
        files.append(path)
    return files


def leaflet(*, country: str, language: str, address: str = "") -> Leaflet:
    """Return what stands on the sheet, in the language that is active."""
    reader = Reader(language=language, country=country, now=timezone.now())
    stock, book = published.current(), editions.current()
    found = showing.emergency(emergency.for_country(country, stock), reader)
    chosen = list(lines_of(stock, country, reader))
    lines = tuple(_line(item, reader) for item in chosen)
    numbers = tuple((call.label, call.note) for call in found.calls)
    return Leaflet(
        language=language,
        direction=direction(language),
        title=_("Somebody hurts, threatens or uses you, online or near you? There is help."),
        emergency_says=f"{_('In danger?')} {found.says}",
        emergency=numbers,
        emergency_more=" ".join(text for text in (found.more, _silent()) if text),
        lines_say=_lines_say(chosen),
        lines=lines,
        steps_say=_("What you can do first"),
        situations=tuple(situations(book, language=language, today=timezone.localdate())),
        foot=tuple(_foot(chosen, reader)),
        strip=tuple(number for number, _note in numbers[:1]) + tuple(line.numbers[0] for line in lines[:2]),
        address=address,
    )


def _silent() -> str:
    """Nobody gathered the silent ways of each country yet: whoever hangs up the sheet writes them in."""
    return _("If you cannot speak, there may be a text or silent way. Here it is: ____________________")


def _lines_say(chosen: list[PublicListing]) -> str:
    if not chosen:
        return _("We know of no line for this country that we can print.")
    if all(one.hours.known is Known.ALWAYS for one in chosen):
        return _("They answer day and night")
    return _("People you can talk to")


def lines_of(stock: Published, country: str, reader: Reader) -> Iterator[PublicListing]:
    """Yield lines that a person answers, those that answer day and night first.

    Where a country has none, those of the world. Neither police nor what is for those who fear their own
    thoughts, nor what nobody can dial.
    """
    for place in (country, countries.WORLD):
        fitting = [one for one in stock.in_place(place) if _may_stand(one, abroad=place != country)]
        found = list(_of_each_kind(fitting, reader))
        if found:
            yield from sorted(found, key=lambda one: _order(one, reader))[:MOST_LINES]
            return


def _may_stand(item: PublicListing, *, abroad: bool) -> bool:
    return (
        item.visibility == Visibility.OPEN  # a wall is nowhere of this site's own
        and item.helpline
        and not is_authority(item)
        and item.audience in {"both", "adults", "children"}
        and item.hours.known is not Known.CLOSED
        and item.pair is None  # half of a pair must never stand alone, and a sheet has no room for both
        and Kind.PREVENTION_OFFENDER not in item.kinds
        and can_be_talked_to(item, from_abroad=abroad)
        and bool(_numbers(item))
    )


def _of_each_kind(fitting: list[PublicListing], reader: Reader) -> Iterator[PublicListing]:
    for kind in KINDS:
        of_it = sorted((one for one in fitting if one.kind == kind), key=lambda one: _order(one, reader))
        yield from of_it[:OF_A_KIND]


def _order(item: PublicListing, reader: Reader) -> tuple[Any, ...]:
    known = item.hours.known
    local = all(area.region is not None for area in item.areas)
    spoken = countries.base_language(reader.language) in item.languages
    return (known is not Known.ALWAYS, local, KINDS.index(Kind(item.kind)), not spoken, item.grade, item.id)


def _numbers(item: PublicListing) -> tuple[str, ...]:
    return tuple(phone.number for phone in item.phones if phone.type in PHONES)[:NUMBERS]


def _line(item: PublicListing, reader: Reader) -> Line:
    shown = showing.listing(item, reader)
    told = [_hours(item, reader), *(_plain(fact) for fact in shown.facts)]
    facts = " · ".join(text for text in told if text and draws(fonts(), text))
    kind = str(wording.KINDS[Kind(item.kind)])
    return Line(
        kind=kind,
        name=_name(item, kind),
        numbers=tuple(_dialled(call) for call in shown.calls if _is_number(call))[:NUMBERS],
        facts=facts,
        seen=_plain(shown.source),
    )


def _is_number(call: Call) -> bool:
    return not call.away and "@" not in call.label


def _dialled(call: Call) -> str:
    """Return a number with the word that has to be sent there, where it takes messages."""
    return f"{call.label} ({call.note})" if call.note else call.label


def _name(item: PublicListing, kind: str) -> str:
    """Return a name that the fonts can draw; where there is none the number stands under its kind alone."""
    names = (item.name, item.alternate_name, item.organization)
    return next((name for name in names if name and draws(fonts(), name)), kind)


def _hours(item: PublicListing, reader: Reader) -> str:
    """Return only what stays true on paper: a sheet hangs for months, and *open now* does not."""
    if hours.at(item.hours, now=reader.now).state is Now.ALWAYS:
        return _("Open day and night")
    return _("Not at every hour; ask when")


def _plain(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else text


def situations(book: Book, *, language: str, today: dt.date) -> Iterator[Situation]:
    """Yield first steps by the pathways' own cards, as anybody may read them whose story is not known.

    H21: a dated fact is left out once its card is past its review. H22: what holds for somebody who can reach
    the person stands, since nobody was asked.
    """
    facts = derive(frozenset())
    for name, left_out in SITUATIONS.items():
        card = book.cards[name]
        lines = [
            line
            for line in card.lines
            if line.when.holds(facts)
            and (not line.dated or today <= card.review_by)
            and line.key.rpartition(".")[2] not in left_out
        ]
        say = [book.say(key, language=language, audience="adult").text for key in
               (f"cards.{name}", *(line.key for line in lines))]  # fmt: skip
        yield Situation(say[0], tuple(say[1:]))


def _foot(chosen: list[PublicListing], reader: Reader) -> Iterator[str]:
    today = format_date(timezone.localdate(), "long", locale=reader.language.replace("-", "_"))
    if any(not one.vetted for one in chosen):
        yield _("These numbers are from public lists. Nobody of this site has called them yet.")
    seen = sorted(one.seen for one in chosen if one.seen)
    if seen:
        yield _("The oldest of them was seen in %(month)s.") % {
            "month": showing.seen_words(seen[0], reader.language)
        }
    yield _("Printed on %(day)s. After three months, please print it anew.") % {"day": today}
    yield _("A call may show on a phone bill, and stays in this phone’s list of calls.")
