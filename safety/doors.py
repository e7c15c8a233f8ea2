"""Two doors, one house: what runs for the public, and what runs for the desk.

The public door has no session, no user, no messages and no token, not by care but because the code that makes
them is never run there (S1). The desk has all of them, under /desk/ only (safety/desk_doors.py).
"""

from collections.abc import Callable
from typing import Final

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import get_urlconf
from django.urls.resolvers import get_resolver

DESK: Final = "/desk/"
API: Final = "/api/"  # the page about the open interface; what programs ask for lies below it
LARGEST_FORM: Final = 32 * 1024  # bytes; sixteen flows of ticks and one search box stay far below
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"

Answer = Callable[[HttpRequest], HttpResponseBase]


def is_desk(request: HttpRequest) -> bool:
    """True for an address of the desk, and for nothing that only looks like one."""
    return request.path_info.startswith(DESK)


def is_api(request: HttpRequest) -> bool:
    """True for an address that programs ask; the page that tells people about it is a page like others."""
    return request.path_info.startswith(API) and request.path_info != API


class PublicCompression(GZipMiddleware):
    """Compress what the public reads. Nothing secret is in a public page, so its length gives no secret away;
    the desk's pages hold a token and are left to the proxy's own rules.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if is_desk(request) else super().process_response(request, response)


class PublicDoor:
    """Refuse, before a byte of it is read, a body that none of our public forms can have sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk(request) and request.method == "POST":
            read = (FORM, JSON) if is_api(request) else (FORM,)
            status = refusal(request.content_type or "", request.META.get("CONTENT_LENGTH") or "0", read=read)
            if status:
                resolver = get_resolver(get_urlconf())
                return resolver.resolve_error_handler(400)(request, status=status)
        return self.get_response(request)


def refusal(content_type: str, length: str, *, read: tuple[str, ...] = (FORM,)) -> int:
    """Return the status that refuses such a body, or 0. `read` are the types that the address can read.

    Units: `length` in bytes, as the header gives it.
    """
    if not length.isdecimal():
        return 400
    if int(length) > LARGEST_FORM:
        return 413
    return 415 if int(length) and content_type not in read else 0


class NoFiles(FileUploadHandler):
    """Stop at the first file: nobody is ever asked for one, and none may touch the disk (H01, S2)."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> None:
        return None
