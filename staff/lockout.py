"""What slows down somebody who guesses, and what the count may remember: keyed digests only (0005).

A guess is counted by account and place. A place is the device, where somebody signed in to this very account
before; else the address. So a stranger never stands in the way of a device that is known.
"""

import copy
import secrets
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address
from typing import Any, Final

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from safety.callers import place

PATH: Final = "/desk/account/sign-in/"  # what axes notes as the path, wherever the guess was made
ACCOUNT_FAILURES: Final = 20  # from all unknown places together: four people at four addresses being clumsy
ACCOUNT_MINUTES: Final = 5  # so long an unknown device has to wait then, and no longer than that
DEVICE_DAYS: Final = 90
DEVICE_SALT: Final = "staff.lockout.device."


class Door(StrEnum):
    """What else is counted besides passwords, each by what it is about alone, wherever it comes from."""

    SECOND_FACTOR = "second-factor"  # whoever gets as far knows the password
    PRESENT = "password"  # the present one, where a new one is chosen: a session left open is no key to it
    RESET = "reset"  # letters to one mailbox
    INVITATION = "invitation"


# --- digests ---


def digest(kind: str, value: str) -> bytes:
    """Return 32 bytes that only this installation's key makes of the value."""
    return salted_hmac(f"staff.lockout.{kind}", value, algorithm="sha256").digest()


def name_digest(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return what stands for the account that was asked for, known or not, however it was capitalised."""
    given = credentials or {}
    name = given.get("email") or given.get("login") or request.POST.get("login", "")
    return digest("name", str(name).strip().casefold()).hex()


def place_digest(request: HttpRequest) -> str:
    """Return what stands for the place. Shape: an address of fd00::/8, as PostgreSQL takes nothing else."""
    known = known_device(request)
    return _as_address(digest("device", known) if known else digest("address", place(request)))


def nobody(*args: object) -> str:
    """Return what axes may write into a log about a client."""
    return "somebody"


def _as_address(made: bytes) -> str:
    return str(IPv6Address(b"\xfd" + made[:15]))


# --- devices ---


def known_device(request: HttpRequest) -> str:
    """Return the mark of a device on which this account signed in before, or of the session that is open; an
    empty string for a stranger.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"account {user.pk}"
    try:
        return _signer(name_digest(request)).unsign(
            request.COOKIES.get(settings.WAYPOST_DEVICE_COOKIE, ""), max_age=timedelta(days=DEVICE_DAYS)
        )
    except BadSignature:
        return ""


def remember_device(response: HttpResponse, *, email: str) -> None:
    """Mark the device as one on which this account signed in. The mark says nothing to whoever reads it."""
    signer = _signer(digest("name", email.strip().casefold()).hex())
    response.set_cookie(
        settings.WAYPOST_DEVICE_COOKIE,
        signer.sign(secrets.token_urlsafe(16)),
        max_age=timedelta(days=DEVICE_DAYS),
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _signer(name: str) -> TimestampSigner:
    return TimestampSigner(salt=DEVICE_SALT + name)


def tried_from_everywhere(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Return whether an account, known or not, saw so many wrong passwords that unknown devices wait."""
    since = timezone.now() - timedelta(minutes=ACCOUNT_MINUTES)
    rows = AccessAttempt.objects.filter(username=name_digest(request, credentials), attempt_time__gte=since)
    return (rows.aggregate(all=Sum("failures_since_start"))["all"] or 0) >= ACCOUNT_FAILURES


# --- what axes does for us ---


class Handler(AxesDatabaseHandler):
    """axes' own count in the database, without a copy of what was sent, and with a brake for each account."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or self._is_braked(request, credentials)

    def _is_braked(self, request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
        """Many guesses from many places: unknown devices wait. Refused guesses are not counted, so that it
        ends by itself however long somebody goes on.
        """
        return not known_device(request) and tried_from_everywhere(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            return
        bare = copy.copy(request)
        bare.GET = bare.POST = QueryDict()  # axes keeps a copy of both, with only the values masked
        bare.axes_user_agent = bare.axes_http_accept = ""
        bare.axes_path_info = PATH
        super().user_login_failed(sender, credentials, bare, **kwargs)
        request.axes_locked_out = bare.axes_locked_out
        request.axes_failures_since_start = bare.axes_failures_since_start


class Brake(AxesStandaloneBackend):
    """Stops a sign-in that is locked; it takes as long as one that is wrong."""

    def authenticate(
        self, request: HttpRequest, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        try:
            super().authenticate(request, username=username, password=password, **kwargs)
        except PermissionDenied:
            get_user_model()().set_password(password or "")
            raise


# --- the other doors ---


def is_shut(*, door: Door, name: str | int) -> bool:
    """Return whether too many wrong tries came to a door about this name; it opens again by itself."""
    return AxesProxyHandler.is_locked(_knock(door), _about(door, name))


def count(*, door: Door, name: str | int) -> None:
    """Count one wrong try, or one letter, at a door about this name."""
    AxesProxyHandler.user_login_failed(Door, _about(door, name), _knock(door))


def _about(door: Door, name: str | int) -> dict[str, str]:
    return {"email": f"{door} {name}"}


def _knock(door: Door) -> HttpRequest:
    """Return a request that says nothing but which door was tried."""
    request = HttpRequest()
    request.axes_updated = True
    request.axes_locked_out = False
    request.axes_attempt_time = timezone.now()
    request.axes_ip_address = _as_address(digest("door", door))
    request.axes_user_agent = request.axes_http_accept = ""
    request.axes_path_info = PATH
    request.axes_failures_since_start = request.axes_credentials = None
    return request
