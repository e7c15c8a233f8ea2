"""Addresses of allauth's pages, under its own names and outside the namespace `desk`: it looks them up so.

Only what this house uses has an address: no sign-up, no e-mail pages, no trusted devices.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.db import transaction
from django.urls import URLPattern, path, re_path

from staff.account_pages import ForgottenPassword, NewPassword
from staff.gate import needs, open_door
from staff.roles import Ability

own = needs(Ability.SEE_OWN_ACCOUNT)
View = Callable[..., Any]


def outside(route: str, view: View, name: str) -> URLPattern:
    """An address that needs no account."""
    return path(route, open_door(view), name=name)


def inside(route: str, view: View, name: str) -> URLPattern:
    """An address of one's own account; what it does and what is written about it happen together."""
    return path(route, own(transaction.atomic(view)), name=name)


urlpatterns = [
    outside("sign-in/", account.login, "account_login"),
    outside("sign-in/second-factor/", factor.authenticate, "mfa_authenticate"),
    outside("sign-in/passkey/", passkey.login_webauthn, "mfa_login_webauthn"),
    outside("password/reset/", ForgottenPassword.as_view(), "account_reset_password"),
    outside("password/reset/sent/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # allauth joins the two by a dash
        open_door(NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    outside(
        "password/reset/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"
    ),
    inside("password/", account.password_change, "account_change_password"),
    inside("prove/", account.reauthenticate, "account_reauthenticate"),
    inside("prove/code/", factor.reauthenticate, "mfa_reauthenticate"),
    inside("prove/passkey/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    inside("second-factor/", factor.index, "mfa_index"),
    inside("second-factor/app/", app.activate_totp, "mfa_activate_totp"),
    inside("second-factor/app/remove/", app.deactivate_totp, "mfa_deactivate_totp"),
    inside("second-factor/codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    inside("second-factor/codes/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    inside("second-factor/passkeys/", passkey.list_webauthn, "mfa_list_webauthn"),
    inside("second-factor/passkeys/add/", passkey.add_webauthn, "mfa_add_webauthn"),
    inside("second-factor/passkeys/<int:pk>/remove/", passkey.remove_webauthn, "mfa_remove_webauthn"),
]
