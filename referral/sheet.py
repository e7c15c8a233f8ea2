"""Draw sheets of paper: large numbers, short lists, strips to tear off, in six scripts. (no Django)

Fonts lie in seeds/fonts (docs/decisions/0015-leaflets.md); nothing is asked of the machine or of the net.
Units: millimetres and points.
"""

import io
import logging
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import segno
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from referral.leaflet import Leaflet, Line, Situation

# It tells each step of making a font smaller, a hundred lines a sheet.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)

# Per script: family, regular, bold. One without a bold is drawn in its regular.
FAMILIES: Final = {
    "sans": ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    "arabic": ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    "han": ("NotoSansSC-Regular.otf", "NotoSansSC-Regular.otf"),
    "hebrew": ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Regular.ttf"),
    "thai": ("NotoSansThai-Regular.ttf", "NotoSansThai-Regular.ttf"),
}
FIRST: Final = {"ar": "arabic", "zh-hans": "han"}
RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
MARGIN: Final = 13.0
GAP: Final = 8.0  # between two columns
STRIPS: Final = 8  # to tear off one sheet
STRIP_HEIGHT: Final = 62.0
_ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def draws(folder: Path, text: str) -> bool:
    """Return whether the fonts have a sign for every letter of a text."""
    known = _letters(folder)
    return all(ord(letter) in known for letter in text.translate(_ISOLATES) if not letter.isspace())


_KNOWN: Final[dict[Path, frozenset[int]]] = {}


def _letters(folder: Path) -> frozenset[int]:
    if folder not in _KNOWN:
        known: set[int] = set()
        for regular, _bold in FAMILIES.values():
            with TTFont(folder / regular) as font:
                known |= font.getBestCmap().keys()
        _KNOWN[folder] = frozenset(known)
    return _KNOWN[folder]


class Sheet(FPDF):
    """Sheets in one language."""

    def __init__(self, leaflet: Leaflet, *, fonts: Path, paper: str) -> None:
        super().__init__(format=paper)
        self.leaflet = leaflet
        self.rtl = leaflet.direction == "rtl"
        self.side = Align.R if self.rtl else Align.L
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        first = FIRST.get(leaflet.language, "sans")
        for family, (regular, bold) in FAMILIES.items():
            self.add_font(family, "", fonts / regular)
            self.add_font(family, "B", fonts / bold)
        self.set_fallback_fonts([name for name in FAMILIES if name != first], exact_match=True)
        self.family = first
        self.set_title(leaflet.title)
        self.set_lang(leaflet.language)

    @property
    def half(self) -> float:
        return (self.epw - GAP) / 2

    def column(self, number: int) -> float:
        """Return where a column begins: the first one stands on the side on which reading begins."""
        return self.l_margin + (number if not self.rtl else 1 - number) * (self.half + GAP)

    def says(self, text: str, size: float, *, x: float, width: float, bold: bool = False) -> None:
        """Write a paragraph at the present height."""
        side = self._pen(text, size, bold=bold)
        self.set_x(x)
        self.multi_cell(
            width, size * 0.46, text.translate(_ISOLATES), align=side, new_x=XPos.LEFT, new_y=YPos.NEXT
        )

    def tall(self, text: str, size: float, *, width: float, bold: bool = False) -> float:
        """Return how high a paragraph would be."""
        side = self._pen(text, size, bold=bold)
        found = self.multi_cell(
            width, size * 0.46, text.translate(_ISOLATES), align=side, dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )  # fmt: skip
        return float(found)  # type: ignore[arg-type]

    def number(self, text: str, size: float, *, x: float, width: float, align: Align | None = None) -> None:
        """Write a number or an address: from left to right in every script."""
        self.set_text_shaping(True, direction="ltr")
        self.set_font("sans", "B", size)
        while self.get_string_width(text) > width and size > 8:
            size -= 1
            self.set_font("sans", "B", size)
        self.x = x  # set_x takes what lies left of the edge, as in a turned strip, for a point from the right
        self.cell(width, size * 0.45, text, align=align or self.side, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _pen(self, text: str, size: float, *, bold: bool) -> Align:
        """Take the pen for a text, in the direction of its own letters, and return the side of the sheet."""
        rtl = self.rtl and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)
        self.set_text_shaping(True, direction="rtl" if rtl else "ltr")
        self.set_font(self.family, "B" if bold else "", size)
        return self.side


