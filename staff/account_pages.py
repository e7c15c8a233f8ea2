"""Pages of one's own account, and the doors that lead in: what allauth does not have, or does otherwise."""

import logging
from functools import partial
from smtplib import SMTPException
from typing import Any, Final

from allauth.account import views
from allauth.account.forms import ResetPasswordForm
from django.contrib.auth import logout
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safety.exit import CLEAR
from staff import lockout, second_factor, sessions
from staff.audit import Act
from staff.gate import needs, open_door
from staff.lockout import Door
from staff.roles import Ability
from staff.sign_in_record import asked_for, note

log: Final = logging.getLogger(__name__)


@open_door
@require_safe
def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page where one signs in, and from there to where one wanted to go."""
    after = request.GET.get("next", "")
    query = f"?{urlencode({'next': after})}" if after else ""
    return HttpResponseRedirect(f"{reverse('account_login')}{query}")


@open_door
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """End the session; asked by POST, so that no link on another site can do it. The browser is asked to drop
    what it may keep of the desk besides: pages it never keeps (no-store).
    """
    logout(request)
    answer = redirect("desk:sign-in")
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


@needs(Ability.SEE_OWN_ACCOUNT)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what the account has: password, second factor, sessions."""
    context = {
        "has_second_factor": second_factor.has_one(request.user),
        "sessions": sessions.listed(request.user).count(),
    }
    return render(request, "account/overview.html", context, using="desk")


@needs(Ability.SEE_OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in, and end one of these, or all others."""
    listed = list(sessions.listed(request.user))
    if request.method == "POST":
        return _end(request, listed)
    rows = [
        {
            "mark": session.mark,
            "started_at": session.started_at,
            "last_used": sessions.last_used(session),
            "is_this": session.session_key == request.session.session_key,
        }
        for session in listed
    ]
    return render(request, "account/sessions.html", {"rows": rows}, using="desk")


def _end(request: HttpRequest, listed: list[Any]) -> HttpResponse:
    if request.POST.get("end") == "others":
        sessions.revoke_all(user=request.user, but=request.session.session_key)
        return redirect("desk:sessions")
    for session in listed:
        if session.mark == request.POST.get("end"):
            sessions.revoke(person=request.user, session=session)
            return redirect("desk:sessions")
    raise Http404("no such session of this person")


@open_door
@require_http_methods(["GET", "POST"])
def still_here(request: HttpRequest) -> JsonResponse:
    """Say whether the session is open, and give the token that this page's forms need now. Being asked is a
    request like any other: it keeps the session open.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"here": False}, status=401)
    return JsonResponse(
        {
            "here": True,
            "person": str(request.user.pk),
            "seconds": request.session.get_expiry_age(),
            "token": get_token(request),
        }
    )


class _Letters(ResetPasswordForm):
    """Asks for the e-mail, and counts letters by mailbox: nobody's is to be flooded."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        if lockout.is_shut(door=Door.RESET, name=email):
            return email
        lockout.count(door=Door.RESET, name=email)
        note(Act.PASSWORD_RESET_ASKED, actor=None, subject=asked_for(email))
        return super().save(request, **kwargs)


class ForgottenPassword(views.PasswordResetView):
    """Send a link to whoever has an account; say the same to everybody, in the same time."""

    form_class = _Letters

    def form_valid(self, form: _Letters) -> HttpResponse:
        response = super().form_valid(form)
        for letter in getattr(self.request, "letters", []):
            # Django closes a response after its last byte is out: a slow mail server tells nothing then.
            response._resource_closers.append(partial(_send, letter))
        return response


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except (SMTPException, OSError):
        log.error("a letter with a link for a new password was not taken by the mail server")


class NewPassword(views.PasswordResetFromKeyView):
    """Follow the link of the letter. The session cookie is strict: a browser that comes from a mail program
    would not send it back after a redirect. So the link shows one button, and the button leads on.
    """

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponseBase:
        if key != self.reset_url_key and request.method != "POST":
            return render(request, "account/password_reset_go_on.html", using="desk")
        with transaction.atomic():
            response = super().dispatch(request, uidb36, key, **kwargs)
            if getattr(self, "reset_user", self) is None:  # allauth says so of a link that does not fit
                note(Act.PASSWORD_RESET_FAILED, actor=None, subject=None)
        return response
