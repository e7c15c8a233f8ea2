"""Read what a visitor's form carries. Whatever is unknown, forged or broken falls away; nothing fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.http import HttpRequest, QueryDict

from directory import countries
from directory.topics import Need
from referral.pathway import trail
from referral.pathway.shapes import ENTRY_FLOW
from safety.asked_languages import first_offered

LONGEST_SEARCH: Final = 200  # characters; what the search itself reads
MOST_FIELDS: Final = (
    120  # a long walk has forty; the desk's forms are larger, so the setting is no bound here
)
LONGEST_PRESS: Final = 40  # characters of the random number of a form
LONGEST_TYPED: Final = 200  # characters of a code, with whatever stands between its digits
LONGEST_TOWN: Final = 80  # characters
MOST_PLATFORMS: Final = 8  # on one plan: each adds up to a few ways of reporting
THIS_SITE: Final = "site"  # what a complaint is about that is about no service
MOST_WRONG: Final = 12  # kinds of complaint that one form can tick
AGE_BANDS: Final = ("under-13", "13-15", "16-17", "18-24", "25-over")
CONTACTS: Final = ("voice", "chat", "sms", "whatsapp", "email")


class Go(StrEnum):
    """The pages of the public side. They share one address, so their names travel in the form."""

    HOME = "home"
    WALK = "walk"
    FIND = "find"
    EMERGENCY = "emergency"
    PLACE = "place"  # language and country
    LEAVING = "leaving"
    DEVICE = "device"
    ABOUT = "about"
    SOURCES = "sources"  # where this comes from: the reports
    COMPLAIN = "complain"
    CHILD_RIGHTS = "child-rights"
    CODE = "code"  # a code to give to a helper, made on a plan
    HAVE_CODE = "have-code"  # destroy one
    CLEAR = "clear"


GO_NAMES: Final = frozenset(go.value for go in Go)
NEED_NAMES: Final = frozenset(need.value for need in Need)


@dataclass(frozen=True, slots=True)
class Search:
    """What *find a service* is asked. `asked` is false while its page is only opened.

    `near` is the name of a town as it was typed, `town` the one of that name that was chosen.
    """

    asked: bool = False
    words: str = ""
    need: Need | None = None
    language: str = ""
    age: str = ""
    near: str = ""
    town: str = ""
    open_now: bool = False
    free: bool = False
    anonymous: bool = False
    accessible: bool = False
    contact: tuple[str, ...] = ()
    page: int = 0  # counted from nought


@dataclass(frozen=True, slots=True)
class Said:
    """One press of a button on a listing: which, and what it says (a code that the directory knows).

    Without a code it asks for the buttons: on every listing of a page they would weigh too much.
    """

    listing: str
    code: str


@dataclass(frozen=True, slots=True)
class Complaining:
    """A complaint: about which listing, or the site; the kinds that were ticked; whether it was sent."""

    about: str = THIS_SITE
    wrong: tuple[str, ...] = ()
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Coding:
    """A code asked for, by the form with this random number, or one that is to be destroyed."""

    make: bool = False
    press: str = ""
    typed: str = field(default="", repr=False)
    destroy: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything this site knows of a visit, for as long as one answer takes. None of it is kept."""

    language: str
    country: str | None = None  # None: not asked yet; XX: somewhere else, or rather not said
    under18: bool = False
    professional: bool = False  # reads the professional wording: a walk was offered by a plan of p11
    go: Go = Go.HOME
    came_from: Go = Go.HOME  # the page whose form it was; choosing a language leads back there
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    edition: str = ""
    start: str = ENTRY_FLOW  # another flow where a plan offered it
    offer: str = ""  # the flow that was just chosen on a plan
    asked: str = ""  # the question that the form stood under
    back: bool = False
    drop: str = ""
    plan_now: bool = False
    platforms: tuple[str, ...] = ()
    said: Said | None = None
    complaint: Complaining = Complaining()
    code: Coding = Coding()
    unfold: str = ""  # the part of a plan that comes when it is asked for
    report: str = ""  # which report, on the page of the sources
    plain_paper: bool = False  # a plan to print without the name of the site and without telling headings
    search: Search = field(default_factory=Search)


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that the interface is offered in."""
    return tuple(code for code, _ in settings.LANGUAGES)


def negotiated(request: HttpRequest) -> str:
    """Return the offered language that the browser asks for first, else the first offered one."""
    return first_offered(request.headers.get("Accept-Language", "")) or languages()[0]


def opening(request: HttpRequest, language: str | None) -> Visit:
    """Return the visit of somebody who has just come."""
    return Visit(language=language or negotiated(request))


def is_too_long(request: HttpRequest) -> bool:
    """Return whether a form has more fields than any page of ours makes."""
    return sum(len(values) for _, values in request.POST.lists()) > MOST_FIELDS


def read(request: HttpRequest, language: str | None) -> Visit:
    """Return the visit that the form describes; a switch of language in it wins over the address."""
    sent = request.POST
    said = sent.get("language", "")
    return Visit(
        language=said if said in languages() else language or negotiated(request),
        country=_country(sent.get("country", "")),
        under18=sent.get("wording") == "under18",
        professional=sent.get("reader") == "professional",
        go=_go(sent, 0),
        came_from=_go(sent, 1),
        answers=trail.read(sent.getlist("a")),
        edition=sent.get("edition", "")[:40],
        start=sent.get("start", ENTRY_FLOW)[:3],
        offer=sent.get("offer", "")[:3],
        asked=sent.get("asked", "")[:60],
        back="back" in sent,
        drop=sent.get("drop", "")[:60],
        plan_now="plan_now" in sent,
        platforms=tuple(dict.fromkeys(name[:60] for name in sent.getlist("platform")))[:MOST_PLATFORMS],
        said=_said(sent.get("said", "")[:160]),
        complaint=_complaint(sent),
        code=_coding(sent),
        unfold=sent.get("unfold", "")[:20],
        report=sent.get("report", "")[:20],
        plain_paper=sent.get("paper") == "plain",
        search=_search(sent),
    )


def _country(code: str) -> str | None:
    return code if code == countries.WORLD or countries.is_country(code) else None


def _go(sent: QueryDict, before: int) -> Go:
    """Return the page asked for: a button's own name comes after that of its page."""
    if "complain" in sent:  # a listing's own button, in a form of the page that it stands on
        return Go.COMPLAIN if not before else _last(sent, 0)
    return _last(sent, before)


