"""How noisy the machine was while a bench ran: the same tiny work spread over the run, and whose work ran.

Work of others counts for the clock and not for us; a machine that is shared or throttled does the same work
in different times. Above the limits below a figure by the clock says little, and the bench says so.
"""

import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LOOPS: Final = 200_000  # some ten milliseconds
MOST_SPREAD: Final = 0.15  # of the median, between the quartiles
MOST_ELSEWHERE: Final = 0.10  # of all processors' time
MOST_STOLEN: Final = 0.02
STAT: Final = Path("/proc/stat")


@dataclass(frozen=True, slots=True)
class Noise:
    """Shares of one: how far the same work differed, what others worked, and what a host took away."""

    spread: float
    elsewhere: float
    stolen: float
    samples: int

    @property
    def is_too_much(self) -> bool:
        """Return whether figures by the clock say little."""
        return self.spread > MOST_SPREAD or self.elsewhere > MOST_ELSEWHERE or self.stolen > MOST_STOLEN

    @property
    def says(self) -> str:
        """Return what was seen, and whether it is too much."""
        return (
            f"{'TOO NOISY TO SAY' if self.is_too_much else 'quiet enough'}: the same work differed by "
            f"{self.spread:.0%} (between the quartiles of {self.samples}), others had {self.elsewhere:.0%} "
            f"of the processors' time, {self.stolen:.1%} was stolen"
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """Processors' seconds since the machine began: all, idle, stolen; and of this program and its own."""

    every: float
    idle: float
    stolen: float
    own: float


def spent() -> Spent:
    """Return what was spent so far; programs that this one started count once it waited for them.

    Source: proc(5), the first line of /proc/stat: user nice system idle iowait irq softirq steal.
    """
    ticks = [int(word) for word in STAT.read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    seconds = [tick / os.sysconf("SC_CLK_TCK") for tick in ticks]
    return Spent(sum(seconds), seconds[3] + seconds[4], seconds[7], sum(os.times()[:4]))


@dataclass(slots=True)
class Watch:
    """Watches from when it is made; `sample` now and then, `noise` at the end."""

    samples: list[float] = field(default_factory=list)
    before: Spent = field(default_factory=spent)

    def sample(self) -> None:
        """Do the same tiny work a few times."""
        for _ in range(5):
            began = time.perf_counter()
            _work()
            self.samples.append(time.perf_counter() - began)

    def noise(self) -> Noise:
        """Return what was seen since the beginning."""
        self.sample()
        low, middle, high = statistics.quantiles(self.samples, n=4)
        elsewhere, stolen = shares(self.before, spent())
        return Noise((high - low) / middle, elsewhere, stolen, len(self.samples))


def shares(before: Spent, after: Spent) -> tuple[float, float]:
    """Return which share of the processors' time others worked, and which was stolen."""
    every = max(after.every - before.every, 1e-9)
    stolen = after.stolen - before.stolen
    others = every - (after.idle - before.idle) - stolen - (after.own - before.own)
    return max(0.0, others) / every, stolen / every


def _work() -> int:
    total = 0
    for number in range(LOOPS):
        total += number & 7
    return total
