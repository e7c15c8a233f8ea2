"""How far a long job is."""

import io
from pathlib import Path

import pytest

from staff import progress
from staff.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path


@pytest.fixture(autouse=True)
def _every_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0)


def test_a_page_reads_how_far_a_job_is() -> None:
    with Progress("Reading", 10, job_id="job-1") as job:
        job.step(4)
        assert progress.read("job-1") == {"title": "Reading", "total": 10, "count": 4, "running": True}


def test_the_file_is_gone_when_the_job_ends(tmp_path: Path) -> None:
    with Progress("Reading", 10, job_id="job-1"):
        pass
    assert not progress.read("job-1")["running"]
    assert not list(tmp_path.rglob("job-1*"))


def test_the_file_is_gone_when_the_job_breaks(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Progress("Reading", 10, job_id="job-1"):
        raise RuntimeError
    assert not list(tmp_path.rglob("job-1*"))


def test_a_job_that_was_killed_counts_as_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    Progress("Reading", 10, job_id="job-1")
    monkeypatch.setattr(progress, "STALE_SECONDS", -1)
    assert not progress.read("job-1")["running"]


def test_a_terminal_sees_a_bar_and_is_left_clean() -> None:
    terminal = Terminal()
    with Progress("Reading", 4, stream=terminal) as job:
        job.step(2)
    assert "[###############...............]  50 %  2/4" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_drawn_where_nobody_looks() -> None:
    stream = io.StringIO()
    with Progress("Reading", 4, stream=stream) as job:
        job.step(2)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", ["../secret", "", "A", "a/b", "a" * 65])
def test_a_job_cannot_name_another_file(name: str) -> None:
    with pytest.raises(progress.UnknownJob):
        progress.read(name)
