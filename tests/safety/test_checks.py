"""Production refuses to start while something is unsafe, and says what to set."""

from types import SimpleNamespace

import pytest
from django.test import override_settings

from safety.checks import faults, production_is_safe

POSTGRESQL = "django.db.backends.postgresql"
SURE = {"sslmode": "verify-full"}
DATABASES = {
    "default": {"ENGINE": POSTGRESQL, "HOST": "a", "PORT": "1", "NAME": "waypost", "OPTIONS": SURE},
    "keys": {"ENGINE": POSTGRESQL, "HOST": "b", "PORT": "1", "NAME": "keys", "OPTIONS": SURE},
}
SEVERAL = {"ENGINE": POSTGRESQL, "NAME": "waypost", "OPTIONS": {"host": "a,b", "port": 1, **SURE}}
SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "WAYPOST_SEAL_KEY": "s" * 50,
    "WAYPOST_SEAL_KEY_OLD": "",
    "ALLOWED_HOSTS": ["help.example.org"],
    "WAYPOST_DOORS": "both",
    "WAYPOST_SECOND_FACTOR": True,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    "SESSION_COOKIE_NAME": "__Host-desk",
    "CSRF_COOKIE_NAME": "__Host-desk-form",
    "WAYPOST_DEVICE_COOKIE": "__Host-desk-device",
    "DATABASES": DATABASES,
    "WAYPOST_READ_URL_UNUSED": False,
    "EMAIL_HOST": "mail.example",
    "EMAIL_PORT": 587,
    "WAYPOST_EXIT_URL": "https://www.wikipedia.org/",
    "WAYPOST_EXIT_URL_2": "https://duckduckgo.com/",
}


def _ids(**changed: object) -> list[str]:
    return [fault.id for fault in faults(SimpleNamespace(**{**SAFE, **changed}))]


def test_a_safe_arrangement_starts() -> None:
    assert _ids() == []


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"DEBUG": True}, "E001"),
        ({"SECRET_KEY": "short"}, "E002"),
        ({"WAYPOST_SEAL_KEY": "short"}, "E010"),
        ({"WAYPOST_SEAL_KEY": "k" * 50}, "E010"),
        ({"WAYPOST_SEAL_KEY_OLD": "s" * 50}, "E014"),
        ({"ALLOWED_HOSTS": ["*"]}, "E003"),
        ({"ALLOWED_HOSTS": []}, "E003"),
        ({"WAYPOST_SECOND_FACTOR": False}, "E004"),
        ({"WAYPOST_DOORS": "desk", "WAYPOST_SECOND_FACTOR": False}, "E004"),
        ({"MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True}, "E008"),
        ({"SESSION_COOKIE_NAME": "desk"}, "E009"),
        (
            {
                "DATABASES": {
                    **DATABASES,
                    "default": {**DATABASES["default"], "ENGINE": "django.db.backends.sqlite3"},
                }
            },
            "E005",
        ),
        ({"DATABASES": {**DATABASES, "keys": DATABASES["default"]}}, "E006"),
        ({"DATABASES": {**DATABASES, "primary": DATABASES["keys"]}}, "E006"),
        ({"DATABASES": {"default": SEVERAL, "keys": SEVERAL}}, "E006"),
        ({"WAYPOST_READ_URL_UNUSED": True}, "E011"),
        ({"WAYPOST_EXIT_URL_2": "https://www.wikipedia.org/"}, "E007"),
        ({"EMAIL_PORT": 25}, "E012"),
        ({"DATABASES": {**DATABASES, "keys": {**DATABASES["keys"], "OPTIONS": {}}}}, "E013"),
        (
            {"DATABASES": {**DATABASES, "keys": {**DATABASES["keys"], "OPTIONS": {"sslmode": "prefer"}}}},
            "E013",
        ),
        (
            {"DATABASES": {**DATABASES, "keys": {**DATABASES["keys"], "OPTIONS": {"sslmode": "require"}}}},
            "E013",
        ),
    ],
)
def test_an_unsafe_arrangement_is_refused(changed: dict[str, object], number: str) -> None:
    assert _ids(**changed) == [f"safety.{number}"]


@pytest.mark.parametrize(
    "host",
    ["", "/run/waypost", "/run/pool,/run/main", "localhost", "127.0.0.1", "::1"],
    ids=lambda host: host or "none",
)
def test_on_one_machine_no_line_needs_to_be_encrypted(host: str) -> None:
    here = {alias: {**one, "HOST": host, "OPTIONS": {}} for alias, one in DATABASES.items()}
    assert _ids(DATABASES=here, EMAIL_HOST="localhost", EMAIL_PORT=25) == []


def test_whoever_encrypts_the_network_itself_says_so() -> None:
    said = {alias: {**one, "OPTIONS": {"sslmode": "disable"}} for alias, one in DATABASES.items()}
    assert _ids(DATABASES=said) == []


def test_the_public_door_alone_needs_no_sign_in() -> None:
    assert _ids(WAYPOST_DOORS="public", WAYPOST_SECOND_FACTOR=False) == []


def test_only_production_is_asked() -> None:
    with override_settings(WAYPOST_PRODUCTION=False, ALLOWED_HOSTS=["*"]):
        assert production_is_safe(None) == []
    with override_settings(WAYPOST_PRODUCTION=True, ALLOWED_HOSTS=["*"]):
        assert "safety.E003" in [fault.id for fault in production_is_safe(None)]
