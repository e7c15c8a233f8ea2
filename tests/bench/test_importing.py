"""A smoke run of the bench of imports: few services, and the memory that they take."""

from pathlib import Path

import pytest

from tests.bench.importing import MOST_MB, run, services, write


def test_the_same_services_are_made_up_each_time() -> None:
    assert list(services(20)) == list(services(20))


def test_a_small_import_stays_under_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/main.sqlite3")
    monkeypatch.setenv("WAYPOST_KEYS_URL", f"sqlite:///{tmp_path}/keys.sqlite3")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.test")
    write(tmp_path / "feed.ndjson", 200)
    done = run(tmp_path / "feed.ndjson", "drafts", migrated=False)
    assert done["mb"] < MOST_MB
