"""The only file that knows a cipher: AES-256-GCM, a random nonce for each sealing (docs/decisions/0004).

A sealed text says in front which format it has, so that the cipher can change while old texts can be read.
"""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK: Final = "s1:"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12  # what GCM is made for


class CannotOpen(Exception):
    """The text was sealed under another key, for another thing, or was changed since."""


def seal(text: str, *, key: bytes, about: str) -> str:
    """Return the text so that only the key opens it, and only as what it is about."""
    nonce = os.urandom(NONCE_BYTES)
    closed = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    return MARK + base64.urlsafe_b64encode(nonce + closed).decode("ascii")


def unseal(sealed: str, *, key: bytes, about: str) -> str:
    """Return what was sealed.

    Raises: CannotOpen; its message holds nothing of the text.
    """
    if not sealed.startswith(MARK):
        raise CannotOpen("this is no text that safety.seal wrote")
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK).encode("ascii"))
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise CannotOpen("the key does not fit, or the text is not the one that was sealed") from None


def new_key() -> bytes:
    """Return a key that nobody had before."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def derived(secret: str, *, about: str) -> bytes:
    """Return the key for one thing: the same secret and thing always give the same, others never.

    Source: RFC 5869.
    """
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=about.encode()).derive(secret.encode())
