"""Draw what a bench found as SVG: bars beside a goal, and lines over sizes (pure).

A picture has the words of its data as its description, follows a dark scheme, and holds no script.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 760
LEFT: Final = 250  # room for names
RIGHT: Final = 90  # room for the numbers after bars
BAR: Final = 20
HEAD: Final = 56
COLOURS: Final = ("#1f6f8b", "#c0562b", "#5b7d2e", "#7a4f9a", "#8a6d00", "#a03060")
STYLE: Final = """
text{font:13px system-ui,sans-serif;fill:#1b1b1b}
.quiet{fill:#5a5a5a;font-size:12px}.title{font-size:16px;font-weight:600}
.axis{stroke:#8a8a8a;opacity:.4}.goal{stroke:#b00020;stroke-dasharray:5 4}
rect.sheet{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#eee}.quiet{fill:#bbb}rect.sheet{fill:#151515}.goal{stroke:#ff8a80}}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how long, and what stands after it."""

    name: str
    value: float
    said: str
    group: int = 0  # bars of one colour


@dataclass(frozen=True, slots=True)
class Line:
    """One line over a logarithmic width: points from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


def bars(title: str, found: Sequence[Bar], *, goal: float | None = None, groups: Sequence[str] = ()) -> str:
    """Return bars one below another, with a line where the goal stands."""
    most = max([bar.value for bar in found] + [goal or 0.0] + [1e-9])
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = list(_legend(groups))
    for at, bar in enumerate(found):
        top = HEAD + at * (BAR + 4)
        parts.append(_text(LEFT - 8, top + 15, bar.name, anchor="end"))
        parts.append(
            f'<rect x="{LEFT}" y="{top}" width="{max(1.0, bar.value * scale):.1f}" height="{BAR}" '
            f'fill="{COLOURS[bar.group % len(COLOURS)]}"/>'
        )
        parts.append(_text(LEFT + bar.value * scale + 6, top + 15, bar.said, kind="quiet"))
    height = HEAD + len(found) * (BAR + 4) + 12
    if goal:
        place = LEFT + goal * scale
        parts.append(_mark("goal", (place, place), (HEAD - 6, height - 8)))
    return _sheet(title, height, parts, (f"{bar.name}: {bar.said}" for bar in found))


def lines(title: str, found: Sequence[Line], *, across: str, up: str, goals: Mapping[float, float]) -> str:
    """Return lines over two logarithmic axes; `goals` are marked, by their place across."""
    points = [point for line in found for point in line.points] + list(goals.items())
    if not points:
        return _sheet(title, HEAD + 20, [_text(20, HEAD, "nothing was measured")], ())
    places = _Places.around(points)
    parts = [*places.axes(across, up), *_legend([line.name for line in found])]
    for at, line in enumerate(found):
        path = " ".join(f"{places.x(x):.1f},{places.y(y):.1f}" for x, y in line.points)
        colour = COLOURS[at % len(COLOURS)]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts += [_dot(places.x(x), places.y(y), colour) for x, y in line.points]
    for x, y in goals.items():
        here, there = places.x(x), places.y(y)
        parts.append(_mark("goal", (here - 26, here + 26), (there, there)))
    said = (f"{line.name}: " + ", ".join(f"{y:g} at {x:,g}" for x, y in line.points) for line in found)
    return _sheet(title, 400, parts, said)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a point lies; each side is whole powers of ten."""

    low_x: int
    high_x: int
    low_y: int
    high_y: int

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> "_Places":
        xs, ys = [math.log10(max(x, 1e-6)) for x, _ in points], [math.log10(max(y, 1e-6)) for _, y in points]
        low_x, low_y = math.floor(min(xs)), math.floor(min(ys))
        return cls(low_x, max(math.ceil(max(xs)), low_x + 1), low_y, max(math.ceil(max(ys)), low_y + 1))

    def x(self, value: float) -> float:
        share = (math.log10(max(value, 1e-6)) - self.low_x) / (self.high_x - self.low_x)
        return 80 + share * (WIDTH - 130)

    def y(self, value: float) -> float:
        share = (math.log10(max(value, 1e-6)) - self.low_y) / (self.high_y - self.low_y)
        return 340 - share * (340 - HEAD - 20)

    def axes(self, across: str, up: str) -> Iterable[str]:
        for power in range(self.low_x, self.high_x + 1):
            yield _text(self.x(10.0**power), 360, f"{10.0**power:,g}", anchor="middle", kind="quiet")
        for power in range(self.low_y, self.high_y + 1):
            there = self.y(10.0**power)
            yield _mark("axis", (80, WIDTH - 50), (there, there))
            yield _text(72, there + 4, f"{10.0**power:,g}", anchor="end", kind="quiet")
        yield _text(WIDTH / 2, 384, across, anchor="middle", kind="quiet")
        yield _text(12, HEAD + 6, up, kind="quiet")


def _legend(names: Sequence[str]) -> Iterable[str]:
    x = 20.0
    for at, name in enumerate(names):
        yield f'<rect x="{x:.0f}" y="32" width="12" height="12" fill="{COLOURS[at % len(COLOURS)]}"/>'
        yield _text(x + 18, 43, name, kind="quiet")
        x += 34 + 6.6 * len(name)


def _mark(kind: str, across: tuple[float, float], down: tuple[float, float]) -> str:
    (left, right), (top, bottom) = across, down
    return f'<line class="{kind}" x1="{left:.1f}" x2="{right:.1f}" y1="{top:.1f}" y2="{bottom:.1f}"/>'


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _text(x: float, y: float, said: str, *, anchor: str = "start", kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{mark}>{escape(said)}</text>'


def _sheet(title: str, height: float, parts: Iterable[str], said: Iterable[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-labelledby="t d">\n'
        f'<title id="t">{escape(title)}</title>\n<desc id="d">{escape("; ".join(said))}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect class="sheet" width="{WIDTH}" height="{height:.0f}"/>\n'
        f"{_text(20, 22, title, kind='title')}\n{inside}\n</svg>\n"
    )
