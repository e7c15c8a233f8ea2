"""Where a request comes from, for what counts and then forgets it. Nothing here keeps or writes it."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """Return the address that our own outermost proxy saw; what stands left of it anybody can make up."""
    hops = settings.WAYPOST_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-hops] if 0 < hops <= len(seen) else str(request.META.get("REMOTE_ADDR", ""))
