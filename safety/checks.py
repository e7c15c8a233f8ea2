"""System checks that refuse an unsafe start in production. Each says what is wrong and what to set."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from safety import reach

KEYS: Final = "keys"
CLEAR_MAIL: Final = 25  # the port of mail that begins without TLS
DECIDED: Final = {"verify-full", "verify-ca", "disable"}  # values of sslmode that leave nothing to chance


def production_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return what stands against running with these settings; outside production, nothing."""
    return list(faults(settings)) if getattr(settings, "WAYPOST_PRODUCTION", False) else []


def faults(settings: Any) -> Iterator[CheckMessage]:
    """Yield what stands against running in production with these settings."""
    if settings.DEBUG:
        yield _error("001", "DEBUG is on: its pages repeat what a visitor sent", "Never set DEBUG.")
    if len(settings.SECRET_KEY) < 50:
        yield _error("002", "WAYPOST_SECRET_KEY is short", "Give it at least 50 random characters.")
    if len(settings.WAYPOST_SEAL_KEY) < 50 or settings.WAYPOST_SEAL_KEY == settings.SECRET_KEY:
        yield _error(
            "010",
            "WAYPOST_SEAL_KEY is short, or is the secret key",
            "Give it at least 50 random characters of its own.",
        )
    if settings.WAYPOST_SEAL_KEY == settings.WAYPOST_SEAL_KEY_OLD:
        yield _error(
            "014",
            "the key of before is the present one",
            "Set WAYPOST_SEAL_KEY to another one, or take WAYPOST_SEAL_KEY_OLD away.",
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield _error(
            "003", "WAYPOST_HOSTS does not name this site's hosts", "List them, separated by commas."
        )
    if settings.WAYPOST_DOORS != "public":
        yield from _desk(settings)
        yield from _letters(settings)
    yield from _places(settings)
    yield from _lines(settings)


def _letters(settings: Any) -> Iterator[CheckMessage]:
    if settings.EMAIL_PORT == CLEAR_MAIL and not _is_here(settings.EMAIL_HOST):
        yield _error(
            "012",
            "letters to staff would be readable on their way",
            "Set WAYPOST_MAIL_PORT to 587 or 465; 25 is for a mail server on this machine.",
        )


def _lines(settings: Any) -> Iterator[CheckMessage]:
    """Left unsaid, PostgreSQL's client takes a readable line when the server offers no other."""
    for alias, database in settings.DATABASES.items():
        host, _port, _name = _place(database)
        said = (database.get("OPTIONS") or {}).get("sslmode")
        if "postgresql" in database["ENGINE"] and not _is_here(host) and said not in DECIDED:
            yield _error(
                "013",
                f"the line to a database ({alias}) may be readable, or end at somebody else",
                "Add sslmode=verify-full to its address; sslmode=disable says that the network between is"
                " encrypted by other means.",
            )


def _is_here(hosts: object) -> bool:
    """Return whether every host is this machine: a socket in a folder, or loopback."""
    return all(
        not host or host.startswith(("/", "127.")) or host in {"localhost", "::1"}
        for host in str(hosts or "").split(",")
    )


def _desk(settings: Any) -> Iterator[CheckMessage]:
    if not settings.WAYPOST_SECOND_FACTOR:
        yield _error(
            "004",
            "the desk is open to whoever knows a password alone",
            "Leave WAYPOST_SECOND_FACTOR as config/settings/base.py has it.",
        )
    if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN:
        yield _error(
            "008", "a passkey is taken from any site", "Never set MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN here."
        )
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.WAYPOST_DEVICE_COOKIE)
    if not all(name.startswith("__Host-") for name in names):
        yield _error(
            "009",
            "a cookie of the desk can be set by a sister site",
            "Leave the names of the cookies as config/settings/prod.py has them.",
        )


def _places(settings: Any) -> Iterator[CheckMessage]:
    known: Mapping[str, Mapping[str, Any]] = settings.DATABASES
    if any("sqlite" in database["ENGINE"] for alias, database in known.items() if alias != KEYS):
        yield _error("005", "the main database is SQLite", "Set DATABASE_URL to a PostgreSQL database.")
    if KEYS in known and any(_place(known[KEYS]) == _place(known[alias]) for alias in known if alias != KEYS):
        yield _error(
            "006", "keys lie beside what they open", "Point WAYPOST_KEYS_URL at a database of its own."
        )
    if settings.WAYPOST_READ_URL_UNUSED and settings.WAYPOST_DOORS in {"desk", "both"}:
        yield _error(
            "011",
            "a desk would read from a copy that may lag behind",
            "Leave WAYPOST_READ_URL to processes with WAYPOST_DOORS=public.",
        )
    if settings.WAYPOST_EXIT_URL == settings.WAYPOST_EXIT_URL_2:
        yield _error("007", "both ways out lead to one place", "Set WAYPOST_EXIT_URL_2 to another site.")


def _place(database: Mapping[str, Any]) -> tuple[object, ...]:
    """Return where a database lies; several hosts stand among the options (docs/settings.md)."""
    options = database.get("OPTIONS") or {}
    host = database.get("HOST") or options.get("host")
    return host, str(database.get("PORT") or options.get("port") or ""), database["NAME"]


def what_is_not_offered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return what visitors of this production process are not offered, since it was not given a way."""
    if not getattr(settings, "WAYPOST_PRODUCTION", False) or settings.WAYPOST_DOORS != "public":
        return []
    if not reach.can_write():
        return [
            _warning("001", "no code and no feedback is offered", "Set DATABASE_URL if that is not meant.")
        ]
    if not reach.can_seal():
        return [_warning("002", "no code is offered", "Set WAYPOST_KEYS_URL if that is not meant.")]
    return []


def _warning(number: str, says: str, hint: str) -> Warning:
    return Warning(says, hint=hint, id=f"safety.W{number}")


def _error(number: str, says: str, hint: str) -> Error:
    return Error(says, hint=hint, id=f"safety.E{number}")
