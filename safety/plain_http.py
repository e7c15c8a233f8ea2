"""Programs that ask over http are refused and not led to https: led on, each of their questions would go over
the wire readable first, for years, and nobody would notice. Pages for people lead on (Django's middleware).

nginx says the same where deploy/ set it up; this holds behind any proxy.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from safety.doors import is_api

SAYS: Final = "This interface answers over https alone. Ask again with https:// in the address.\n"


class PlainHttp:
    """Refuse what a program asks readably, where the site is one of https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECURE_SSL_REDIRECT and is_api(request) and not request.is_secure():
            return HttpResponse(SAYS, status=403, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
