"""The geometry of the charts: shares of the width and heights in letters, so that the browser sets the words
in any language, direction and size (pure).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LINE: Final = 1.5  # heights are multiples of the size of a letter
BAR: Final = 0.85
STRIP: Final = 2.6
GAP: Final = 0.9
FULL: Final = 86.0  # percent of the width for the longest bar; its number stands behind it
FILLED: Final = 0.78  # of a column's place


@dataclass(frozen=True, slots=True)
class Box:
    """A bar or column. Units: `x` and `width` in percent of the chart, `y` and `height` in letters."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Word:
    """Words of a chart; `anchor` is the end of them that stands at `x`."""

    text: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the template draws it. `top` is the largest number in it. Units: `height` in letters."""

    height: float
    boxes: tuple[Box, ...]
    words: tuple[Word, ...]
    top: int


def bars(rows: Sequence[tuple[str, int | None]], *, rtl: bool) -> Chart:
    """Return one bar below each label, its number behind it; where there is no figure there is no bar."""
    top = max((number for _label, number in rows if number is not None), default=0)
    boxes, words, y = [], [], 0.0
    for label, number in rows:
        words.append(Word(label, _at(0, rtl), y + LINE * 0.75))
        y += LINE
        if number is not None:
            width = FULL * number / top
            boxes.append(Box(_from(0, width, rtl), width, y, BAR))
            words.append(Word(str(number), _at(width + 1, rtl), y + BAR))
        y += BAR + GAP
    return Chart(round(y, 2), tuple(boxes), tuple(words), top)


def strips(rows: Sequence[tuple[str, Sequence[int | None]]], columns: Sequence[str], *, rtl: bool) -> Chart:
    """Return a strip of columns below each label, all to one scale, and the columns' names at the foot."""
    numbers = [number for _label, row in rows for number in row if number is not None]
    top, place = max(numbers, default=0), 100 / max(len(columns), 1)
    boxes, words, y = [], [], 0.0
    for label, row in rows:
        words.append(Word(label, _at(0, rtl), y + LINE * 0.75))
        y += LINE + STRIP
        for index, number in enumerate(row):
            if number is not None:
                height = STRIP * number / top
                x = _from(index * place, place * FILLED, rtl)
                boxes.append(Box(x, round(place * FILLED, 3), round(y - height, 3), round(height, 3)))
        boxes.append(Box(0, 100, y, 0.06))
        y += GAP
    for index, name in enumerate(columns):
        middle = _at((index + FILLED / 2) * place, rtl)
        words.append(Word(name, middle, y + LINE * 0.4, "middle"))
    return Chart(round(y + LINE, 2), tuple(boxes), tuple(words), top)


def _at(share: float, rtl: bool) -> float:
    return round(100 - share if rtl else share, 3)


def _from(start: float, width: float, rtl: bool) -> float:
    return round(100 - start - width if rtl else start, 3)
