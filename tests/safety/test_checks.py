"""Production refuses to start while something is unsafe, and says what to set."""

import pytest
from django.test import override_settings

from safety.checks import production_is_safe

DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", "HOST": "a", "PORT": "1", "NAME": "waypost"},
    "keys": {"ENGINE": "django.db.backends.postgresql", "HOST": "b", "PORT": "1", "NAME": "keys"},
}
SAFE = {
    "WAYPOST_PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["help.example.org"],
    "WAYPOST_DOORS": "public",
    "DATABASES": DATABASES,
}


def _ids(**changed: object) -> list[str]:
    with override_settings(**{**SAFE, **changed}):
        return [fault.id for fault in production_is_safe(None)]


def test_a_safe_arrangement_starts() -> None:
    assert _ids() == []


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"DEBUG": True}, "E001"),
        ({"SECRET_KEY": "short"}, "E002"),
        ({"ALLOWED_HOSTS": ["*"]}, "E003"),
        ({"ALLOWED_HOSTS": []}, "E003"),
        ({"WAYPOST_DOORS": "both"}, "E004"),
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
        ({"WAYPOST_EXIT_URL_2": "https://www.wikipedia.org/"}, "E007"),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # nothing connects in this test
def test_an_unsafe_arrangement_is_refused(changed: dict[str, object], number: str) -> None:
    assert _ids(**changed) == [f"safety.{number}"]


def test_outside_production_nothing_is_asked() -> None:
    assert _ids(WAYPOST_PRODUCTION=False, DEBUG=True) == []
