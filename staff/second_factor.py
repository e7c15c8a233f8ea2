"""The second factor: how it is kept, whether somebody has one, and how a lost one is taken away."""

import base64
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from safety import keys
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
            return _fernet().decrypt(encrypted_text.encode()).decode()
        return keys.unseal_under(settings.SECRET_KEY, encrypted_text, about=ABOUT)


def _fernet() -> Fernet:
    """Return what sealed the factors of earlier versions; each goes when its owner sets up another."""
    key = salted_hmac("staff.second_factor.secret", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
