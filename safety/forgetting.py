"""Forget what a page left in memory (S1, S2): a process that rests holds nothing of who was here.

What a page was made of is let go of when it was sent. Some of it lies there all the same: what names each
other, until Python looks for it; and the bytes of whatever was let go of, until something else is written
there. Both are seen to here, soon after a page and once more later, by a thread of its own.

What Python takes from the C library, and what the server and nginx hold, is overwritten as it is let go of:
the units set that (deploy/templates/systemd). docs/server-trace-budget.yaml says what is left, and a test
looks for it.
"""

import gc
import linecache
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from safety import aside

EVERY_S: Final = 20.0  # a worker that was asked something sees to it within so long, and once more
TIMES: Final = 2  # a page that was under way the first time has been sent by the second

# How CPython keeps small things since 3.10: in blocks of 16 to 512 bytes, a pool of 16 KiB for each
# size of them. What is larger comes from the C library. Source: Objects/obmalloc.c
POOL: Final = 16 * 1024
LARGEST: Final = 512
WHOLE: Final = 64  # blocks that fill a pool to its last bytes: what lay at the end of a free pool goes too
HEAD_OF_BYTES: Final = sys.getsizeof(b"")
MOST_BLOCKS: Final = 4_000_000  # whatever else happens, this comes to an end

MEMORY: Final = Path("/proc/self/maps")

_pages: Final[list[int]] = [0]  # how often there is still something to forget


def begin() -> None:
    """Have this process forget from now on. What it holds by now is of no visitor, and is left alone."""
    gc.collect()
    gc.freeze()
    threading.Thread(target=_every_so_often, name="forgetting", daemon=True).start()


def noted(application: Callable[..., Any]) -> Callable[..., Any]:
    """Return an application that says when it is asked something: nothing is done while nobody comes."""

    def answer(environ: Any, start_response: Any) -> Any:
        _pages[0] = TIMES
        return application(environ, start_response)

    return answer


def _every_so_often() -> None:
    while True:
        time.sleep(EVERY_S)
        if _pages[0]:
            _pages[0] -= 1
            if not _pages[0]:  # nobody came meanwhile
                aside.rest()
            forget()


def forget() -> int:
    """Let go of what names only each other, and overwrite what is free; return how many blocks that were.

    A fault has Python keep every line of the files it came through, for ever, each in a block that a page
    may have had: up to fifteen bytes after the end of such a line are still the page's.
    """
    linecache.clearcache()
    gc.collect()
    return overwritten()


def overwritten() -> int:
    """Take every free block, filled with nothing, and let go of them again; return how many there were.

    The free blocks of a size are taken before another pool is, and free pools before new memory: the first
    size takes the pools that are free, and each ends where it is given memory that was not there before.
    """
    if not MEMORY.exists():  # a system without it runs no installation, only somebody's trial
        return 0
    known = _Memory()
    taken: list[object] = [None] * LARGEST  # from the C library, so that it takes no block itself
    for block in (WHOLE, *range(LARGEST, 47, -16)):
        _take(taken, known, partial(bytes, block - HEAD_OF_BYTES), block)
    _take(taken, known, complex, sys.getsizeof(0j))  # the two sizes that are too small for bytes
    _take(taken, known, object, sys.getsizeof(object()))
    return len(taken)


def _take(taken: list[object], known: "_Memory", one: Callable[[], object], block: int) -> None:
    """Take blocks until they come from new memory, asking once for each pool's worth."""
    while len(taken) < MOST_BLOCKS:
        taken.extend(one() for _ in range(POOL // block))
        if id(taken[-1]) not in known:
            return


class _Memory:
    """The memory that this process had a moment ago."""

    def __init__(self) -> None:
        lines = MEMORY.read_text(encoding="ascii", errors="replace").splitlines()
        spans = [line.partition(" ")[0].split("-") for line in lines]
        self.starts = [int(start, 16) for start, _end in spans]
        self.ends = [int(end, 16) for _start, end in spans]

    def __contains__(self, address: int) -> bool:
        place = bisect_right(self.starts, address) - 1
        return place >= 0 and address < self.ends[place]
