"""The public door: reads the form, asks one question of the rooms below, renders; it writes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from directory import countries, published
from directory.edition import Published
from directory.emergency import for_country
from directory.search.ask import ask
from referral import (
    arriving,
    complaint_page,
    editions,
    errors,
    finding,
    forms,
    handover_page,
    matching,
    nearby,
    plan_page,
    question_page,
    reporting,
    saying,
    showing,
    sources_page,
    trails,
)
from referral.forms import Go, Visit
from referral.framing import frame
from referral.matching import Matches
from referral.pathway.plan import Plan
from referral.pathway.shapes import Book
from referral.pathway.walk import Asked, Position
from referral.rendering import page, sayer
from referral.showing import Reader
from referral.trails import Followed
from safety import exit as way_out

HELPING = "p00.entry:adult"  # *I am helping someone else* opens the helper walk


def step(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """Answer the one public address: a visit that begins by GET, every step of it by POST."""
    if request.method in {"GET", "HEAD"}:
        visit = forms.opening(request, language)
    elif request.method == "POST":
        if forms.is_too_long(request):
            return errors.bad_request(request)
        visit = forms.read(request, language)
    else:
        return errors.wrong_method(request)
    with translation.override(visit.language):
        return _opened(request, visit)


def _opened(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Return the page; the emergency page in place of a walk, while nobody knows what two people agreed to.

    No other page shows advice of a pathway. Whom to call is decided by the book of the house then.
    """
    if editions.is_known():
        return PAGES[visit.go](request, visit)
    with editions.instead(editions.seeds()):
        if visit.go in (Go.WALK, Go.CODE):
            return emergency(request, replace(visit, go=Go.WALK))
        return PAGES[visit.go](request, visit)


def named(request: HttpRequest) -> HttpResponse:
    """Answer the address that all forms name, as if their button's own had been asked for.

    Only a browser that does not know what a button says of itself sends anything here (decision 29); whoever
    loads it anew begins at the start page.
    """
    request.path = arriving.NEUTRAL  # where the buttons of the page lead
    return step(request)


def arrive(request: HttpRequest, start: str) -> HttpResponse:
    """Open the first question of a pathway for whoever follows a warning page's link; go on where all do."""
    if request.method not in {"GET", "HEAD"}:
        return step(request)
    visit = replace(forms.opening(request, None), go=Go.WALK, start=start)
    request.path = arriving.NEUTRAL  # where the forms of the page lead
    with translation.override(visit.language):
        return _opened(request, visit)


def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first page: what is happening?"""
    return page(request, "home", {**frame(visit, []), "helping": HELPING})


def walk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The next question, or the plan."""
    followed = trails.followed(visit)
    if followed.position.question and not visit.plan_now:
        return _question(request, followed, followed.position.question)
    if visit.country is None:
        extra = [("plan_now", "1")] if visit.plan_now else []
        return _ask_place(request, followed.visit, Go.WALK, extra)
    return _plan(request, followed.visit, followed.position)


def _question(request: HttpRequest, followed: Followed, asked: Asked) -> HttpResponse:
    visit, position = followed.visit, followed.position
    context = {
        **frame(visit),
        **question_page.context(asked, problem=followed.problem, ticked=followed.ticked),
        **_help_now(visit, position),
        "changed": position.changed,
        "say": _sayer(editions.book(visit.edition), visit, position),
        "in_english": trails.spoken(visit, position) != visit.language,
    }
    return page(request, "question", context)


def _plan(request: HttpRequest, visit: Visit, position: Position) -> HttpResponse:
    book, stock, reader = editions.book(visit.edition), published.current(), _reader(visit)
    plan = editions.plan(position.state, book)
    matches = _matches(plan, reader, stock)
    say = _sayer(book, visit, position)
    platforms = reporting.platforms(plan, stock, chosen=visit.platforms, reader=reader)
    context = {
        **frame(visit),
        **plan_page.people(plan, matches, reader),
        "plan": plan_page.view(book, position, plan, matches, reader, say),
        "unfold": visit.unfold,
        "tell": handover_page.offer(visit, position, book, plan),
        "more": _of_the_plan(visit, platforms),
        "platforms": platforms,
        "saying": saying.view(request, visit, stock, carry=_of_the_plan(visit, platforms)),
        "changed": position.changed,
        "say": say,
        "in_english": trails.spoken(visit, position) != visit.language,
    }
    return page(request, "plan", context)


def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A code to give to a helper, made of the answers of a plan; before there is a plan, the walk."""
    followed = trails.followed(visit)
    if visit.country is None or (followed.position.question and not visit.plan_now):
        return walk(request, replace(visit, go=Go.WALK))
    book, stock, reader = editions.book(visit.edition), published.current(), _reader(visit)
    plan = editions.plan(followed.position.state, book)
    given = handover_page.given(request, followed.visit, followed.position, book, plan)
    platforms = reporting.platforms(plan, stock, chosen=visit.platforms, reader=reader)
    context = {
        **frame(followed.visit),
        **plan_page.people(plan, _matches(plan, reader, stock), reader),
        "code": given,
        "more": _of_the_plan(visit, platforms),
        "saying": saying.SayingView((), "", "", ()),  # no press here leads back to the code
    }
    return page(request, "code", context)


def have_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Destroy a code that somebody has."""
    return page(request, "have_code", {**frame(visit), "destroying": handover_page.destroyed(request, visit)})


