"""Programs that ask over http are refused and not led to https: led on, each of their questions would go over
the wire readable first, for years, and nobody would notice. Whoever asks for a page is led on (Django's
middleware): a browser does, and says so.

nginx says the same where deploy/ set it up; this holds behind any proxy.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from safety.doors import is_api

PAGE: Final = "text/html"
SAYS: Final = "This interface answers over https alone. Ask again with https:// in the address.\n"


class PlainHttp:
    """Refuse what a program asks readably, where the site is one of https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asks_readably = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if asks_readably and is_api(request) and PAGE not in request.headers.get("Accept", ""):
            return HttpResponse(SAYS, status=403, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
