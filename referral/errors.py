"""The pages of refusal and failure: calm, never the visitor's words back, always a way on to a person."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from referral import forms
from referral.framing import frame
from referral.rendering import page
from safety.doors import is_desk


def _unreadable() -> str:
    return _("This page could not read what was sent. Please start again from the start page.")


def _too_much() -> str:
    return _("That was more than this page can take. It never needs files or long texts.")


SAID: Final[dict[int, Callable[[], str]]] = {
    400: _unreadable,
    404: lambda: _("There is no page here. Everything on this site begins at the start page."),
    405: _unreadable,
    413: _too_much,
    415: _too_much,
    500: lambda: _("Something went wrong on our side. Please try again in a moment."),
}


def _is_for_staff(request: HttpRequest) -> bool:
    """True for an address of the desk where there is one; the public door alone has none of its programs."""
    return is_desk(request) and settings.WAYPOST_DOORS != "public"


def _desk() -> ModuleType:
    """Return the desk's own refusals, read when one is needed: the public door has nothing of the desk."""
    from staff import refusals

    return refusals


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if _is_for_staff(request):
        return _desk().page(request, status)
    visit = forms.opening(request, None)
    with translation.override(visit.language):
        context = {"title": _("This did not work"), "says": SAID.get(status, _unreadable)()}
        answer = page(request, "error", {**frame(visit, []), **context, "here": "/"}, status=status)
    if status == 405:
        answer.headers["Allow"] = "GET, HEAD, POST"
    return answer


def bad_request(
    request: HttpRequest, exception: Exception | None = None, *, status: int = 400
) -> HttpResponse:
    """A form or address that none of our pages can have made."""
    return _answer(request, status)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Something that this person or this form may not do; only the desk's forms carry a token."""
    if reason and _is_for_staff(request):
        return _desk().too_old(request)
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return _answer(request, 404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """An address that knows only reading and sending a form."""
    return _answer(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; at the desk, a database that is away is told apart from one."""
    if _is_for_staff(request) and isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return _desk().away(request)
    return _answer(request, 500)
