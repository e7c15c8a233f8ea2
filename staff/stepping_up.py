"""Ask anew who is there before something dangerous: roles, retention, exports."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def proved_lately(request: HttpRequest) -> bool:
    """Return whether this person proved in the last five minutes who they are, after having signed in: with
    the second factor where there is one.
    """
    return request.user.is_authenticated and bool(did_recently_reauthenticate(request))


def ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """Return the way to the proof, which leads back to the page afterwards. What was posted is not kept: it
    would lie in the session, and be carried out without the gate.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_login")
    return HttpResponseRedirect(f"{url}?{urlencode({'next': _back(request)})}")


def _back(request: HttpRequest) -> str:
    """Return the page to come back to: this one, or for a form the one it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse("desk:today")
