"""Texts of foreign files made readable: escapes, tags, signs and letters that went wrong (pure)."""

import html
import re
from typing import Any, Final

import nh3

from directory.hsds.incoming import Repair

# Also what turns the order of signs round: with it a number can be shown as another one (Unicode TR36, 2.5).
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ufeff\u202a-\u202e\u2066-\u2069]")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_ITEM: Final = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_LITERAL: Final = re.compile(r"\\r\\n|\\n|\\r")
_BLANKS: Final = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
# What UTF-8 looks like after somebody read it as Windows-1252 and wrote it as UTF-8 again.
_TWICE: Final = re.compile("[\u00c2-\u00c5\u00c3\u00d0\u00d1\u00d8\u00d9\u00e2][\u0080-\u00bf\u0152-\u2122]")
ESCAPED_AT_MOST: Final = 4  # times that anybody escaped a text on top of itself


def clean(text: str, *, lines: bool) -> tuple[str, list[Repair]]:
    """Return a text as people read it, and what had to be put right; `lines`: it may have several lines."""
    if text.isascii() and text.isalnum():
        return text, []
    repairs: list[Repair] = []
    if not (text.isascii() and text.isprintable()):
        if _CONTROL.search(text):
            text = _CONTROL.sub("", text)
            repairs.append(Repair.CONTROL_SIGNS)
        if _TWICE.search(text):
            text = _made_whole(text, repairs)
    if "&" in text:
        text = _unescaped(text, repairs)
    if "<" in text and _TAG.search(text):
        text = _without_tags(text)
        repairs.append(Repair.HTML_TAGS)
    if "\\" in text and _LITERAL.search(text):
        text = _LITERAL.sub("\n", text)
        repairs.append(Repair.LITERAL_NEWLINE)
    return _tidy(text, lines=lines), repairs


def unquoted(text: str) -> str:
    """Return a value without quotation marks that stand around the whole of it."""
    while len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        text = text[1:-1].strip()
    return text


def as_text(value: Any) -> str:
    """Return a value of a file as text; numbers as people write them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _made_whole(text: str, repairs: list[Repair]) -> str:
    """Undo one wrong reading where it can be undone whole; otherwise the text stays as it is."""
    try:
        whole = text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    repairs.append(Repair.ENCODED_TWICE)
    return whole


def _unescaped(text: str, repairs: list[Repair]) -> str:
    for _ in range(ESCAPED_AT_MOST):
        if not _ENTITY.search(text):
            break
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
        if Repair.HTML_ESCAPED not in repairs:
            repairs.append(Repair.HTML_ESCAPED)
    return text


def _without_tags(text: str) -> str:
    text = _ITEM.sub("\n- ", _BREAK.sub("\n", text))
    return html.unescape(nh3.clean(text, tags=set(), attributes={}, strip_comments=True))


def _tidy(text: str, *, lines: bool) -> str:
    """Return a text without blanks at the ends and in rows; that alone is no repair."""
    if "  " not in text and text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        return " ".join(text.split())
    if "\n" not in text:
        return _BLANKS.sub(" ", text).strip()
    rows = "\n".join(_BLANKS.sub(" ", row).strip() for row in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", rows).strip()
