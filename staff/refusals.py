"""The desk's pages of refusal and failure: what happened, what was kept, and the next step.

What somebody typed comes back on the page, so that it can be copied; what is secret among it does not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from safety.desk_doors import DeskSignInRequired
from safety.doors import is_desk
from staff.gate import typed

EXPIRED: Final = 410  # the sign-in that the page belonged to is gone; 401 would name a scheme to sign in with


@dataclass(frozen=True, slots=True)
class Words:
    """What a page of refusal says."""

    title: str
    says: str
    kept: str
    step: str


def _words(status: int) -> Words:
    """Return the words of a status; an unknown one reads as a form that did not fit."""
    return SAID.get(status, _unreadable)()


def _unreadable() -> Words:
    return Words(
        _("The desk could not read what was sent"),
        _("The form or the address was not one that a page of the desk makes."),
        _("Nothing was changed."),
        _("Go back, load the page again, and try once more."),
    )


def _not_yours() -> Words:
    return Words(
        _("This is not part of your work here"),
        _("No role of yours opens this page. Roles may have changed since you opened it."),
        _("Nothing was changed."),
        _("Go on with your own work. If you need this page, ask an administrator for the role."),
    )


def _missing() -> Words:
    return Words(
        _("There is no such page at the desk"),
        _("The address is wrong, or what stood here is gone."),
        _("Nothing was changed."),
        _("Go to today's work, or choose a way from the navigation."),
    )


def _changed() -> Words:
    return Words(
        _("Somebody was faster"),
        _("What you were looking at has changed since the page was opened."),
        _("Nothing of yours was carried out."),
        _("Open the page again, look at what stands there now, and decide anew."),
    )


def _expired() -> Words:
    return Words(
        _("Your time at the desk has ended"),
        _("You were signed out after a while without work, or from another page."),
        _("Nothing was changed."),
        _("Copy what you need from below, sign in again, and send it once more."),
    )


def _failed() -> Words:
    return Words(
        _("Something went wrong on our side"),
        _("The desk met a fault. It is not your doing."),
        _("Nothing was half written: what could not be finished was undone."),
        _("Try again in a moment. If it comes back, tell an administrator when it happened."),
    )


def _away() -> Words:
    return Words(
        _("The desk cannot reach its data at this moment"),
        _("A database does not answer. Visitors still get their pages."),
        _("Nothing was changed."),
        _("Try again in a minute. If it lasts, tell an administrator."),
    )


SAID: Final[dict[int, Callable[[], Words]]] = {
    400: _unreadable,
    403: _not_yours,
    404: _missing,
    405: _unreadable,
    409: _changed,
    EXPIRED: _expired,
    500: _failed,
    503: _away,
}


def page(
    request: HttpRequest,
    status: int,
    *,
    title: str | None = None,
    says: str | None = None,
    kept: str | None = None,
    step: str | None = None,
    typed: Iterable[tuple[str, str]] = (),
    unsure: bool = False,
) -> HttpResponse:
    """Return a calm page; what is not given is said by the words of the status."""
    words = _words(status)
    context = {
        "title": title or words.title,
        "says": says or words.says,
        "kept": kept or words.kept,
        "step": step or words.step,
        "typed": list(typed),
        "unsure": unsure,
    }
    # After a fault nothing is asked of the database again: the page then comes without navigation.
    around = None if status >= 500 else request
    html = render_to_string("error.html", context, request=around, using="desk")
    return HttpResponse(html, status=status)


def away(request: HttpRequest) -> HttpResponse:
    """Return the page for a database that went away; what was sent comes back, to be looked for first.

    Whether a work that was just being finished was kept, nobody can say without asking the database; what is
    certain is that it was kept whole or not at all. The forgery guard has let the form pass, so it is ours.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return page(request, 503)
    return page(
        request,
        503,
        kept=_("What you sent was kept whole or not at all, never by half. We cannot look which just now."),
        step=_(
            "Copy it from below. When the desk answers again, see if it is there before you send it again."
        ),
        typed=typed(request),
        unsure=True,
    )


def too_old(request: HttpRequest) -> HttpResponse:
    """Return the page for a form without its token: it was open for too long, or a stranger made it.

    What was typed comes back only to who is signed in. A stranger's form brings no session cookie along (it
    is SameSite=Strict), so its words are never shown as ours.
    """
    person = getattr(request, "user", None)
    return page(
        request,
        403,
        title=_("This form was open for too long"),
        says=_("Or it came from another site. The desk takes a form once, from its own page, in time."),
        step=_("Open the page again and send it anew. You may have to sign in first."),
        typed=typed(request) if person is not None and person.is_authenticated else (),
    )


class SignInRequired(DeskSignInRequired):
    """Send who is not signed in to the sign-in page; a form that was sent too late comes back to be copied.

    The forgery guard has let the form pass by then, so it is one of ours.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if is_desk(request) and (kept := typed(request)):
            return page(request, EXPIRED, typed=kept)
        return super().handle_no_permission(request, view_func)