def _sayer(book: Book, visit: Visit, position: Position) -> Callable[[str], Markup]:
    """Return what says the texts of a pathway to this reader."""
    reader = trails.audience(visit, position)
    return sayer(book, language=visit.language, audience=reader, spoken=trails.spoken(visit, position))


def _of_the_plan(visit: Visit, platforms: reporting.PlatformsView | None) -> tuple[tuple[str, str], ...]:
    """Return what a plan stands on beside the answers, as form values."""
    early = (("plan_now", "1"),) if visit.plan_now else ()
    shown = platforms.chosen if platforms else ()
    return early + tuple(("platform", one.name) for one in shown)


def _reader(visit: Visit) -> Reader:
    return Reader(language=visit.language, country=visit.country or countries.WORLD, now=timezone.now())


def _matches(plan: Plan, reader: Reader, stock: Published) -> Matches:
    return matching.for_plan(
        plan, country=reader.country, language=reader.language, now=reader.now, published=stock
    )


def _help_now(visit: Visit, position: Position) -> dict[str, Any]:
    """Return crisis line and emergency number for a page before the plan (FEEL: yes, today)."""
    if "crisis" not in position.state.facts:
        return {"crisis": [], "emergency": None}
    book, reader = editions.book(visit.edition), _reader(visit)
    plan = editions.plan(position.state, book)
    return plan_page.people(plan, _matches(plan, reader, published.current()), reader)


def _ask_place(request: HttpRequest, visit: Visit, onward: Go, extra: list[tuple[str, str]]) -> HttpResponse:
    """Ask for the country, the first time that something depends on it."""
    context = {
        **frame(visit),
        "onward": onward,
        "asks": _("So that the numbers in your plan work where you are."),
        "extra": extra,
        "languages": settings.LANGUAGES,
        "made": settings.WAYPOST_LANGUAGES,
        "country_list": countries.countries(visit.language),
    }
    return page(request, "place", context)


def place(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose language and country, and go on where one was."""
    context = {
        **frame(visit),
        "onward": visit.came_from,
        "asks": "",
        "extra": [],
        "languages": settings.LANGUAGES,
        "made": settings.WAYPOST_LANGUAGES,
        "country_list": countries.countries(visit.language),
    }
    return page(request, "place", context)


def emergency(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The emergency number first, then one line that answers at this hour."""
    book, reader, stock = editions.book(visit.edition), _reader(visit), published.current()
    plan = editions.plan(trails.in_danger(visit), book)
    context = {
        **frame(visit),
        **plan_page.people(plan, _matches(plan, reader, stock), reader),
        "saying": saying.view(request, visit, stock),
        "country_list": countries.countries(visit.language),
        "in_place_of_a_walk": visit.go is Go.WALK,
    }
    return page(request, "emergency", context)


def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Search the directory by ticks and, if somebody wants to, by words."""
    stock, search = published.current(), visit.search
    found = ask(finding.query(visit), published=stock, now=timezone.now()) if search.asked else None
    if found and found.town and visit.country in {None, countries.WORLD}:
        visit = replace(visit, country=found.town.country)
    reader = _reader(visit)
    context = {
        **frame(visit),
        "found": found and finding.view(found, visit=visit, reader=reader, stock=stock),
        "near": nearby.near(found, reader, chosen=search.town),
        "choices": finding.choices(visit, stock, reader, found),
        "emergency": showing.emergency(for_country(visit.country, stock), reader),
        "saying": saying.view(request, visit, stock, carry=_of_the_search(visit)),
        "country_list": countries.countries(visit.language),
    }
    return page(request, "find", context)


def _of_the_search(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return the search with its page, as form values."""
    number = (("page", str(visit.search.page)),) if visit.search.page else ()
    return finding.again(visit.search) + number


def leaving(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What leaving does, and what it can't do."""
    return page(request, "leaving", frame(visit))


def device(request: HttpRequest, visit: Visit) -> HttpResponse:
    """About your safety on this device."""
    return page(request, "device", frame(visit))


def about(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who runs this, what is kept, where the listings come from."""
    stock = published.current()
    return page(request, "about", {**frame(visit), **showing.stock(stock), **_who_runs_it()})


def sources(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where this comes from: the reports, and what of them is answered by what."""
    return page(request, "sources", {**frame(visit), **sources_page.context(visit.report, visit.language)})


def complain(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a complaint about this site or a service, without a name."""
    told = complaint_page.view(request, visit, published.current())
    return page(request, "complain", {**frame(visit), "complaint": told})


def child_rights(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What this site means for the rights of children."""
    return page(request, "child_rights", {**frame(visit), **_who_runs_it()})


def _who_runs_it() -> dict[str, str]:
    return {"contact": settings.WAYPOST_CONTACT, "source_url": settings.WAYPOST_SOURCE_URL}


def clear(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The answer that the way out asks for without waiting."""
    return way_out.cleared()


PAGES = {
    Go.HOME: home,
    Go.WALK: walk,
    Go.FIND: find,
    Go.EMERGENCY: emergency,
    Go.PLACE: place,
    Go.LEAVING: leaving,
    Go.DEVICE: device,
    Go.ABOUT: about,
    Go.SOURCES: sources,
    Go.COMPLAIN: complain,
    Go.CHILD_RIGHTS: child_rights,
    Go.CODE: code,
    Go.HAVE_CODE: have_code,
    Go.CLEAR: clear,
}
