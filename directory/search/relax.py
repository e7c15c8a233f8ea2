"""What is dropped when nothing fits, least important condition first (pure).

The age is not among these: it is never relaxed (S12).
"""

from collections.abc import Callable, Collection, Iterator
from typing import Final

# In the order of dropping. Who ticks *anonymous* may be in danger without it, so it goes late.
CONDITIONS: Final = ("open_now", "free", "contact", "accessible", "anonymous", "language", "kind", "words")
AREAS: Final = ("region", "world")
NEED: Final = "need"
ANYWHERE: Final = "anywhere"

Relaxed = tuple[str, ...]


def steps(asked: Collection[str], *, in_a_country: bool) -> Iterator[Relaxed]:
    """Yield what to drop, from nothing to everything that may be dropped."""
    yield ()
    dropped: Relaxed = ()
    for name in CONDITIONS:
        if name in asked:
            dropped = (*dropped, name)
            yield dropped
    areas = AREAS if in_a_country else ()
    yield from ((*dropped, area) for area in areas)
    if NEED in asked:
        dropped = (*dropped, NEED)
        yield dropped
        yield from ((*dropped, area) for area in areas)
    yield (*dropped, ANYWHERE)


def as_little_as_needed(relaxed: Relaxed, fits: Callable[[Relaxed], bool]) -> Relaxed:
    """Return what had to be dropped: each condition that can be kept after all is kept, weightiest first."""
    kept = relaxed
    for name in reversed([name for name in relaxed if name in CONDITIONS]):
        without = tuple(one for one in kept if one != name)
        if fits(without):
            kept = without
    return kept