def draw(leaflet: Leaflet, *, fonts: Path, paper: str, plain: bool) -> bytes:
    """Return the sheets as a PDF; `plain` has no heading, no names of situations, and strips to tear off."""
    sheet = Sheet(leaflet, fonts=fonts, paper=paper)
    sheet.add_page()
    if not plain:
        sheet.says(leaflet.title, 20, x=sheet.l_margin, width=sheet.epw, bold=True)
        sheet.ln(2)
    _emergency(sheet)
    bottom = sheet.h - MARGIN - _foot_height(sheet) - (STRIP_HEIGHT + 4 if plain else 0)
    if not plain:
        sheet.ln(3)
        sheet.says(leaflet.lines_say, 13, x=sheet.l_margin, width=sheet.epw, bold=True)
    sheet.ln(1)
    _lines(sheet, leaflet.lines, bottom=bottom, plain=plain)
    sheet.set_y(bottom)
    _foot(sheet)
    if plain:
        _strips(sheet)
    else:
        _situations(sheet)
    return bytes(sheet.output())


def _emergency(sheet: Sheet) -> None:
    """The numbers for danger in a frame on top."""
    leaflet, top, pad = sheet.leaflet, sheet.get_y(), 4.0
    width = sheet.epw - 2 * pad
    x = sheet.l_margin + pad
    sheet.set_y(top + pad)
    sheet.says(leaflet.emergency_says, 12, x=x, width=width, bold=True)
    for number, note in leaflet.emergency:
        top_of_row = sheet.get_y()
        sheet.number(number, 34, x=x if not sheet.rtl else x + width / 2, width=width / 2)
        after = sheet.get_y()
        sheet.set_y(top_of_row + 5)
        sheet.says(note, 12, x=x + width / 2 if not sheet.rtl else x, width=width / 2)
        sheet.set_y(max(after, sheet.get_y()))
    sheet.says(leaflet.emergency_more, 9.5, x=x, width=width)
    sheet.set_line_width(0.8)
    sheet.rect(sheet.l_margin, top, sheet.epw, sheet.get_y() + pad - top)
    sheet.set_y(sheet.get_y() + pad)


def _lines(sheet: Sheet, lines: Sequence[Line], *, bottom: float, plain: bool) -> None:
    """Lines in two columns, as many as fit above the foot; none is cut in two."""
    top, column = sheet.get_y(), 0
    for line in lines:
        if sheet.get_y() + _line_height(sheet, line, plain=plain) > bottom - 2:
            column += 1
            sheet.set_y(top)
            if column > 1 or top + _line_height(sheet, line, plain=plain) > bottom - 2:
                return
        _line(sheet, line, x=sheet.column(column), plain=plain)


def _said(line: Line, *, plain: bool) -> Iterable[tuple[str, float, bool]]:
    if not plain:
        yield line.kind, 9, False
    yield line.name, 10.5, True
    yield line.facts, 9, False
    if not plain:
        yield line.seen, 7.5, False


def _line(sheet: Sheet, line: Line, *, x: float, plain: bool) -> None:
    sheet.set_line_width(0.2)
    sheet.line(x, sheet.get_y(), x + sheet.half, sheet.get_y())
    sheet.ln(1.5)
    texts = [one for one in _said(line, plain=plain) if one[0]]
    head = 0 if plain else 1
    for text, size, bold in texts[: head + 1]:
        sheet.says(text, size, x=x, width=sheet.half, bold=bold)
    for number in line.numbers:
        sheet.number(number, 20, x=x, width=sheet.half)
    for text, size, bold in texts[head + 1 :]:
        sheet.says(text, size, x=x, width=sheet.half, bold=bold)
    sheet.ln(2)


