"""A case as its pages show it: the night screen, time left, facts in words, what was done and by whom."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import countries, published
from directory.emergency import for_country
from referral import (
    case_people,
    case_reading,
    case_words,
    matching_staff,
    showing,
    triage,
)
from referral import (
    telling as tellings,
)
from referral.case_facts import CaseFacts
from referral.case_reading import Opened, Page, RemovalRead
from referral.case_reading import Row as Read
from referral.case_words import word
from referral.matching_staff import Ranked, StaffMatches
from referral.models.case import Case, GlassBroken
from referral.showing import ListingView, Reader
from referral.somebody import Somebody
from referral.telling import Telling
from staff.act_labels import said as act_said
from staff.models.person import User

LINES_AT_NIGHT: Final = 3
MOST_SERVICES: Final = 6
LISTENING: Final = frozenset({"watched", "home", "who:known", "who:maybe"})


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time is left, in words; `mark` is a sign that stands before them, not only a colour.

    `form` is the words with a % where the time stands, for the script that counts it down.
    """

    says: str
    overdue: bool
    mark: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the queue, in words."""

    case: Case
    urgency: str
    state: str
    clock: Clock
    country: str
    language: str
    minor: bool
    taken_by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Night:
    """What has to be seen first, in this order: danger, who listens, who is there at this hour, words."""

    danger: tuple[str, ...]
    emergency: Any
    listening: bool
    may_listen: tuple[str, ...]
    people: tuple[ListingView, ...]
    people_say: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that somebody opened from outside, for its supervisor to look at."""

    pk: int
    case: Case
    who: str
    team: str
    why: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the record about a case."""

    what: str
    who: str
    at: dt.datetime


def clock(case: Case, now: dt.datetime) -> Clock:
    """Return how much time the running clock leaves."""
    if case.due_at is None:
        return Clock(_("no clock runs"), False, "·")
    left = case.due_at - now
    if left <= dt.timedelta():
        return Clock(_("overdue by %(time)s") % {"time": length(-left)}, True, "▲")
    words, mark = _("%(time)s left"), "●" if case.taken_by_id is None else "○"
    return Clock(words % {"time": length(left)}, False, mark, words % {"time": "%"})


def length(time: dt.timedelta) -> str:
    """Return a length of time in words, in its largest unit."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    return ngettext("%(number)s day", "%(number)s days", hours // 24) % {"number": hours // 24}


def rows(found: Iterable[Read], now: dt.datetime) -> list[Row]:
    """Return the rows of a queue in words."""
    speaks = get_language() or "en"
    return [
        Row(
            case=one.case,
            urgency=word(case_words.URGENCIES, one.case.urgency),
            state=word(case_words.STATES, one.case.state),
            clock=clock(one.case, now),
            country=countries.name(one.country, speaks) if one.country else "",
            language=countries.language_name(one.language, speaks) if one.language else "",
            minor=one.minor,
            taken_by=one.case.taken_by.called if one.case.taken_by else "",
            mine=one.mine,
        )
        for one in found
    ]


def choices(page: Page) -> dict[str, list[tuple[str, str]]]:
    """Return what the queue can be narrowed by: only what stands in it."""
    speaks = get_language() or "en"
    return {
        "whose": case_words.words(case_words.WHOSE),
        "urgency": case_words.words(case_words.URGENCIES),
        "language": [(code, countries.language_name(code, speaks)) for code in page.languages],
        "country": [(code, countries.name(code, speaks)) for code in page.countries],
    }


def reader(facts: CaseFacts, now: dt.datetime) -> Reader:
    """Return whom words are made for: the language of the worker, the country of the case."""
    return Reader(language=get_language() or "en", country=facts.country or countries.WORLD, now=now)


