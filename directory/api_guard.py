"""Who may come into the open interface (whoever an endpoint lets in), how often, and what a refusal says.

REST framework is told these by name in the settings, so nothing here may import its views.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from directory.api_reading import Unreadable
from safety.buckets import Buckets
from safety.callers import place

METHODS: Final = "GET, POST, HEAD, OPTIONS"
PROBLEM: Final = "application/problem+json"
TITLES: Final = {
    400: "This could not be read",
    403: "Nobody may do this",
    404: "There is nothing here",
    405: "This cannot be asked in this way",
    413: "That was too much",
    415: "This kind of body is not read",
    429: "That was too often",
    500: "Something went wrong on our side",
    503: "The directory does not answer",
}
EXPECTED: Final = {
    405: f"one of {METHODS}",
    413: "a body of at most 32 KB",
    415: "application/json or application/x-www-form-urlencoded",
    429: "a request after the seconds that Retry-After says",
    503: "the same request a little later",
}
RETRY_SECONDS: Final = 5

_buckets = Buckets(each=settings.WAYPOST_API_EACH, everybody=settings.WAYPOST_API_ALL)
# For whatever is worked out anew for each request, as a plan is: it costs many times what a row costs.
_dear = Buckets(each=settings.WAYPOST_API_STEP_EACH, everybody=settings.WAYPOST_API_STEP_ALL)


class Nobody(BasePermission):
    """What holds for an endpoint that does not say who may come in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class Unheard(Http404):
    """What was named by its id is not there. Holds the parameter, and what would be."""

    def __init__(self, parameter: str, expected: str) -> None:
        super().__init__("something that the open interface does not have")
        self.parameter, self.expected = parameter, expected


class OneForm(BaseContentNegotiation):
    """An answer has one form, whatever a client says it accepts; `format` is a parameter of the standard."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Patience(BaseThrottle):
    """Slow down who asks too much, `dear` views apart; no address is kept (safety/buckets.py)."""

    seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        buckets = _dear if getattr(view, "dear", False) else _buckets
        self.seconds = buckets.wait(place(request._request), now=time.monotonic())
        return self.seconds == 0

    def wait(self) -> float:
        return self.seconds


# --- answers ---


def problem(status: int, *, parameter: str = "", expected: str = "") -> HttpResponse:
    """Return what tells a program that something did not work, and what was expected: nothing that it sent.

    Source: RFC 9457.
    """
    said = {"title": TITLES.get(status, TITLES[400]), "status": status}
    said |= {"expected": expected or EXPECTED.get(status, "")} if expected or status in EXPECTED else {}
    said |= {"parameter": parameter} if parameter else {}
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    return HttpResponse(json.dumps(said), status=status, content_type=PROBLEM, headers=headers)


def explained(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Return the problem that an exception of an endpoint becomes; None for one that nobody expected."""
    match error:
        case Unreadable():
            return problem(400, parameter=error.parameter, expected=error.expected)
        case Unheard():
            return problem(404, parameter=error.parameter, expected=error.expected)
        case Http404():
            return problem(404)
        case exceptions.Throttled():
            answer = problem(429)
            answer.headers["Retry-After"] = str(max(1, round(error.wait or 1)))
            return answer
        case exceptions.APIException():
            if error.status_code != 405:
                return problem(error.status_code)
            methods = getattr(context.get("view"), "methods", METHODS)
            answer = problem(405, expected=f"one of {methods}")
            answer.headers["Allow"] = methods
            return answer
        case DatabaseError():
            return problem(503)
    return None