def _line_height(sheet: Sheet, line: Line, *, plain: bool) -> float:
    texts = (one for one in _said(line, plain=plain) if one[0])
    words = sum(sheet.tall(text, size, width=sheet.half, bold=bold) for text, size, bold in texts)
    return words + len(line.numbers) * 20 * 0.45 + 4


def _foot_height(sheet: Sheet) -> float:
    width = sheet.epw - (24 if sheet.leaflet.address else 0)
    return max(sum(sheet.tall(text, 8.5, width=width) for text in sheet.leaflet.foot) + 2, _code_size(sheet))


def _code_size(sheet: Sheet) -> float:
    return 24.0 if sheet.leaflet.address else 0.0


def _foot(sheet: Sheet) -> None:
    """What is known of the numbers and since when; the neutral address with its code where it was given."""
    leaflet, top, size = sheet.leaflet, sheet.get_y(), _code_size(sheet)
    x = sheet.l_margin + (size + 2 if size and sheet.rtl else 0)
    for text in leaflet.foot:
        sheet.says(text, 8.5, x=x, width=sheet.epw - size)
    if not leaflet.address:
        return
    sheet.number(leaflet.address, 10, x=x, width=sheet.epw - size - 2)
    picture = io.BytesIO()
    segno.make(leaflet.address, error="m").save(picture, kind="png", scale=8, border=2)
    at = sheet.l_margin if sheet.rtl else sheet.l_margin + sheet.epw - 22
    sheet.image(picture, x=at, y=top, w=22)


def _situations(sheet: Sheet) -> None:
    """The second sheet: first steps, in two columns, each situation whole in one of them."""
    sheet.add_page()
    sheet.says(sheet.leaflet.steps_say, 16, x=sheet.l_margin, width=sheet.epw, bold=True)
    sheet.ln(2)
    top, column = sheet.get_y(), 0
    size = _size_that_fits(sheet, sheet.leaflet.situations, room=sheet.h - MARGIN - top)
    for one in sheet.leaflet.situations:
        if column == 0 and sheet.get_y() + _situation_height(sheet, one, size) > sheet.h - MARGIN:
            column = 1
            sheet.set_y(top)
        _situation(sheet, one, size, x=sheet.column(column))


def _size_that_fits(sheet: Sheet, every: Sequence[Situation], *, room: float) -> float:
    for size in (11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8):
        heights = [_situation_height(sheet, one, size) for one in every]
        if sum(heights) <= 2 * room - max(heights, default=0):
            return size
    return 7.5


def _situation(sheet: Sheet, one: Situation, size: float, *, x: float) -> None:
    sheet.says(one.title, size + 1.5, x=x, width=sheet.half, bold=True)
    for text in one.steps:
        sheet.says(f"• {text}", size, x=x, width=sheet.half)
    sheet.ln(size * 0.35)


def _situation_height(sheet: Sheet, one: Situation, size: float) -> float:
    steps = sum(sheet.tall(f"• {text}", size, width=sheet.half) for text in one.steps)
    return sheet.tall(one.title, size + 1.5, width=sheet.half, bold=True) + steps + size * 0.35


def _strips(sheet: Sheet) -> None:
    """Strips with numbers alone, to tear off the lower edge."""
    top, width = sheet.h - MARGIN - STRIP_HEIGHT + 6, sheet.epw / STRIPS
    numbers = sheet.leaflet.strip
    sheet.set_line_width(0.2)
    sheet.set_dash_pattern(dash=1.5, gap=1.5)
    sheet.line(sheet.l_margin, top, sheet.l_margin + sheet.epw, top)
    for strip in range(STRIPS):
        x = sheet.l_margin + strip * width
        sheet.line(x, top, x, sheet.h - MARGIN + 6)
        with sheet.rotation(90, x=x + width / 2, y=top + STRIP_HEIGHT / 2):
            for row, number in enumerate(numbers):
                sheet.set_y(top + STRIP_HEIGHT / 2 - 5 * len(numbers) / 2 + 5 * row)
                sheet.number(
                    number, 14 if len(numbers) < 3 else 12,
                    x=x + width / 2 - STRIP_HEIGHT / 2, width=STRIP_HEIGHT, align=Align.C,
                )  # fmt: skip
    sheet.set_dash_pattern()
