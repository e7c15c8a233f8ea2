"""A fault that was not done is seen as such, and another time is seen where it is set."""

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import all as all_of_them
from tests.faults import clocks, proofs
from tests.faults.asking import Sent
from tests.faults.faults import Fault, nothing, nothing_more

ASLEEP = "import time; time.sleep(0.01); print(time.time(), time.monotonic())"


def told(fault: Fault, writes: list[Sent]) -> list[str]:
    return all_of_them._wrong(fault, writes, whole=True)


def test_a_process_that_lives_was_not_killed() -> None:
    with pytest.raises(proofs.NotDone, match="main still has 1 of 1"):
        proofs.dead({"main": [os.getpid()]})


def test_a_process_that_goes_on_does_not_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "processes", lambda *_: [os.getpid()])
    with pytest.raises(proofs.NotDone, match="go on"):
        proofs.stands_still(None, ("main",))


def test_a_part_with_the_process_of_before_was_not_started_anew() -> None:
    with pytest.raises(proofs.NotDone, match="desk-1"):
        proofs.started_anew({"desk-1": 7, "main": 8}, {"desk-1": 7, "main": 9})


def test_a_disk_with_room_on_it_is_not_full(tmp_path: Path) -> None:
    scene = SimpleNamespace(stack=SimpleNamespace(site=SimpleNamespace(data=lambda _: tmp_path)))
    with pytest.raises(proofs.NotDone, match="still free"):
        proofs.disk_is_full(scene)


def test_a_jump_of_the_clock_that_signed_nobody_out_was_none() -> None:
    jump = Fault("clock-on", "", nothing, nothing_more, signs_out=True)
    kept, ended = Sent("note", 0.0, 0.1, 302, True), Sent("note", 0.0, 0.1, 410, False)
    assert told(jump, [kept, kept]) == ["nobody was signed out: the desk saw no other time"]
    assert told(jump, [ended, kept]) == []


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is here")
def test_a_process_is_told_another_date_and_sleeps_and_measures_as_before(tmp_path: Path) -> None:
    library, clock = tmp_path / "clock.so", tmp_path / "clock"
    subprocess.run(["cc", "-shared", "-fPIC", "-Werror", "-o", library, clocks.SOURCE], check=True)
    clock.write_bytes(struct.pack("=q", -3600) + bytes(clocks.PLACES * clocks.WIDTH))
    done = subprocess.run(
        [sys.executable, "-S", "-c", ASLEEP], capture_output=True, text=True, check=True,
        env={"LD_PRELOAD": str(library), "WAYPOST_CLOCK": str(clock)},
    )  # fmt: skip
    date, measured = map(float, done.stdout.split())
    assert date - time.time() == pytest.approx(-3600, abs=10)
    assert measured == pytest.approx(time.monotonic(), abs=10)