def _last(sent: QueryDict, before: int) -> Go:
    known = [name for name in reversed(sent.getlist("go")) if name in GO_NAMES]
    return Go(known[before]) if before < len(known) else Go.HOME


def _search(sent: QueryDict) -> Search:
    need, age = sent.get("need", ""), sent.get("age", "")
    return Search(
        asked="find" in sent,
        words=_printable(sent.get("words", ""))[:LONGEST_SEARCH],
        need=Need(need) if need in NEED_NAMES else None,
        language=_language(sent.get("speaks", "")),
        age=age if age in AGE_BANDS else "",
        near=_printable(sent.get("near", ""))[:LONGEST_TOWN],
        town=_number(sent.get("town", "")),
        open_now="open_now" in sent,
        free="free" in sent,
        anonymous="anonymous" in sent,
        accessible="accessible" in sent,
        contact=tuple(way for way in CONTACTS if way in sent.getlist("contact")),
        page=_small(sent.get("page", "")),
    )


def _said(pressed: str) -> Said | None:
    listing, _, code = pressed.partition(" ")
    return Said(listing, code) if listing else None


def _complaint(sent: QueryDict) -> Complaining:
    about = sent.get("complain") or sent.get("about") or THIS_SITE
    ticked = dict.fromkeys(name[:40] for name in sent.getlist("wrong")[:MOST_WRONG])
    return Complaining(about[:120], tuple(ticked), "send" in sent)


def _coding(sent: QueryDict) -> Coding:
    return Coding(
        make="make" in sent,
        press=sent.get("press", "")[:LONGEST_PRESS],
        typed=sent.get("code", "")[:LONGEST_TYPED],
        destroy="destroy" in sent,
    )


def _language(code: str) -> str:
    """Return a code of two or three letters, as the page offers them."""
    return code if code.isascii() and code.isalpha() and code.islower() and 2 <= len(code) <= 3 else ""


def _number(digits: str) -> str:
    return digits if digits.isascii() and digits.isdecimal() and len(digits) <= 10 else ""


def _small(number: str) -> int:
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0


def _printable(words: str) -> str:
    """Control characters, NUL among them, are no words, and one engine refuses them."""
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()
