"""A version of the site as it is laid on a server: without its history, without what was made elsewhere."""

from pathlib import Path

from deploy.installing import releases
from deploy.installing.layout import Installation

LEFT_OUT = (".git/config", ".venv/bin/python", "var/site.sqlite3", ".env", "tests/run.py")


def test_a_version_holds_neither_history_nor_secrets_nor_tests_nor_what_was_made_elsewhere(
    tmp_path: Path,
) -> None:
    source = tmp_path / "source"
    for name in ("manage.py", "config/urls.py", *LEFT_OUT):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x", encoding="utf-8")
    site = Installation(host="a.example", tree=tmp_path / "waypost", state=tmp_path / "state")
    version = releases.place(site, source)
    assert (version / "config" / "urls.py").is_file()
    assert [name for name in LEFT_OUT if (version / name).exists()] == []
