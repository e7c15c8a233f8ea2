"""What the desk's pages have around them: the ways that a person's abilities open, and who it is."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff import agreement
from staff.roles import Ability

GO: Final = "g"  # the first of the two keys that lead to a page


@dataclass(frozen=True, slots=True)
class Item:
    """A way in the navigation; `letter` is the second key after g; `counts` shows what waits beside it.

    `quick` is a key that leads there by itself: for the page that is needed while somebody is on the phone.
    """

    view: str
    label: str | Promise
    ability: Ability
    letter: str
    counts: bool = False
    quick: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """An item as one person sees it now."""

    label: str
    address: str
    letter: str
    here: bool
    count: int
    quick: str = ""


_items: Final[list[Item]] = [
    Item("desk:today", _("Today"), Ability.USE_DESK, "t"),
    Item("desk:people", _("People"), Ability.SEE_PEOPLE, "p"),
    Item("desk:agreements", _("Agreements"), Ability.SEE_PROPOSALS, "a", counts=True),
    Item("desk:record", _("Record"), Ability.READ_RECORD, "r"),
]


_bells: Final[dict[str, Ability]] = {}
_signs: Final[list[tuple[str, str | Promise, Ability]]] = []


class LetterTaken(Exception):
    """Two ways in the navigation would share one key."""


def register(item: Item) -> None:
    """Add a way that belongs to a room further up; asked once, when the room starts.

    Raises: LetterTaken.
    """
    if item in _items:
        return
    if item.letter in {known.letter for known in _items}:
        raise LetterTaken(f"{item.view}: choose a letter other than {item.letter}")
    _items.append(item)


def ring(view: str, ability: Ability) -> None:
    """Have every page of the desk ask this address now and then whether somebody has to be rung."""
    _bells[view] = ability


def sign(key: str, label: str | Promise, ability: Ability) -> None:
    """Have the list of keys name one that pages of a room press, for whoever has the ability."""
    if (key, label, ability) not in _signs:
        _signs.append((key, label, ability))


def signs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the keys of rooms that are open to the person of this request."""
    return [(key, str(label)) for key, label, ability in _signs if request.user.may(ability)]


def bell(request: HttpRequest) -> str:
    """Return the address that the pages of this person ask, or nothing."""
    return next((reverse(view) for view, ability in _bells.items() if request.user.may(ability)), "")


def ways(request: HttpRequest, *, waiting: int) -> list[Way]:
    """Return the ways that are open to the person of this request, in the order of the navigation."""
    found = []
    for item in _items:
        if request.user.may(item.ability):
            address = reverse(item.view)
            here = request.path == address or (
                address != reverse("desk:today") and request.path.startswith(address)
            )
            count = waiting if item.counts else 0
            found.append(Way(str(item.label), address, item.letter, here, count, item.quick))
    return found


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what desk.html needs: a context processor of the desk's templates."""
    around = {
        "site_name": settings.WAYPOST_SITE_NAME,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
    }
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return around
    waiting = agreement.waiting_for(person).count() if person.may(Ability.SEE_PROPOSALS) else 0
    return {
        **around,
        "person": person,
        "waiting": waiting,
        "ways": ways(request, waiting=waiting),
        "bell": bell(request),
        "signs": signs(request),
    }
