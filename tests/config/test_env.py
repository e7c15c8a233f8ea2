"""Settings are read typed, from a variable or a file, and a wrong one is named without being repeated."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_value_comes_from_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_THING", " a value ")
    assert env.text("WAYPOST_THING") == "a value"


def test_a_value_comes_from_the_file_that_its_twin_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    monkeypatch.setenv("WAYPOST_THING_FILE", str(secret))
    assert env.text("WAYPOST_THING") == "from a file"


def test_a_missing_value_names_the_variable_and_what_to_do() -> None:
    with pytest.raises(ImproperlyConfigured, match="WAYPOST_THING is missing: set WAYPOST_THING"):
        env.text("WAYPOST_THING")


@pytest.mark.parametrize(
    "read",
    [
        lambda: env.flag("WAYPOST_THING", default=False),
        lambda: env.one_of("WAYPOST_THING", ("public", "desk"), "desk"),
        lambda: env.web_address("WAYPOST_THING", "https://example.org/"),
    ],
)
def test_a_wrong_value_is_refused_and_never_repeated(read: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_THING", "s3cret-value")
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert "WAYPOST_THING" in str(refused.value)
    assert "s3cret-value" not in str(refused.value)


def test_a_way_out_over_a_readable_connection_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_EXIT_URL", "http://example.org/")
    with pytest.raises(ImproperlyConfigured, match="https"):
        env.web_address("WAYPOST_EXIT_URL", "https://example.org/")


def test_a_number_is_one_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number("WAYPOST_THING", 1) == 1
    monkeypatch.setenv("WAYPOST_THING", "3")
    assert env.number("WAYPOST_THING", 1) == 3
    for wrong in ("", "-1", "12", "two", "٣"):
        monkeypatch.setenv("WAYPOST_THING", wrong)
        with pytest.raises(ImproperlyConfigured, match="WAYPOST_THING must be a number"):
            env.number("WAYPOST_THING", 1)
