"""Which curve a cost follows as something grows (pure)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression
from typing import Final

# The power of the size with which the cost grows, up to which it is called so.
NAMES: Final = ((0.15, "does not grow"), (0.85, "grows slower than it"), (1.15, "grows in step"))


@dataclass(frozen=True, slots=True)
class Curve:
    """`cost = factor * size ** power`, by the least squares of the logarithms."""

    factor: float
    power: float

    @property
    def name(self) -> str:
        """Return what the curve is called."""
        known = next((name for most, name in NAMES if self.power < most), "grows faster than it")
        return f"{known}: size to the power {self.power:.2f}"

    def at(self, size: float) -> float:
        """Return what the curve says of a size, measured or not."""
        return self.factor * size**self.power


def fitted(points: Sequence[tuple[float, float]]) -> Curve:
    """Return the curve through what was measured at several sizes.

    Raises: statistics.StatisticsError with fewer than two sizes.
    """
    line = linear_regression(
        [math.log(size) for size, _ in points], [math.log(max(cost, 1e-9)) for _, cost in points]
    )
    return Curve(math.exp(line.intercept), line.slope)
