"""Keys: made, kept and destroyed here. Whoever seals something says what it is about, never with which key.

While one installation's key takes the place of another, both are known (WAYPOST_SEAL_KEY_OLD): everything is
sealed under the present one, and what was sealed before still opens. `safety.sealing_anew` ends that.

Two kinds. What has to stay readable for as long as the installation lives (the address of a refuge) is
sealed under a key derived from WAYPOST_SEAL_KEY, one for each thing. What must become unreadable at a set
hour gets a DataKey of its own in the `keys` database; destroying the row destroys what was sealed, also in
old backups.
"""

import base64
import contextlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone

from safety import seal as cipher
from safety.hours import full_hour
from safety.models import DataKey
from safety.seal import CannotOpen

__all__ = [
    "CannotOpen", "KeyGone", "Openers", "about_data_key", "destroy", "destroy_many", "made_before", "make",
    "openers", "seal", "seal_under", "seal_with", "sealed_anew", "sealed_anew_under", "sealed_by_a_new",
    "secret_for", "secrets_for", "unseal", "unseal_under", "unseal_with",
]  # fmt: skip

SHORTEST: Final = 32  # characters of WAYPOST_SEAL_KEY
DATA_KEY: Final = "datakey"
AT_ONCE: Final = 500  # keys in one query; SQLite takes so many values and more


class KeyGone(Exception):
    """The key was destroyed, or never was here: what it sealed cannot be read any more."""


def seal(text: str, *, about: str) -> str:
    """Return the text sealed under the installation's key for this one thing."""
    return seal_under(_present(), text, about=about)


def unseal(sealed: str, *, about: str) -> str:
    """Return what was sealed about this thing.

    Raises: CannotOpen.
    """
    return unseal_under(*_known(), sealed=sealed, about=about)


def sealed_anew(sealed: str, *, about: str) -> str | None:
    """Return what was sealed under the key of before, sealed under the present one; None where it is already.

    Raises: CannotOpen.
    """
    return sealed_anew_under(*_known(), sealed=sealed, about=about)


def seal_under(secret: str, text: str, *, about: str) -> str:
    """Return the text sealed under another secret of the installation, by a key for this one thing."""
    return cipher.seal(text, key=cipher.derived(secret, about=about), about=about)


def unseal_under(*secrets: str, sealed: str, about: str) -> str:
    """Return what was sealed about this thing under one of these secrets of the installation.

    Raises: CannotOpen.
    """
    for secret in secrets[:-1]:
        with contextlib.suppress(CannotOpen):
            return cipher.unseal(sealed, key=cipher.derived(secret, about=about), about=about)
    return cipher.unseal(sealed, key=cipher.derived(secrets[-1], about=about), about=about)


def sealed_anew_under(present: str, *before: str, sealed: str, about: str) -> str | None:
    """Return what was sealed under a secret of before, sealed under the present one; None where it is so.

    Raises: CannotOpen.
    """
    with contextlib.suppress(CannotOpen):
        unseal_under(present, sealed=sealed, about=about)
        return None
    return seal_under(present, unseal_under(present, *before, sealed=sealed, about=about), about=about)


def _present() -> str:
    secret: str = settings.WAYPOST_SEAL_KEY
    if len(secret) < SHORTEST:
        raise ImproperlyConfigured(
            "WAYPOST_SEAL_KEY is missing or short: set it to random characters, see docs/settings.md"
        )
    return secret


def _known() -> tuple[str, ...]:
    """Return the installation's key, and the one of before where both are known, the present one first."""
    before: str = settings.WAYPOST_SEAL_KEY_OLD
    return (_present(), before) if before else (_present(),)


def make() -> uuid.UUID:
    """Make a key in the keys database and return its name. Made before what it will seal (S7).

    What says when it was made is the next full hour: the sweep of what was left over needs no more.
    """
    return _made(cipher.new_key())


def _made(raw: bytes) -> uuid.UUID:
    key = uuid.uuid4()
    DataKey.objects.create(id=key, wrapped=_wrapped(key, raw), made_at=full_hour(timezone.now()))
    return key


def sealed_by_a_new(text: str, *, about: str) -> tuple[uuid.UUID, str]:
    """Make a key, and return its name and the text sealed under it: for whoever may add keys and read none.

    The key is kept before anything is sealed (S7).
    """
    raw = cipher.new_key()
    return _made(raw), cipher.seal(text, key=raw, about=about)


def _wrapped(key: uuid.UUID, raw: bytes) -> str:
    """Return a key sealed itself: the keys database alone opens nothing."""
    return seal(base64.b64encode(raw).decode("ascii"), about=f"{DATA_KEY}/{key}")


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
    return _unwrapped(row)


def _unwrapped(row: DataKey) -> bytes:
    return base64.b64decode(unseal(row.wrapped, about=about_data_key(row)))


def about_data_key(row: DataKey) -> str:
    """Return what the wrapping of a data key is about."""
    return f"{DATA_KEY}/{row.pk}"


class Openers:
    """Many keys, read from the keys database at once, for a page that opens many things."""

    def __init__(self, raw: Mapping[uuid.UUID, bytes]) -> None:
        self._raw = raw

    def __contains__(self, key: uuid.UUID) -> bool:
        return key in self._raw

    def __repr__(self) -> str:
        return f"{len(self._raw)} keys"  # and nothing of them, wherever this is printed

    def unseal(self, key: uuid.UUID, sealed: str, *, about: str) -> str:
        """Return what was sealed under one of the keys.

        Raises: KeyGone, also for a key that was not asked for; CannotOpen.
        """
        if key not in self._raw:
            raise KeyGone("the key is not in the keys database any more")
        return cipher.unseal(sealed, key=self._raw[key], about=about)


def openers(keys: Iterable[uuid.UUID]) -> Openers:
    """Return the keys that are still there, by one query for each 500 of them."""
    wanted = list(dict.fromkeys(keys))
    return Openers(
        {
            row.pk: _unwrapped(row)
            for start in range(0, len(wanted), AT_ONCE)
            for row in DataKey.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        }
    )


def destroy(key: uuid.UUID) -> None:
    """See that the key is gone, and with it whatever it sealed. Doing it again is safe.

    On PostgreSQL a function of the database does it: whoever may call it destroys a key that they can name,
    and lists none (docs/decisions/0020).
    """
    if connections[DataKey.database].vendor == "postgresql":
        with connections[DataKey.database].cursor() as cursor:
            cursor.execute("SELECT safety_key_destroy(%s)", [key])
    else:
        DataKey.objects.filter(pk=key).delete()


def destroy_many(keys: Iterable[uuid.UUID]) -> int:
    """See that the keys are gone, and return how many still were there. Doing it again is safe."""
    gone = list(dict.fromkeys(keys))
    return sum(
        DataKey.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()[0]
        for start in range(0, len(gone), AT_ONCE)
    )


def made_before(moment: datetime) -> set[uuid.UUID]:
    """Return the names of all keys that were made before a moment."""
    return set(DataKey.objects.filter(made_at__lt=moment).values_list("pk", flat=True))


def secret_for(purpose: str) -> bytes:
    """Return the installation's secret for one purpose, for what is derived from it elsewhere."""
    return secrets_for(purpose)[0]


def secrets_for(purpose: str) -> list[bytes]:
    """Return the secrets for one purpose, the present one first, for what may have been derived before."""
    return [cipher.derived(secret, about=purpose) for secret in _known()]