def night(found: Opened, now: dt.datetime) -> Night:
    """Return the screen for the night: danger, who may listen, who is there at this hour, words to say."""
    facts, sees = found.facts, reader(found.facts, now)
    plan = matching_staff.plan_of(facts, found.told)
    person, crisis = matching_staff.people(facts, plan, now=now)
    once = {one.listing.id: one for one in (person.first, crisis.first) if one is not None}.values()
    listening = bool(LISTENING & plan.facts)
    return Night(
        danger=tuple(word(case_words.WHY_URGENT, reason) for reason in facts.reasons),
        emergency=showing.emergency(for_country(sees.country, published.current()), sees),
        listening=listening,
        may_listen=tuple(_listening(listening)),
        people=tuple(showing.chosen(one, sees) for one in once)[:LINES_AT_NIGHT],
        people_say=_nobody(person, now),
        words=tuple(_words(facts, found.case)),
    )


def _listening(may_be: bool) -> Iterable[str]:
    if may_be:
        yield _("Somebody may be listening or reading: the answers say so.")
    else:
        yield _("The answers do not say that somebody listens. Ask all the same.")
    yield _("Ask: can you speak now, yes or no? Then ask only what yes or no answers.")
    yield _("Agree on another reason for the call, and on a word that means: stop.")
    yield _("Do not call back without their leave. Wait with somebody who is silent.")


def _nobody(person: Somebody, now: dt.datetime) -> str:
    if person.first is not None and person.first.open.is_open:
        return ""
    if person.next is not None:
        return _("Nobody surely answers at this hour. Stay on the line; the next opens in %(time)s.") % {
            "time": length(person.next - now)
        }
    return _("Nobody surely answers at this hour. Stay on the line.")


def _words(facts: CaseFacts, case: Case) -> Iterable[str]:
    if case.urgency == triage.NOW:
        yield _("“I stay with you. Is it safe to talk for a minute?”")
    yield _("“What happened is not your fault. You decide what comes next.”")
    if facts.minor:
        yield _("“You did right to tell. Is there an adult whom you trust, if that is safe?”")
    yield _("“I will tell you first if I ever have to tell somebody else.”")
    yield _("“You have told it already: I have read it. You need not say it again.”")


@dataclass(frozen=True, slots=True)
class Offered:
    """A service that fits, as a worker weighs it. `pk` is what a referral names it by."""

    pk: str
    listing: ListingView
    room: str
    wait: str
    wait_fresh: bool
    too_long: bool
    warm: bool
    takes_warm: bool | None


@dataclass(frozen=True, slots=True)
class Matched:
    """A need with who can meet it, and who was left out, why."""

    code: str
    need: str
    urgency: str
    gap: bool
    services: tuple[Offered, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]


def matched(matches: StaffMatches, known: CaseFacts, now: dt.datetime) -> list[Matched]:
    """Return who can help with each need, in words."""
    sees = reader(known, now)
    return [
        Matched(
            code=one.need.value,
            need=case_words.NEEDS[one.need](),
            urgency=word(case_words.URGENCIES, triage.URGENCIES[one.urgency]),
            gap=one.gap,
            services=tuple(_offered(each, sees) for each in one.services),
            left_out=tuple(
                (each.listing.name, tuple(word(case_words.WHY_NOT, why) for why in each.reasons))
                for each in one.left_out
            ),
        )
        for one in matches.by_need
    ]


def _offered(one: Ranked, sees: Reader) -> Offered:
    return Offered(
        pk=str(one.service_pk),
        listing=showing.chosen(one.chosen, sees),
        room=word(case_words.ROOMS, one.room) if one.room else "",
        wait=length(dt.timedelta(days=one.wait_days)) if one.wait_days is not None else "",
        wait_fresh=one.wait_fresh,
        too_long=one.too_long,
        warm=one.warm,
        takes_warm=one.takes_warm,
    )


def interim(matches: StaffMatches, known: CaseFacts, now: dt.datetime) -> ListingView | None:
    """Return somebody to talk to meanwhile."""
    return showing.chosen(matches.interim, reader(known, now)) if matches.interim else None


