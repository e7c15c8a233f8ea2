"""Forms of one's own account: guesses are counted by account, wherever they come from."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.exceptions import ValidationError
from django.db import transaction

from staff import lockout
from staff.audit import Act, record
from staff.lockout import Door
from staff.models.person import User


class _Counted:
    """A code that is wrong is counted; when there were too many, a right one gets the words of a wrong one. A
    code opens once: allauth remembers used ones in one process only, and for less time than they fit.
    """

    def clean_code(self) -> str:
        if lockout.is_shut(door=Door.SECOND_FACTOR, name=self.user.pk):
            raise get_adapter().validation_error("incorrect_code")
        try:
            with transaction.atomic():
                list(Authenticator.objects.select_for_update().filter(user=self.user))
                code: str = super().clean_code()  # type: ignore[misc]
                if self.authenticator.type == Authenticator.Type.TOTP:
                    spend(self.authenticator, code)
                return code
        except ValidationError:
            _count(self.user)
            raise


def spend(app: Authenticator, code: str) -> None:
    """Note up to which moment the codes of an app are used up. The caller holds the row.

    Raises: ValidationError if this one is.
    """
    secret = decrypt(app.data["secret"])
    fitting = [step for step in totp.yield_hotp_counters_from_time() if _shows(secret, step) == code.strip()]
    if not fitting or max(fitting) <= app.data.get("spent", 0):
        raise get_adapter().validation_error("incorrect_code")
    app.data["spent"] = max(fitting)
    app.save(update_fields=["data"])


def _shows(secret: str, step: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, step)))


def _count(person: User) -> None:
    lockout.count(door=Door.SECOND_FACTOR, name=person.pk)
    with transaction.atomic():
        record(act=Act.SECOND_FACTOR_FAILED, actor=None, subject_kind="account", subject_id=person.pk)


class NewPassword(ChangePasswordForm):
    """The present password and a new one."""

    def clean_oldpassword(self) -> str:
        if lockout.is_shut(door=Door.PRESENT, name=self.user.pk):
            raise get_account_adapter().validation_error("enter_current_password")
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            lockout.count(door=Door.PRESENT, name=self.user.pk)
            raise


class SecondFactor(_Counted, forms.AuthenticateForm):
    """The code at sign-in."""


class SecondFactorAgain(_Counted, forms.ReauthenticateForm):
    """The code before something dangerous."""
