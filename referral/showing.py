"""Put a listing, an emergency number and a choice of help into words for a public page."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import phonenumbers
from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from directory import ages, countries, hours
from directory.disclosure import PublicListing, PublicPhone, PublicWeb
from directory.doubts import Doubt
from directory.edition import Published
from directory.emergency import Emergency, PublicEmergency
from directory.remembering import once_each
from referral import clock, labels
from referral.choosing import Chosen, Why
from referral.rendering import direction

FORMS: Final = frozenset({"report", "form"})  # kinds of address behind one and the same button
GOOD_GRADES: Final = frozenset("AB")
MOST_NUMBERS: Final = 3
NO_HOUR: Final = dt.datetime.min  # naive: whatever asks it for an hour fails


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: language, country (XX where none is chosen) and the moment (aware)."""

    language: str
    country: str
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One way to reach a service: a number to press, or an address on another site."""

    label: str
    href: str | None = None
    note: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class ListingView:
    """A listing in words, ready for `parts/listing.html`."""

    id: str
    name: str
    other_name: str
    why: str
    warning: str
    calls: tuple[Call, ...]
    open: str
    is_open: bool
    says: str
    facts: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str
    today: str = ""  # what may be different today
    more: tuple[str, ...] = ()  # what is read once the listing is opened
    pair: str = ""


def apart(name: str) -> str:
    """Return a name set apart from the direction of the text around it (Unicode's first strong isolate)."""
    return f"\u2068{name}\u2069"


def together(words: Sequence[str], reader: Reader) -> str:
    """Return words in a row, with the marks that the reader's language puts between them."""
    if not words:
        return ""
    spoken = reader.language.replace("-", "_")
    return format_list(list(words), style=_row_style(spoken), locale=spoken)


@cache
def _row_style(language: str) -> Literal["unit", "standard"]:
    """Return a style that the language has whole: where the form for two is missing, Babel says the second
    word twice.
    """
    patterns = Locale.parse(language.replace("-", "_")).list_patterns
    return "unit" if "unit" in patterns and "2" in patterns["unit"] else "standard"


def in_english(text: str, language: str) -> str:
    """Return our English words marked as English where the page speaks another language."""
    if language == "en" or not text:
        return text
    return Markup('<span lang="en" dir="{}">{}</span>').format(direction("en"), text)


def listing(
    item: PublicListing,
    reader: Reader,
    *,
    why: str = "",
    state: hours.OpenState | None = None,
    away: str = "",
) -> ListingView:
    """Return a listing as the reader should see it; `away` says how far it is, where that was asked."""
    state = state or hours.at(item.hours, now=reader.now)
    says_open, is_open = _open(item, state, reader)
    still = _at_any_hour(item, reader.language, reader.country, translation.get_language())
    return replace(
        still,
        why=why,
        open=says_open,
        is_open=is_open,
        facts=(away, *still.facts) if away else still.facts,
        today=_("Today is a public holiday there. The hours may be different.") if state.holiday else "",
    )


@once_each(512)  # a few thousand bytes each
def _at_any_hour(item: PublicListing, language: str, country: str, spoken: str | None) -> ListingView:
    """Return what a listing says to whoever reads in this language in this country, at whatever hour.

    `spoken` is the language that texts are looked up in: what is remembered goes by it too.
    """
    reader = Reader(language, country, NO_HOUR)
    return ListingView(
        id=item.id,
        name=item.name,
        other_name=_other_name(item),
        why="",
        warning=_before_the_number(item),
        calls=_calls(item, reader),
        open="",
        is_open=False,
        says=in_english(item.description or "", language),
        facts=tuple(fact for fact in _facts(item, reader) if fact),
        warnings=tuple(_warnings(item, reader)),
        source=_source(item, reader),
        more=tuple(_more(item, reader)),
        pair=item.pair or "",
    )


def chosen(one: Chosen, reader: Reader, *, because: str = "") -> ListingView:
    """Return a service that was chosen for somebody, with the one line that says why it is there."""
    said = [because, *(_reason(code, one.listing) for code in one.why if code in labels.WHY)]
    return listing(one.listing, reader, why=Markup(" ").join(text for text in said if text), state=one.open)


def _reason(code: str, item: PublicListing) -> str:
    if code == Why.FOR_REGION and any(area.country == countries.EUROPEAN_UNION for area in item.areas):
        return _("For the European Union.")
    return labels.WHY[Why(code)]()


def _other_name(item: PublicListing) -> str:
    names = [name for name in (item.alternate_name, item.organization) if name and name != item.name]
    return " · ".join(dict.fromkeys(names))


def _before_the_number(item: PublicListing) -> str:
    """Return what must be read before the number is pressed (H24, and whom the service is for)."""
    if item.police:
        return _("This is a police line. You decide if you want police. You can ask another service first.")
    if item.state_migration_body:
        return _("This is a state body for migration. Ask first, without a name, what it passes on.")
    return labels.group(item.group)


def _open(item: PublicListing, state: hours.OpenState, reader: Reader) -> tuple[str, bool]:
    if not item.phones and item.web and item.hours.known is hours.Known.UNKNOWN:
        return "", False
    says = clock.words(
        state, zone=item.hours.timezone, country=reader.country, language=reader.language, now=reader.now
    )
    return says, state.is_open


def _calls(item: PublicListing, reader: Reader) -> tuple[Call, ...]:
    phones = [_phone(phone, abroad=_is_abroad(item, reader)) for phone in item.phones]
    addresses = list(_once_each(item.web))
    web = [_web(address) for address in addresses]
    mail = [Call(label=item.email, href=f"mailto:{item.email}", note=_("e-mail"))] if item.email else []
    reports = [call for call, address in zip(web, addresses, strict=True) if address.kind in FORMS]
    rest = [call for call in web if call not in reports]
    first = phones + reports if item.helpline else reports + phones
    return tuple((first + rest + mail)[:4])


def _once_each(web: tuple[PublicWeb, ...]) -> Iterator[PublicWeb]:
    """Yield one way in to a site for each thing to do there, and its plain page only where there is none.

    Two buttons that both open a form of one site ask a frightened person which; the first is the one that the
    source names first.
    """
    used = {_site(address) for address in web if address.kind != "site"}
    shown: set[tuple[str, str]] = set()
    for address in web:
        way = ("form" if address.kind in FORMS else address.kind, _site(address))
        if way not in shown and (address.kind != "site" or _site(address) not in used):
            shown.add(way)
            yield address


def _site(address: PublicWeb) -> str:
    return urlsplit(address.url).netloc.removeprefix("www.")


def _is_abroad(item: PublicListing, reader: Reader) -> bool:
    home = item.hours.country
    return home not in {None, countries.WORLD, reader.country} and reader.country != countries.WORLD


def _written(phone: PublicPhone, *, abroad: bool) -> str:
    """Return a number as it is dialled from where the reader is."""
    full = (phone.dial or "").partition("tel:+")[2].partition(";")[0]
    if not (abroad and full):
        return phone.number
    return phonenumbers.format_number(
        phonenumbers.parse("+" + full), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def _phone(phone: PublicPhone, *, abroad: bool) -> Call:
    notes = [labels.PHONES[phone.type]()] if phone.type in labels.PHONES else []
    if phone.text:
        notes.append(_("send the word %(word)s") % {"word": phone.text})
    if phone.extension:
        notes.append(_("extension %(number)s") % {"number": phone.extension})
    return Call(label=_written(phone, abroad=abroad), href=phone.dial, note=" · ".join(notes))


def _inside(item: PublicListing, reader: Reader) -> str:
    """Return from where the numbers can be called, when none of them works from another country."""
    if not item.phones or not all(phone.inside_country_only for phone in item.phones):
        return ""
    home = item.hours.country or next((area.country for area in item.areas), countries.WORLD)
    return _("Call from inside %(country)s") % {"country": countries.name(home, reader.language)}


def _web(address: PublicWeb) -> Call:
    return Call(
        label=labels.WEB[address.kind](),
        href=address.url,
        note=_("%(site)s, new tab") % {"site": apart(_site(address))},
        away=True,
    )


def _facts(item: PublicListing, reader: Reader) -> list[str]:
    accepted = ages.limits(item)
    return [
        labels.ages(accepted.low or None, accepted.high),
        labels.audience(item.audience),
        _inside(item, reader),
        _("Free") if item.cost_free else "",
        _("No name needed") if item.anonymous else "",
        labels.waiting(item.wait_days),
        labels.upload(item.image_upload),
        _languages(item, reader),
        *(_("Only in %(region)s") % {"region": area.region} for area in item.areas if area.region),
        in_english(item.menu or "", reader.language),
    ]


def _more(item: PublicListing, reader: Reader) -> Iterator[str]:
    """Yield what is worth reading before a call, and too long to stand beside every number."""
    if item.hours.schedules and item.hours.on_holidays in labels.HOLIDAYS:
        yield labels.HOLIDAYS[item.hours.on_holidays]()
    for said in dict.fromkeys((*item.hours_words, item.hours_note)):
        if said and item.hours.known is not hours.Known.ALWAYS:
            yield _told(_("Hours, as the service tells them:"), said, reader)
    if item.wait_time:
        yield _told(_("Waiting time, as the service tells it:"), item.wait_time, reader)


def _told(about: str, said: str, reader: Reader) -> str:
    """Return words of a listing after ours, each marked with its own language."""
    return Markup("{} {}").format(about, in_english(said, reader.language))


def _warnings(item: PublicListing, reader: Reader) -> Iterator[str]:
    """Yield what to know before relying on a listing; a doubt about a number only where there is one."""
    if item.full:
        yield _("They said lately that they take nobody new. You can still ask them who else could help.")
    yield from (_told(_("Whom it does not take:"), said, reader) for said in item.exclusions)
    yield from _traces(item, reader)
    yield from (labels.NOTES[note]() for note in item.notes if note in labels.NOTES)
    for doubt in item.doubts_shown:
        if item.phones or doubt is not Doubt.UNCONFIRMED_NUMBER:
            yield labels.DOUBTS[doubt]()


def _traces(item: PublicListing, reader: Reader) -> Iterator[str]:
    """Yield what a call leaves behind, with the numbers that it is true of where it is not true of all."""
    known: dict[str, list[str]] = {}
    for phone in item.phones:
        for said in (labels.bill(phone.shows_on_bill), labels.handset(phone.handset_log)):
            if said:
                known.setdefault(said, []).append(phone.number)
    for said, numbers in known.items():
        if len(numbers) == len(item.phones):
            yield said
        else:
            yield f"{together([apart(number) for number in numbers], reader)}: {said}"


def _languages(item: PublicListing, reader: Reader) -> str:
    names = [countries.language_name(code, reader.language) for code in item.languages]
    more = len(names) - 4
    if more > 0:
        return _("%(languages)s and %(more)s more") % {"languages": together(names[:4], reader), "more": more}
    return together(names, reader)


def _source(item: PublicListing, reader: Reader) -> str:
    names = together([apart(name) for name in item.source_names[:2]], reader)
    seen = seen_words(item.seen, reader.language)
    if item.vetted:
        return _("Checked by this site.")
    if seen:
        return _("From %(source)s, seen %(month)s. Not yet checked by this site.") % {
            "source": names,
            "month": seen,
        }
    return _("From %(source)s; when is not known. Not yet checked by this site.") % {"source": names}


@lru_cache(maxsize=1024)  # months are few, and a plan says one for each service
def seen_words(seen: str | None, language: str) -> str:
    """Return the month, or only the year where no more is known; an unknown date stays unknown."""
    parts = (seen or "").split("-")
    if len(parts) > 1:
        # Not "LLLL y": asked in Chinese first, Babel then says that month in Chinese to everybody.
        month = dt.datetime(int(parts[0]), int(parts[1]), 1)
        return format_skeleton("yMMMM", month, locale=language.replace("-", "_"))
    return parts[0]


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """The number to call in danger, or an honest sentence where none is known (S4)."""

    says: str
    calls: tuple[Call, ...]
    more: str


def emergency(found: Emergency, reader: Reader) -> EmergencyView:
    """Return the emergency numbers of the reader's country in words."""
    if reader.country == countries.WORLD:
        return EmergencyView(_("Choose a country to see its number. Many mobile phones connect 112."), (), "")
    country = {"country": countries.name(reader.country, reader.language)}
    if found.honest:
        return EmergencyView(
            _(
                "We know no sure emergency number for %(country)s. Ask people near you, "
                "or try 112 from a mobile phone."
            )
            % country,
            (),
            "",
        )
    calls = tuple(_emergency_call(number) for number in _first_to_try(found))
    return EmergencyView(_("%(country)s: emergency number") % country, calls, _doubtful(found))


def _first_to_try(found: Emergency) -> tuple[PublicEmergency, ...]:
    """Return the numbers worth a button: those that good sources name, and where there are none the first
    few.

    A frightened person presses one; a list of ten would cost the seconds that it was meant to save.
    """
    good = tuple(number for number in found.numbers if number.grade in GOOD_GRADES)
    return (good or found.numbers)[:MOST_NUMBERS]


def _emergency_call(number: PublicEmergency) -> Call:
    served = labels.SERVICES[number.purpose]() if number.purpose in labels.SERVICES else ""
    return Call(label=number.number, href=number.dial, note=served)


def _doubtful(found: Emergency) -> str:
    first = _first_to_try(found)
    if all(number.confirmed and number.grade in GOOD_GRADES for number in first):
        return ""
    return _(
        "Lists do not all agree on these numbers. If one does not answer, try the next, "
        "or 112 from a mobile phone."
    )


def stock(published: Published) -> dict[str, Any]:
    """Return how many listings there are, and whether any of them is not yet vetted."""
    number = len(published.listings)
    places = len(published.by_place.keys() - {countries.WORLD, "EU"})
    says = ngettext("%(number)s listing", "%(number)s listings", number) % {"number": number}
    return {
        "stock": _("%(listings)s, for %(places)s countries and territories.")
        % {"listings": says, "places": places},
        "vetted": published.is_vetted,
    }
