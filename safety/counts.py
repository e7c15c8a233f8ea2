"""Make a number of people fit to be published: hidden while it is small, else blurred and rounded (pure).

A figure never describes fewer than ten people, nor lets anyone work one out (S11). Each number is drawn once,
when its month or year is over, and what was counted is thrown away: asking again gives the same figure, and
no later figure holds the same people under another name. Noise of a normal distribution bounds what all
figures together tell about one person, however they are added or subtracted, and whoever added people of
their own; rounding and hiding come after it and can only tell less.

Source: Dwork and Roth, The Algorithmic Foundations of Differential Privacy (2014), section 3.5, appendix A;
Dong, Roth and Su, Gaussian Differential Privacy, J. R. Stat. Soc. B 84(1), 2022 (how figures add up: the
best guess about one person who stands in n of them is right with `best_guess(n)`).
"""

import math
from collections.abc import Callable
from typing import Final

LEAST: Final = 10  # people; below it nothing is ever shown, whatever was drawn
BASE: Final = 10  # figures are multiples of it
SPREAD: Final = 6.0  # people: the standard deviation of the noise
# Shown from here. So far above LEAST that who pushes a number to its edge learns that it was crossed only
# with `slip()`: else a figure that appears would tell of the tenth person.
SHOWN_FROM: Final = 30

# Draws from a normal distribution with this mean and standard deviation, as `random.Random.normalvariate`.
Draw = Callable[[float, float], float]


def publishable(number: int, *, draw: Draw) -> int | None:
    """Return the figure to publish for a number of people, None where none may be.

    To be asked once for each number, ever: a second draw would let the noise be averaged away.
    Units: people.

    Example:
        >>> publishable(57, draw=lambda mean, spread: mean + 4.6)
        60
        >>> publishable(9, draw=lambda mean, spread: mean + 99.0) is None
        True
    """
    if number < LEAST:
        return None
    blurred = number + draw(0.0, SPREAD)
    if blurred < SHOWN_FROM:
        return None
    return BASE * math.floor(blurred / BASE + 0.5)


def best_guess(figures: int) -> float:
    """Return how often the best guess is right whether somebody is in, who stands in so many figures or none.

    Whoever guesses knows every figure, and everything of everybody else; a coin is right with 0.5.
    """
    return _below(math.sqrt(figures) / (2 * SPREAD))


def slip() -> float:
    """Return how often a number of exactly LEAST is shown: the chance that its tenth person is noticed."""
    return 1 - _below((SHOWN_FROM - LEAST) / SPREAD)


def _below(deviations: float) -> float:
    """Return the share of a normal distribution that lies below so many standard deviations."""
    return (1 + math.erf(deviations / math.sqrt(2))) / 2
