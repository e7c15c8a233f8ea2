"""Where a request comes from, for what counts and then forgets it. Nothing here keeps or writes it."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # RFC 6052


def address(request: HttpRequest) -> str:
    """Return the address that our own outermost proxy saw; what stands left of it anybody can make up."""
    hops = settings.WAYPOST_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-hops] if 0 < hops <= len(seen) else str(request.META.get("REMOTE_ADDR", ""))


def place(request: HttpRequest) -> str:
    """Return what all addresses of one caller have in common, for what slows callers down.

    Whoever has IPv6 has a network of 2^64 addresses (RFC 6177, RFC 7421), and could use a new one each time.
    """
    seen = address(request)
    try:
        found = ip_address(seen)
    except ValueError:
        return seen
    if not isinstance(found, IPv6Address):
        return seen
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    if found in TRANSLATED:  # one for each address of IPv4
        return str(found)
    return str(IPv6Address(int(found) >> 64 << 64))


def is_shared(found: str) -> bool:
    """True for a place that many may come through: an onion service, a proxy of our own, a missing address.

    A limit for each place would let one of them shut out all the others there.
    """
    try:
        return not ip_address(found).is_global
    except ValueError:
        return True
