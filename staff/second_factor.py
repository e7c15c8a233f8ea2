"""The second factor: how it is kept, whether somebody has one, and how a lost one is taken away."""

import base64
from typing import Any, Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from safety import keys, sealing_anew
from safety.fields import MARK
from safety.sealing_anew import Counts
from staff.models.person import User

ABOUT: Final = "second factor"
FERNET: Final = "gAAAA"  # how a text of Fernet begins: its version and a moment of this age of the world
REAL: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for these


def slug(kind: str) -> str:
    """Return the word for a kind of factor on record."""
    return str(kind).replace("_", "-")


def has_one(user: User) -> bool:
    """Return whether the person has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=REAL).exists()


def has_app(user: User) -> bool:
    """Return whether the person has an authenticator app."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


class Adapter(DefaultMFAAdapter):
    """Keeps secrets of apps and recovery codes encrypted: a stolen database alone opens nothing."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code did not fit. Codes change every half minute; try the next one."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the picture on white: a camera does not read it from the dark page of a dark screen."""
        import qrcode  # with a library of pictures behind it: 5 MB, which the public door never needs
        from qrcode.image.svg import SvgPathFillImage

        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        return keys.seal_under(settings.SECRET_KEY, text, about=ABOUT)

    def decrypt(self, encrypted_text: str) -> str:
        if encrypted_text.startswith(FERNET):
            return _of_an_earlier_version(encrypted_text)
        return keys.unseal_under(*_secrets(), sealed=encrypted_text, about=ABOUT)


def _secrets() -> tuple[str, ...]:
    """Return the secret key, and the one of before where both are known, the present one first."""
    before: str = settings.WAYPOST_SECRET_KEY_OLD
    return (settings.SECRET_KEY, before) if before else (settings.SECRET_KEY,)


def _of_an_earlier_version(sealed: str) -> str:
    """Return what an earlier version sealed; each goes when its owner sets up another, or is sealed anew."""
    try:
        return MultiFernet([_fernet(secret) for secret in _secrets()]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise keys.CannotOpen("the key does not fit, or the text is not the one that was sealed") from None


def _fernet(secret: str) -> Fernet:
    key = salted_hmac("staff.second_factor.secret", "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


# --- under another secret key ---


def seal_anew(*, write: bool) -> Counts:
    """Seal every secret of an app and every recovery code under the present secret key, or count them.

    Each row by itself and locked: somebody may use a recovery code at this moment.
    """
    counts = Counts()
    for pk in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            changed = _anew(row, counts) if row else None
            if changed is not None and write:
                Authenticator.objects.filter(pk=pk).update(data=changed)
    return counts


def _anew(row: Authenticator, counts: Counts) -> dict[str, Any] | None:
    """Return what a row holds with its secrets sealed anew; None where there is nothing to change."""
    try:
        made = {name: _value_anew(value) for name, value in row.data.items()}
    except keys.CannotOpen:
        counts.lost += 1
        return None
    if made == row.data:
        counts.already += 1
        return None
    counts.anew += 1
    return made


def _value_anew(value: Any) -> Any:
    if isinstance(value, list):
        return [_value_anew(one) for one in value]
    if isinstance(value, str) and value.startswith(FERNET):
        return keys.seal_under(settings.SECRET_KEY, _of_an_earlier_version(value), about=ABOUT)
    if isinstance(value, str) and value.startswith(MARK):
        return keys.sealed_anew_under(*_secrets(), sealed=value, about=ABOUT) or value
    return value


def register() -> None:
    """Have `seal_anew` take this place too."""
    sealing_anew.place("second factors", seal_anew)
