"""The headers of every answer: one table by door, one middleware."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from safety.doors import is_api, is_desk

DENIED: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
    "compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation",
    "gyroscope", "hid", "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts",
    "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
# A passkey of a colleague is asked for at the desk; no public page may ask anybody for anything of the kind.
PASSKEYS: Final = ("publickey-credentials-create", "publickey-credentials-get")

EVERYWHERE: Final = {
    "Server": "web",  # without one the server would name itself
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in DENIED),
    # Else a browser may look up a helpline's name before anybody presses its link.
    "X-DNS-Prefetch-Control": "off",
    # A search engine's copy of a page would be out of date, and out of our hands.
    "X-Robots-Tag": "noarchive",
}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# The stock admin's jQuery hands text to innerHTML: under Trusted Types it stops. It has every other line of
# the policy. A recorded exception (docs/decisions/0010-the-stock-admin.md), for these addresses only.
STOCK_ADMIN: Final = "/desk/admin/"
WITHOUT_TRUSTED_TYPES: Final = POLICY.partition("; require-trusted-types-for")[0]
PUBLIC: Final = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
# no-referrer makes a form send `Origin: null`, which the desk's forgery guard rightly refuses.
DESK: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=({'self' if name in PASSKEYS else ''})" for name in DENIED),
}
ADMIN: Final = {**DESK, "Content-Security-Policy": WITHOUT_TRUSTED_TYPES}
# The open interface: any page of anybody may read it, and nobody is known there by a cookie or a sign-in, so
# there is nothing that such a page could take from its visitor.
INTERFACE: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
# An answer of the interface says itself whether it may be kept (0012), and under which mark it is known: one
# of the directory's edition and the question, the same for everybody.
OWN_TO_THE_INTERFACE: Final = frozenset({"Cache-Control", "ETag"})
TELLING: Final = ("X-Powered-By", "Last-Modified", "ETag")  # software, or a mark to know a visitor again by


class Headers:
    """Give each answer its headers, and take away what would know a visitor again or name the software."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        own = OWN_TO_THE_INTERFACE if is_api(request) else frozenset()
        for name, value in {**EVERYWHERE, **by_door(request)}.items():
            if name not in own or name not in response.headers:
                response.headers[name] = value
        for name in TELLING:
            if name not in own:
                response.headers.pop(name, None)
        if not is_desk(request) and response.cookies:
            raise CookieAtPublicDoor("a public answer sets a cookie: public pages keep no state (S1)")
        return response


def by_door(request: HttpRequest) -> dict[str, str]:
    """Return the headers that differ: the public pages, the interface, the desk, the stock admin in it."""
    if not is_desk(request):
        return INTERFACE if is_api(request) else PUBLIC
    return ADMIN if request.path_info.startswith(STOCK_ADMIN) else DESK


class CookieAtPublicDoor(Exception):
    """Something tried to set a cookie for a visitor."""
