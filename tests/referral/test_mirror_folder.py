"""The folder of a mirror: written once, changed where it changed, whole after any end, and nobody else's."""

import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from referral import mirror_folder
from referral.mirror_folder import MANIFEST, PART, SUMS, Busy, NotOurs, Report

PAGES = {f"en/{number}.html": f"<p>{number}</p>" for number in range(12)}
ABOUT = {"compared": "2026-11-22"}


def run(path: Path, pages: dict[str, str], *, made: str = "2026-11-22") -> Report:
    with mirror_folder.opened(path) as folder:
        for name, text in pages.items():
            folder.put(name, text, made=made)
        folder.finish(ABOUT)
        return folder.report


def state(path: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(one.relative_to(path)): (one.stat().st_mtime_ns, one.read_bytes())
        for one in path.rglob("*")
        if one.is_file()
    }


def test_an_unchanged_run_writes_nothing(tmp_path: Path) -> None:
    run(tmp_path, PAGES)
    before = state(tmp_path)
    report = run(tmp_path, PAGES)
    assert (report.written, report.removed, report.kept) == (0, 0, len(PAGES))
    assert state(tmp_path) == before


def test_a_run_writes_what_changed_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    run(tmp_path, {**PAGES, "en/7/1.html": "a withdrawn line"})
    before = state(tmp_path)
    report = run(tmp_path, {**PAGES, "en/3.html": "new"})
    after = state(tmp_path)
    assert (report.written, report.removed) == (1, 1)
    assert {name for name in before if before[name] != after.get(name)} == {
        "en/3.html", "en/7/1.html", MANIFEST, SUMS,
    }  # fmt: skip
    assert not (tmp_path / "en/7").exists()
    assert b"7/1.html" not in after[MANIFEST][1] + after[SUMS][1]


def test_a_common_tool_finds_every_file_as_it_was_written(tmp_path: Path) -> None:
    run(tmp_path, PAGES)
    done = subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.count(": OK") == len(PAGES)


def test_a_check_names_what_is_missing_changed_or_strange(tmp_path: Path) -> None:
    run(tmp_path, PAGES)
    assert mirror_folder.checked(tmp_path) == []
    (tmp_path / "en/1.html").unlink()
    (tmp_path / "en/2.html").write_text("call this number instead")
    (tmp_path / "en/99.html").write_text("mine")
    assert mirror_folder.checked(tmp_path) == [
        "en/1.html: missing",
        "en/2.html: not as it was written",
        "en/99.html: not of this mirror",
    ]


def test_a_page_that_somebody_changed_is_put_right(tmp_path: Path) -> None:
    run(tmp_path, PAGES)
    (tmp_path / "en/2.html").write_text("call this number instead")
    assert run(tmp_path, PAGES).written == 1
    assert mirror_folder.checked(tmp_path) == []


@pytest.mark.parametrize("name", ["holiday.jpg", "en/index.html", "index.html"])
def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = state(tmp_path)
    with pytest.raises(NotOurs):
        run(tmp_path, PAGES)
    assert state(tmp_path) == before


@pytest.mark.parametrize("name", ["thesis.odt", "thesis.part-1.odt"])
def test_a_file_of_others_among_ours_is_neither_taken_away_nor_written_around(
    tmp_path: Path, name: str
) -> None:
    run(tmp_path, PAGES)
    (tmp_path / name).write_text("mine")
    with pytest.raises(NotOurs):
        run(tmp_path, {})
    assert (tmp_path / name).read_text() == "mine"
    assert (tmp_path / "en/3.html").exists()


def test_another_manifest_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"name": "an app"}))
    with pytest.raises(NotOurs):
        run(tmp_path, PAGES)


def test_no_link_leads_a_run_out_of_its_folder(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "mirror"
    outside.mkdir()
    run(inside, {"index.html": "x"})
    (inside / "en").symlink_to(outside, target_is_directory=True)
    with pytest.raises(NotOurs):
        run(inside, PAGES)
    assert list(outside.iterdir()) == []


def test_a_link_that_bears_a_name_of_ours_is_not_ours(tmp_path: Path) -> None:
    (outside := tmp_path / "letter.html").write_text("mine")
    inside = tmp_path / "mirror"
    run(inside, PAGES)
    (inside / "en/1.html").unlink()
    (inside / "en/1.html").symlink_to(outside)
    with pytest.raises(NotOurs):
        run(inside, PAGES)


def test_two_runs_never_write_to_one_folder_at_once(tmp_path: Path) -> None:
    with mirror_folder.opened(tmp_path), pytest.raises(Busy):
        run(tmp_path, PAGES)


@pytest.mark.parametrize("writes", [1, 2, 5, 9, 13, 14])
def test_a_run_that_is_killed_leaves_whole_pages_and_the_next_one_finishes(
    tmp_path: Path, writes: int
) -> None:
    old = {**PAGES, "en/40.html": "gone"}
    run(tmp_path, old)
    new = {name: f"{text} new" for name, text in PAGES.items()}
    child = os.fork()
    if not child:
        die_after(writes)
        run(tmp_path, new)
        os._exit(0)
    _pid, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended)
    whole = {hashlib.sha256(text.encode()).digest() for text in (*old.values(), *new.values())}
    pages = [one for one in tmp_path.rglob("*.html") if not one.name.startswith(PART)]
    assert len(pages) >= len(PAGES)
    assert all(hashlib.sha256(one.read_bytes()).digest() in whole for one in pages)
    assert any("did not come to its end" in line for line in mirror_folder.checked(tmp_path))
    run(tmp_path, new)
    assert mirror_folder.checked(tmp_path) == []
    assert not (tmp_path / "en/40.html").exists()


def die_after(writes: int) -> None:
    """Have this process die in the middle of a write, when the part is there and not yet in its place."""
    done = 0
    replace = Path.replace

    def counted(self: Path, target: Path) -> Path:
        nonlocal done
        done += 1
        if done > writes:
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(self, target)

    Path.replace = counted  # type: ignore[method-assign]


def test_a_first_run_that_was_killed_does_not_lock_its_folder(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        die_after(4)
        run(tmp_path, PAGES)
        os._exit(0)
    os.waitpid(child, 0)
    assert (tmp_path / "en/1.html").exists()
    assert any("did not come to its end" in line for line in mirror_folder.checked(tmp_path))
    run(tmp_path, PAGES)
    assert mirror_folder.checked(tmp_path) == []
