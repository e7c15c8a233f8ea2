"""The gate of the desk: every page names the ability it needs, or is shut.

A view is marked by `needs` or `open_door`; a class of views, an admin site or a model's admin by an attribute
`ability`. Roles are read from the database at each request, so that a role which was taken away is gone at
the next click.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.doors import is_desk
from staff import presence, stepping_up, turned_away
from staff.acts import Act
from staff.roles import Ability, NotAllowed

View = Callable[..., HttpResponseBase]

# Where Django keeps what a view was made of.
BEARERS: Final = ("view_class", "cls", "model_admin", "admin_site")
SECRET: Final = re.compile(r"csrf|pass|token|code|otp|secret|credential|^next$", re.IGNORECASE)
LONGEST_TYPED: Final = 4000  # characters of one field that are shown back; a field of the desk is shorter


def needs(ability: Ability, *, step_up: bool = False) -> Callable[[View], View]:
    """Mark a view: it opens to whoever has the ability, and with `step_up` only just after a new proof."""

    def mark(view: View) -> View:
        view.ability, view.step_up = ability, step_up  # type: ignore[attr-defined]
        return view

    return mark


def open_door(view: View) -> View:
    """Mark one of the few views that need no account: sign in, reset, accept an invitation."""
    view.open_door, view.login_required = True, False  # type: ignore[attr-defined]
    return view


class Gated:
    """A class of views names its ability here."""

    ability: Ability
    step_up = False


def asked_of(view: View, mark: str) -> Any:
    """Return what a view, or what it was made of, says under a mark; None if it says nothing."""
    for bearer in (view, *(getattr(view, name, None) for name in BEARERS)):
        if (said := getattr(bearer, mark, None)) is not None:
            return said
    return None


class Gate:
    """Open each page of the desk to whoever has the ability that it names. Runs after the authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *rest: object) -> HttpResponseBase | None:
        if not is_desk(request) or asked_of(view, "open_door"):
            return None
        ability = asked_of(view, "ability")
        known = ability if isinstance(ability, Ability) else None
        if known is None or not request.user.is_authenticated or not request.user.may(known):
            return shut(request, asked_for=known)
        if asked_of(view, "step_up") and not stepping_up.proved_lately(request):
            return stepping_up.ask_again(request)
        presence.seen(person=request.user, today=timezone.now().date())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A verb asked again and refused, perhaps because a role ended in between; or what was named by its
        number is not there for this person, which the page of every missing thing says.
        """
        if is_desk(request) and isinstance(error, Http404):
            missed(request)
        if not is_desk(request) or not isinstance(error, NotAllowed):
            return None
        return shut(request, asked_for=error.ability)


def missed(request: HttpRequest) -> None:
    """See that it is on record when somebody signed in names what is not there, or is not theirs."""
    found = request.resolver_match
    ability = asked_of(found.func, "ability") if found and found.kwargs else None
    if isinstance(ability, Ability) and request.user.is_authenticated:
        turned_away.note(person=request.user, ability=ability, now=timezone.now(), act=Act.PAGE_MISSED)


def shut(request: HttpRequest, *, asked_for: Ability | None) -> HttpResponse:
    """Return the page that says whose work this is not, with what was typed, so that it is not lost; that
    somebody asked is on record.
    """
    if request.user.is_authenticated:
        turned_away.note(person=request.user, ability=asked_for, now=timezone.now())
    if request.user.is_authenticated and not request.user.roles:
        says = _("Your account is open, but no role was agreed for it yet.")
    else:
        says = _("No role of yours opens this page. Roles may have changed since you opened it.")
    context = {
        "title": _("This is not part of your work here"),
        "says": says,
        "kept": _("Nothing was changed."),
        "step": _("Go on with your own work. If you need this page, ask an administrator for the role."),
        "typed": typed(request),
    }
    return render(request, "error.html", context, status=403, using="desk")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields that somebody filled in, without anything that is or could be a secret."""
    return [
        (name.replace("_", " ").replace("-", " "), value[:LONGEST_TYPED])
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not SECRET.search(name)
    ]
