"""Around a town: rings of cells that grow until enough is in them, then exact distances (pure)."""

from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final

from pyroaring import BitMap

from directory.search.gazetteer import Town
from directory.search.shelf import CELLS_A_DEGREE, Shelf, cell_of

REACH_KM: Final = 100  # farther away than this a place is no nearer than a line that answers everywhere
KM_A_DEGREE: Final = 111.2  # of latitude
EARTH_KM: Final = 6371.0


def distance(latitude: float, longitude: float, town: Town) -> float:
    """Return the way between a point and a town over the globe. Units: degrees, kilometres."""
    one, other = radians(latitude), radians(town.latitude)
    half = sin((other - one) / 2) ** 2
    half += cos(one) * cos(other) * sin(radians(town.longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def kilometres(shelf: Shelf, position: int, town: Town) -> float | None:
    """Return how far a listing's nearest place is from a town; None where no place may be told."""
    return min((distance(*point, town) for point in shelf.points(position)), default=None)


def nearest(shelf: Shelf, among: BitMap, town: Town, *, enough: int) -> list[int]:
    """Return the positions of what lies within reach, nearest first: all, or `enough` and a few more."""
    reach = 0.0
    while reach < REACH_KM:
        reach = min(REACH_KM, max(2 * reach, KM_A_DEGREE / CELLS_A_DEGREE))
        around = among & _ring(shelf, town, reach)
        if len(around) >= enough or reach >= REACH_KM:
            ways = sorted((kilometres(shelf, position, town) or 0.0, position) for position in around)
            within = [position for way, position in ways if way <= reach]
            if len(within) >= enough or reach >= REACH_KM:
                return within
    return []


def within_reach(shelf: Shelf, among: BitMap, town: Town) -> BitMap:
    """Return what lies in cells that are within reach: some of it may be a little farther away."""
    return among & _ring(shelf, town, REACH_KM)


def _ring(shelf: Shelf, town: Town, reach: float) -> BitMap:
    """Return what lies in the cells that a circle around the town touches. Units: kilometres."""
    up = ceil(reach / KM_A_DEGREE * CELLS_A_DEGREE)
    narrow = max(0.05, cos(radians(min(89.0, abs(town.latitude) + reach / KM_A_DEGREE))))
    aside = ceil(reach / KM_A_DEGREE / narrow * CELLS_A_DEGREE)
    row, column = cell_of(town.latitude, town.longitude)
    around = 360 * CELLS_A_DEGREE
    cells = (
        shelf.cells.get((y, x % around))
        for y in range(row - up, row + up + 1)
        for x in range(column - aside, column + aside + 1)
    )
    found = [cell for cell in cells if cell is not None]
    return BitMap.union(*found) if found else BitMap()
