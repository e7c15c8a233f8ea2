"""The door of the open interface: how an endpoint is asked, and what every answer has.

There is no session, no user and no cookie here, any page of anybody may read the answers, and nothing that
was asked is kept or logged (docs/decisions/0012-the-open-interface.md).
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.utils.http import parse_etags
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from directory.api_finding import Edition, edition
from directory.api_guard import METHODS
from directory.api_reading import Unreadable, read

FORM_OF_ANSWERS: Final = "1"  # make it another one when the same rows are told in another way
PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "7200",  # seconds; as long as browsers keep one at most
}
JSON: Final = "application/json"
# Parameters that say nothing of what somebody looks for: whoever sends these alone reads the whole directory.
OF_A_HARVEST: Final = frozenset({"page", "per_page", "format", "minimal", "full", "modified_after"})


class Endpoint(ABC, APIView):
    """An endpoint of the open interface, by GET and by POST with the same parameters in its body."""

    permission_classes = (AllowAny,)
    parameters: ClassVar[tuple[str, ...]] = ()
    changes_with_the_directory: ClassVar[bool] = True
    methods: ClassVar[str] = METHODS
    dear: ClassVar[bool] = False  # each answer is much work, so fewer are given a minute (api_guard.py)
    edition: Edition = ()

    @abstractmethod
    def answer(self, request: HttpRequest, asked: Mapping[str, Any], **names: str) -> HttpResponseBase:
        """Return the answer to what was asked. `names` are the variables of the address."""

    def get(self, request: Request, **names: str) -> HttpResponseBase:
        asked = self.understood(_query(request._request))
        self._look_at_the_edition(asked)
        mark = self._mark(request._request, asked)
        if _is_known(request._request, mark):
            answer: HttpResponseBase = HttpResponseNotModified()
        else:
            answer = self.answer(request._request, asked, **names)
        answer.headers["ETag"] = mark
        answer.headers["Cache-Control"] = "no-store" if self._tells(asked, names) else "no-cache"
        return answer

    def post(self, request: Request, **names: str) -> HttpResponseBase:
        given = {**_query(request._request), **_body(request._request)}
        asked = self.understood(given)
        self._look_at_the_edition(asked)
        return self.answer(request._request, asked, **names)

    def options(self, request: Request, **names: str) -> HttpResponseBase:
        methods = {"Access-Control-Allow-Methods": self.methods, "Allow": self.methods}
        return HttpResponse(status=204, headers={**PREFLIGHT, **methods})

    def understood(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what was asked, each value read. Raises: Unreadable."""
        return read(given, allowed=self.parameters)

    def perform_authentication(self, request: Request) -> None:
        """Nobody is known here; even to ask who it is would give the request a user (S1)."""

    def check_throttles(self, request: Request) -> None:
        if request.method != "OPTIONS":
            super().check_throttles(request)

    def _look_at_the_edition(self, asked: Mapping[str, Any]) -> None:
        self.edition = edition(by_words="search" in asked) if self.changes_with_the_directory else ()

    def _mark(self, request: HttpRequest, asked: Mapping[str, Any]) -> str:
        """Return what the answer is known by: the directory's edition, the day, and what was asked."""
        where = request.build_absolute_uri(request.path)
        parts = (FORM_OF_ANSWERS, self.edition, where, sorted(asked.items()))
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'

    def _tells(self, asked: Mapping[str, Any], names: Mapping[str, str]) -> bool:
        """Return whether the question says what somebody looks for: then no browser may keep the answer."""
        return bool(names) or not set(asked) <= OF_A_HARVEST


def _query(request: HttpRequest) -> dict[str, Any]:
    request.encoding = "utf-8"  # whatever a client says of its body
    return request.GET.dict()


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of the body, which safety/doors.py let through as a small form or as JSON."""
    if request.content_type != JSON:
        return QueryDict(request.body, encoding="utf-8").dict()
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Unreadable("", "a body that is whole JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("", "a JSON object with the parameters as its members")
    return found


def _is_known(request: HttpRequest, mark: str) -> bool:
    """Return whether the client has this very answer already; compressing makes a mark a weak one."""
    sent = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))]
    return mark in sent
