"""`make run` and `make test`: what they refuse, what they repeat, and how they count."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from config import prepare
from tests import run

ROOT = Path(__file__).resolve().parents[2]
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Leave"
msgstr "غادر"
"""
REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"/></testsuites>'


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(prepare.Failed, match="PORT must be a number"):
        prepare.chosen_port()


def test_a_port_in_use_is_refused_in_words(monkeypatch):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(prepare.Failed, match=f"port {port} cannot be used"):
            prepare.chosen_port()


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Watch what would be installed, in a folder where .venv exists."""
    commands = []
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / "base.txt").write_text("a==1 --hash=sha256:0", encoding="ascii")
    monkeypatch.setattr(prepare, "VENV", tmp_path)
    monkeypatch.setattr(prepare, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(prepare, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(prepare, "works", lambda code: True)
    monkeypatch.setattr(prepare, "quietly", lambda *command, **_: commands.append(command))
    return commands


def test_packages_are_installed_only_by_their_hashes(installed):
    prepare.install("base")
    assert "--require-hashes" in installed[0]


def test_packages_are_installed_once(installed):
    prepare.install("base")
    prepare.install("base")
    assert len(installed) == 1


def test_packages_are_installed_again_when_a_pin_changes(installed, tmp_path):
    prepare.install("base")
    (tmp_path / "base.txt").write_text("a==2 --hash=sha256:0", encoding="ascii")
    prepare.install("base")
    assert len(installed) == 2


def test_a_catalogue_is_compiled_when_its_words_are_newer(monkeypatch, tmp_path):
    words = tmp_path / "seeds" / "languages" / "ar" / "LC_MESSAGES" / "django.po"
    words.parent.mkdir(parents=True)
    words.write_text(PO, encoding="utf-8")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    prepare.catalogues()
    made = words.with_suffix(".mo").stat().st_mtime_ns
    prepare.catalogues()
    assert words.with_suffix(".mo").stat().st_mtime_ns == made
    os.utime(words, (made / 1e9 + 5, made / 1e9 + 5))
    prepare.catalogues()
    assert words.with_suffix(".mo").stat().st_mtime_ns > made


def test_a_program_that_fails_is_shown_and_named(capfd):
    with pytest.raises(prepare.Failed, match="counting failed"):
        prepare.quietly("sh", "-c", "echo one two; exit 3", step="counting")
    assert "one two" in capfd.readouterr().err


def test_the_counts_are_those_of_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT, encoding="ascii")
    count = run.Count("sqlite")
    run.add_up(count, tmp_path / "report.xml")
    assert (count.passed, count.failed, count.skipped) == (5, 3, 1)


@pytest.mark.parametrize(
    ("counts", "last", "ended"),
    [
        ([run.Count("sqlite", passed=2), run.Count("postgresql", passed=1)], "3 passed, 0 failed", 0),
        ([run.Count("sqlite", passed=2, failed=1)], "2 passed, 1 failed", 1),
        ([run.Count("sqlite", passed=2, skipped=1)], "2 passed, 0 failed, 1 skipped", 1),
        ([run.Count("sqlite")], "0 passed, 0 failed", 1),
    ],
)
def test_the_last_line_is_the_sum_and_only_a_clean_sum_ends_well(capsys, counts, last, ended):
    assert run.report(counts) == ended
    assert capsys.readouterr().out.splitlines()[-1] == last


@pytest.mark.parametrize("ended", [0, 5])
def test_a_whole_run_in_which_no_test_ran_has_failed(monkeypatch, ended):
    monkeypatch.setattr(run, "follow", lambda *arguments, **environment: ended)
    count = run.Count("postgresql")
    run.tests(count, parts=[])
    assert count.failed == 1


def test_an_engine_that_a_chosen_part_says_nothing_about_has_not_failed(monkeypatch):
    monkeypatch.setattr(run, "follow", lambda *arguments, **environment: 5)
    count = run.Count("postgresql")
    run.tests(count, parts=["tests/house"])
    assert count.failed == 0


def refuse(kind: type[Exception]):
    def refusing():
        raise kind("there is none")

    return refusing


def test_a_run_without_postgresql_has_failed(monkeypatch):
    monkeypatch.setattr(run.postgres, "running", refuse(run.postgres.NoPostgres))
    count = run.Count("postgresql")
    run.on_postgres(count, [], "chromium")
    assert (count.failed, count.remarks) == (1, ["there is none"])


def test_a_run_without_a_browser_has_failed(monkeypatch):
    monkeypatch.setattr(run.chromium, "found_or_installed", refuse(run.chromium.NoChromium))
    count = run.Count("sqlite")
    assert run.found_browser(count) is None
    assert (count.failed, count.remarks) == (1, ["there is none"])


def test_make_offers_the_names_that_others_build_on():
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"run", "test", "bench", "audit", "check", "seed"} <= set(re.findall(r"make (\w+)", told))


def test_what_a_change_must_pass_is_what_a_developer_runs():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="ascii")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
