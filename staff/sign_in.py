"""Sign in with allauth, the way this house wants it: no sign-up, one answer for every failure, a second
factor before anything else.
"""

from collections.abc import Callable
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as current
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from safety.doors import is_desk
from staff import lockout, second_factor
from staff.models.person import User

# Where somebody may go who has no second factor yet: to set one up, to prove who they are, and out.
SETTING_UP: Final = frozenset(
    {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
        "mfa_reauthenticate", "account_reauthenticate", "desk:sign-out", "desk:sign-in", "desk:still-here",
        "desk:language", "account_login",
    }
)  # fmt: skip
WRONG: Final = _(
    "That e-mail and password do not fit together. Check both, wait some minutes, and try again."
)


def shown_name(user: User) -> str:
    """Return how a person is called where allauth shows one."""
    return user.called


class Adapter(DefaultAccountAdapter):
    """What allauth asks this house."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: there are invitations."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own count is off; axes counts in `authenticate`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or None for a wrong password and an unknown, closed or locked account alike."""
        AuthenticationBackend.unstash_authenticated_user()
        return authenticate(request, **credentials)

    def reauthenticate(self, user: User, password: str) -> bool:
        found = authenticate(current.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """With a second factor only that one counts; a passkey comes first where there is no app."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and second_factor.has_one(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
            if not second_factor.has_app(user):
                methods.reverse()
        return methods

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        lockout.remember_device(response, email=user.email)
        return response

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any
    ) -> None:
        """Pass on what a form has to say; allauth's own remarks about what just went well are not needed."""
        if message:
            super().add_message(request, level, message=message)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account looks like a wrong password."""
        return redirect("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk:account")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Put the letter aside until the answer is on its way, so that nobody can tell by the time it takes
        whether there is an account. Whoever has not accepted an invitation yet has nothing to reset.
        """
        if not user.has_usable_password():
            return
        letter = {"url": context["password_reset_url"], "site": settings.WAYPOST_SITE_NAME}
        with override(user.language):
            message = EmailMessage(
                subject=" ".join(render_to_string("account/email/reset_subject.txt", letter).split()),
                body=render_to_string("account/email/reset_message.txt", letter),
                to=[user.email],  # as the account has it, not as a stranger typed it
            )
        current.request.letters = [*getattr(current.request, "letters", []), message]


class SecondFactorRequired:
    """Lead whoever signed in without a second factor to setting one up, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *rest: object) -> HttpResponseRedirect | None:
        if not settings.WAYPOST_SECOND_FACTOR or not is_desk(request) or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in SETTING_UP or second_factor.has_one(request.user):
            return None
        return redirect("mfa_index")