def services_for(asked: CaseFacts, known: CaseFacts, now: dt.datetime, *, route: str) -> list[ListingView]:
    """Return services for a picture of an adult or of a child, by route, each once."""
    sees, matches = reader(known, now), matching_staff.for_case(asked, None, now=now, route=route)
    found = {one.listing.id: one for need in matches.by_need for one in need.services}
    return [showing.chosen(one.chosen, sees) for one in found.values()][:MOST_SERVICES]


def contact(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return contact details in words."""
    labels = {
        "way": _("Way"), "value": _("Number or address"), "hours": _("When it is safe"),
        "if_another": _("If somebody else answers"), "not_now": _("The word that means: not now"),
    }  # fmt: skip
    return [
        (label, word(case_words.WAYS, said[name]) if name == "way" else said[name])
        for name, label in labels.items()
        if said.get(name)
    ]


def facts(known: CaseFacts) -> list[tuple[str, str]]:
    """Return the coarse facts in words; what nobody said is said to be so."""
    speaks, nobody = get_language() or "en", _("not said")
    named = [word(case_words.NEEDS, need) for need, _urgency in known.in_order]  # type: ignore[arg-type]
    return [
        (_("Needs"), ", ".join(named) or nobody),
        (_("Age band"), word(case_words.AGES, known.age_band) if known.age_band else nobody),
        (_("Gender"), word(case_words.GENDERS, known.gender) if known.gender else nobody),
        (_("Country"), countries.name(known.country, speaks) if known.country else nobody),
        (_("Language"), countries.language_name(known.language, speaks) if known.language else nobody),
    ]


def initial(known: CaseFacts) -> dict[str, Any]:
    """Return the facts as the form that changes them begins."""
    return {
        "age_band": known.age_band,
        "gender": known.gender or "",
        "country": known.country,
        "language": known.language,
        "needs": list(known.needs),
    }


def telling(found: Opened) -> Telling | None:
    """Return what was told, on the edition that it was told on; None where nobody walked."""
    return tellings.shown(found.told, language=get_language() or "en") if found.told else None


def removals(found: Iterable[RemovalRead]) -> list[tuple[RemovalRead, str, str]]:
    """Return the requests to take pictures down, with their state and how long it took."""
    return [
        (
            one,
            word(case_words.REMOVALS, one.row.state),
            ngettext("%(number)s day", "%(number)s days", one.days) % {"number": one.days},
        )
        for one in found
    ]


def history(case: Case) -> list[Done]:
    """Return what stands on record about a case, the newest first."""
    entries = case_reading.history(case)
    people = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    named = {pk: person.called for pk, person in people.items()}
    return [
        Done(act_said(entry.act), named.get(entry.actor_id, _("the desk itself")), entry.at)
        for entry in reversed(entries)
    ]


def openings(found: Iterable[GlassBroken]) -> list[Opening]:
    """Return in words who opened what from outside, and why."""
    return [
        Opening(
            pk=one.pk,
            case=one.case,
            who=one.person.called,
            team=one.person.team.name if one.person.team else "",
            why=word(case_words.GLASS, one.reason),
            at=one.broken_at,
        )
        for one in found
    ]


def more_urgent(case: Case) -> list[tuple[str, str]]:
    """Return the urgencies that a case can be raised to."""
    return [
        (code, said())
        for code, said in case_words.URGENCIES.items()
        if triage.is_lower(case.urgency, than=code) and not case.is_closed
    ]


def less_urgent(case: Case) -> list[tuple[str, str]]:
    """Return the urgencies that a case can be lowered to."""
    return [
        (code, said())
        for code, said in case_words.URGENCIES.items()
        if triage.is_lower(code, than=case.urgency)
    ]


def whom(case: Case, now: dt.datetime) -> list[tuple[int, str]]:
    """Return the colleagues of the team who can take a case over."""
    found = case_people.takers(case.team, now=now)
    return [(one.pk, one.called) for one in found if one.pk != case.taken_by_id]


def teams(case: Case) -> list[tuple[int, str]]:
    """Return the teams that a case can be passed to: those with people who work on cases."""
    return [(team.pk, team.name) for team in case_people.teams_that_take() if team.pk != case.team_id]
