"""Keys: made, kept and destroyed here. Whoever seals something says what it is about, never with which key.

Two kinds. What has to stay readable for as long as the installation lives (the address of a refuge) is
sealed under a key derived from WAYPOST_SEAL_KEY, one for each thing. What must become unreadable at a set
hour gets a DataKey of its own in the `keys` database; destroying the row destroys what was sealed, also in
old backups.
"""

import base64
import uuid
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from safety import seal as cipher
from safety.models import DataKey
from safety.seal import CannotOpen

__all__ = ["CannotOpen", "KeyGone", "destroy", "make", "seal", "seal_with", "unseal", "unseal_with"]

SHORTEST: Final = 32  # characters of WAYPOST_SEAL_KEY


class KeyGone(Exception):
    """The key was destroyed, or never was here: what it sealed cannot be read any more."""


def seal(text: str, *, about: str) -> str:
    """Return the text sealed under the installation's key for this one thing."""
    return cipher.seal(text, key=_installation_key(about), about=about)


def unseal(sealed: str, *, about: str) -> str:
    """Return what was sealed about this thing.

    Raises: CannotOpen.
    """
    return cipher.unseal(sealed, key=_installation_key(about), about=about)


def _installation_key(about: str) -> bytes:
    secret = settings.WAYPOST_SEAL_KEY
    if len(secret) < SHORTEST:
        raise ImproperlyConfigured(
            "WAYPOST_SEAL_KEY is missing or short: set it to random characters, see docs/settings.md"
        )
    return cipher.derived(secret, about=about)


def make() -> uuid.UUID:
    """Make a key in the keys database and return its name. Made before what it will seal (S7)."""
    key = uuid.uuid4()
    DataKey.objects.create(id=key, wrapped=_wrapped(key, cipher.new_key()), made_at=timezone.now())
    return key


def _wrapped(key: uuid.UUID, raw: bytes) -> str:
    """Return a key sealed itself: the keys database alone opens nothing."""
    return seal(base64.b64encode(raw).decode("ascii"), about=f"datakey/{key}")


def seal_with(key: uuid.UUID, text: str, *, about: str) -> str:
    """Return the text sealed under a key of the keys database.

    Raises: KeyGone.
    """
    return cipher.seal(text, key=_raw(key), about=about)


def unseal_with(key: uuid.UUID, sealed: str, *, about: str) -> str:
    """Return what was sealed under a key of the keys database.

    Raises: KeyGone; CannotOpen.
    """
    return cipher.unseal(sealed, key=_raw(key), about=about)


def _raw(key: uuid.UUID) -> bytes:
    row = DataKey.objects.filter(pk=key).first()
    if row is None:
        raise KeyGone("the key is not in the keys database any more")
    return base64.b64decode(unseal(row.wrapped, about=f"datakey/{key}"))


def destroy(key: uuid.UUID) -> None:
    """See that the key is gone, and with it whatever it sealed. Doing it again is safe."""
    DataKey.objects.filter(pk=key).delete()
