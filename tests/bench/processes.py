"""What the workers of a running site used: processors' time and memory, as Linux tells them."""

from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")


def workers(pid: int) -> list[int]:
    """Return the workers of a server, by its first process; that process itself where it has none."""
    tasks = (PROC / str(pid) / "task").glob("*/children")
    children = [int(child) for path in tasks for child in path.read_text(encoding="ascii").split()]
    return [child for child in children if _is_worker(child)] or [pid]


def _is_worker(pid: int) -> bool:
    """Return whether a child serves; one that only looks after shared memory is small and never listens."""
    try:
        return b"resource_tracker" not in (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False


def computing_ms(pids: list[int]) -> float:
    """Return the milliseconds of processors' time that these processes have used since they began."""
    paths = (path for pid in pids for path in (PROC / str(pid) / "task").glob("*/schedstat"))
    return sum(int(path.read_text(encoding="ascii").split()[0]) for path in paths) / 1e6


def memory_mb(pid: int) -> float:
    """Return the megabytes that a process holds, its share of what it shares with others among them."""
    told = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    return int(told.partition("\nPss:")[2].split()[0]) / 1024
