"""Read one setting from the environment, or from the file that its _FILE twin names, typed.

Every message names the variable, says what was expected and what to do; none repeats the value, which may be
secret.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or the content of the file in NAME_FILE; without either, the default.

    Raises: ImproperlyConfigured when there is neither value nor default, or the file can't be read.
    """
    if name in os.environ:
        return os.environ[name].strip()
    if f"{name}_FILE" in os.environ:
        return _from_file(name)
    if default is None:
        raise ImproperlyConfigured(f"{name} is missing: set {name} or {name}_FILE, see docs/settings.md")
    return default


def _from_file(name: str) -> str:
    try:
        return Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE can't be read ({error.strerror}): it must name a readable text file"
        ) from None


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no; anything else is refused: a typing error could show what must stay hidden."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is neither yes nor no: write yes, no, 1 or 0")
    return value in YES


def words(name: str, default: str = "") -> list[str]:
    """Return the parts between commas, without empty ones."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return the variable if it is one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of: {', '.join(allowed)}")
    return value


def number(name: str, default: int, *, least: int = 0, most: int = 9) -> int:
    """Return the variable as a whole number from `least` to `most`, both allowed."""
    value = text(name, str(default))
    fits = value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not fits or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a number from {least} to {most}")
    return int(value)


def web_address(name: str, default: str | None = None) -> str:
    """Return an https address; the way out of this site must never run over a readable connection."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.netloc:
        raise ImproperlyConfigured(f"{name} must be a whole address that begins with https://")
    return value
