"""The pages of a code: what a plan says of it, the code itself, and destroying one (S2, S13).

The code stands on one answer to one press, and in the form of that page that destroys it; nowhere else.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import countries
from referral import clock, code_words, handover, saying, told, trails
from referral.forms import Visit
from referral.pathway.plan import Plan
from referral.pathway.shapes import Audience, Book
from referral.pathway.walk import Position
from safety import callers, codes, reach
from safety.buckets import Buckets
from safety.codes import Code, Misread
from safety.turns import Full, Turns

# Each place may ask for so many a minute, in each process. Where a place is a door that many come through, an
# onion service or a proxy, none of them is limited for what another did. No bucket is for all together: one
# place could empty it for all. What is slow is done by few at a time, so that no flood takes every thread;
# each kind of door has a line of its own, so that a crowd at the one keeps nobody out at the other.
buckets: Final = Buckets(each=6, everybody=0)
turns: Final = Turns(at_once=2, in_line=4, longest=3.0)
turns_of_shared: Final = Turns(at_once=1, in_line=4, longest=3.0)


class State(StrEnum):
    """How a page of a code stands."""

    GIVEN = "given"
    ONCE = "once"  # the form has had its code
    BUSY = "busy"
    NOT_NOW = "not-now"
    ASK = "ask"
    NOWHERE = "nowhere"  # this process has no way to where codes are kept
    DESTROYED = "destroyed"


Made = tuple[Code | None, State, str]  # and until when, in words


@dataclass(frozen=True, slots=True)
class OfferView:
    """What a plan says of a code. `press` is a random number that the form brings back."""

    press: str
    hours: int
    young: bool
    helpline: str
    language: str
    country: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """The page after the press. `again` is the random number of another form, for another code."""

    state: State
    again: str
    helpline: str
    young: bool
    code: Code | None = field(default=None, repr=False)
    until: str = ""

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """The code in threes, each with how it is read aloud."""
        return tuple((group, " ".join(group)) for group in self.code.groups) if self.code else ()


@dataclass(frozen=True, slots=True)
class DestroyView:
    """The page for whoever has a code."""

    state: State
    notice: str = ""


def offer(visit: Visit, found: Position, book: Book, plan: Plan) -> OfferView | None:
    """Return what the plan says of a code, or nothing where none can be given now.

    A plan of prevention alone offers none: it leads to no other service, and nothing is kept of it (H17).
    """
    hours = 0 if plan.prevention_only else handover.hours_offered(book.edition)
    if not hours:
        return None
    return OfferView(
        press=secrets.token_urlsafe(16),
        hours=hours,
        young=_is_young(visit, found),
        helpline=settings.WAYPOST_HELPLINE,
        language=dict(settings.LANGUAGES)[visit.language],
        country=countries.name(visit.country, visit.language) if visit.country else "",
    )


def given(request: HttpRequest, visit: Visit, found: Position, book: Book, plan: Plan) -> CodeView:
    """Make the code that the press of the form asked for, and return the page that shows it this once."""
    code, state, until = None, State.ONCE, ""
    if plan.prevention_only:
        state = State.NOT_NOW
    elif visit.code.make and visit.code.press and not saying.is_from_elsewhere(request):
        code, state, until = _made(request, visit, found, book)
    may_again = handover.offered(book.edition) and not plan.prevention_only
    return CodeView(
        state=state,
        again=secrets.token_urlsafe(16) if may_again else "",
        helpline=settings.WAYPOST_HELPLINE,
        young=_is_young(visit, found),
        code=code,
        until=until,
    )


def _is_young(visit: Visit, found: Position) -> bool:
    return trails.audience(visit, found) == Audience.UNDER18


def _made(request: HttpRequest, visit: Visit, found: Position, book: Book) -> Made:
    now = timezone.now()
    what = told.of_walk(
        found,
        edition=book.edition,
        start=visit.start,
        under18=visit.under18,
        audience=trails.audience(visit, found),
        language=visit.language,
        country=visit.country or countries.WORLD,
    )
    try:
        ends = handover.ends_at(now=now)
        with _turn(request):
            code = handover.make(what, now=now, press=visit.code.press)
    except Full:
        return None, State.BUSY, ""
    except handover.PressedBefore:
        return None, State.ONCE, ""
    except (handover.NotOffered, DatabaseError):
        return None, State.NOT_NOW, ""
    return code, State.GIVEN, clock.moment(ends, country=what.country, language=visit.language, now=now)


@contextmanager
def _turn(request: HttpRequest) -> Iterator[None]:
    """Do the slow work inside when it is its turn. Raises: Full."""
    seen = callers.place(request)
    is_shared = callers.is_shared(seen)
    if not is_shared and buckets.wait(seen, now=time.monotonic()):
        raise Full
    with (turns_of_shared if is_shared else turns).turn():
        yield


def destroyed(request: HttpRequest, visit: Visit) -> DestroyView:
    """Destroy the code that was sent, and say the same whether there was one or not."""
    if not reach.can_seal():
        return DestroyView(State.NOWHERE)
    if not visit.code.destroy or saying.is_from_elsewhere(request):
        return DestroyView(State.ASK)
    try:
        codes.read(visit.code.typed)
        with _turn(request):
            handover.destroy(visit.code.typed)
    except Misread as slip:
        return DestroyView(State.ASK, code_words.misread(slip))
    except Full:
        return DestroyView(State.ASK, _busy())
    except DatabaseError:
        return DestroyView(State.ASK, _("We could not do that just now. Please try again later."))
    return DestroyView(State.DESTROYED)


def _busy() -> str:
    return _("Many ask for this just now. Please press the button again in a minute.")
