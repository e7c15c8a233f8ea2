"""Which link dials a number without reaching somebody else (pure)."""

import re
from typing import Final

VOICE: Final = "voice"
SMS: Final = "sms"
_SCHEMES: Final = {VOICE: "tel:", SMS: "sms:"}
_DIALLED: Final = re.compile(r"[0-9*#]+")
_DECORATION: Final = re.compile(r"[\s\-.()\u2010-\u2015\u00a0\u202f]")


def _is_plain(extension: str) -> bool:
    return extension.isascii() and extension.isdigit()  # a raised two counts as a digit, and no phone has it


def dial(
    number: str,
    *,
    e164: str | None,
    kind: str = VOICE,
    inside_only: bool,
    short: bool,
    valid: bool = True,
    extension: str = "",
) -> str | None:
    """Return the link that dials a number, or None where a link could reach the wrong place.

    A short code, and a number that works only inside its country, never begins with a plus: dialled from
    abroad `+116111` would reach a stranger. A number that nobody could parse gets no link; people can still
    read it.
    Source: RFC 3966 (global and local numbers), RFC 5724 (sms).
    """
    scheme = _SCHEMES.get(kind)
    if scheme is None or not (valid or short):
        return None
    if e164 and not short and not inside_only:
        return f"{scheme}{e164}" + (f";ext={extension}" if _is_plain(extension) and scheme == "tel:" else "")
    digits = _DECORATION.sub("", number)
    if not _DIALLED.fullmatch(digits):
        return None
    return scheme + digits.replace("#", "%23")
