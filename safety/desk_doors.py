"""What runs for the desk alone. A process that serves no desk never reads this (config/doors.py)."""

from allauth.account.middleware import AccountMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from safety.doors import Answer, is_desk


class _DeskOnly:
    """Run the Django middleware that comes next in the class only for addresses of the desk."""

    get_response: Answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_desk(request):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class DeskSessions(_DeskOnly, SessionMiddleware):
    """Sessions for staff. A visitor has none to steal, to seize or to be recognised by.

    A page that a script asks for by itself, with nobody at the desk, sets `request.looks_only`: it does not
    put off the end of the session.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "looks_only", False):
            return response
        return super().process_response(request, response)


class DeskForgeryGuard(_DeskOnly, CsrfViewMiddleware):
    """Tokens in the desk's forms. A public form changes nothing, so nothing rides on it that a token could
    protect.
    """

    def process_view(self, request: HttpRequest, *rest: object) -> HttpResponseBase | None:
        return super().process_view(request, *rest) if is_desk(request) else None  # type: ignore[arg-type]


class DeskAuthentication(_DeskOnly, AuthenticationMiddleware):
    """`request.user` for staff; at the public door the attribute does not exist."""


class DeskAccounts:
    """What allauth keeps with a request, for staff; under its own name it would run for the public too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.desk = AccountMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.desk(request) if is_desk(request) else self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return self.desk.process_exception(request, error) if is_desk(request) else None


class DeskSignInRequired(_DeskOnly, LoginRequiredMiddleware):
    """Every desk page asks for an account unless it says that it does not."""

    def process_view(self, request: HttpRequest, *rest: object) -> HttpResponseBase | None:
        return super().process_view(request, *rest) if is_desk(request) else None  # type: ignore[arg-type]


class DeskMessages(_DeskOnly, MessageMiddleware):
    """One-time messages for staff; they live in the session."""
