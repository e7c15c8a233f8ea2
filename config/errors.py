"""What answers where an address or a request does not fit: words for people, a problem for programs."""

from django.http import HttpRequest, HttpResponse

from directory.api_guard import problem
from referral import errors
from safety.doors import is_api


def bad_request(
    request: HttpRequest, exception: Exception | None = None, *, status: int = 400
) -> HttpResponse:
    """A request that nothing here can read."""
    if is_api(request):
        return problem(status)
    return errors.bad_request(request, exception, status=status)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Something that nobody may do who comes like this."""
    return problem(403) if is_api(request) else errors.refused(request, exception, reason)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return problem(404) if is_api(request) else errors.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return problem(500) if is_api(request) else errors.server_error(request)
