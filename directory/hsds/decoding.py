"""The bytes of a foreign file as text, whatever encoding it is in (pure)."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, AnyStr, Final

from charset_normalizer import from_bytes

SAMPLE: Final = 1 << 18  # bytes that are looked at to find an encoding out
_PIECE: Final = 1 << 16
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MIXED: Final = "mixed"  # UTF-8, but for some rows
LONGEST_LINE: Final = 1 << 23  # signs or bytes; a zip of a few kilobytes can hold a line of many gigabytes
_AS_OFFICE: Final = "waypost-as-office"
# Guesses of the library that never are what a Western office program writes; the office's own is meant.
_OFFICE: Final = "cp1252"
_PLAIN: Final = frozenset({"ascii", "utf_8"})


class LineTooLong(ValueError):
    """A line has no end: no row of a directory is so long."""


def encoding_of(path: Path) -> str:
    """Return the encoding of a file: UTF-8 if all of it is, else what its mark or its bytes say."""
    with path.open("rb") as file:
        return encoding_of_stream(file)


def encoding_of_stream(file: IO[bytes]) -> str:
    """Return the encoding of an open file; it is read to its end, in pieces."""
    start = file.read(_PIECE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    strict, around = codecs.getincrementaldecoder("utf-8")("strict"), b""
    piece, before = start, b""
    while piece:
        try:
            strict.decode(piece)
        except UnicodeDecodeError:
            around = (before + piece + file.read(SAMPLE))[-SAMPLE * 2 :]
            break
        before, piece = piece, file.read(_PIECE)
    else:
        return "utf-8"
    return _looked_at(around)


def is_other(encoding: str) -> bool:
    """Return whether reading a file in this encoding is worth telling."""
    return encoding not in ("utf-8", "utf-8-sig")


def lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield the lines of a file with their ends; what cannot be read becomes the replacement sign."""
    name, errors = _how(encoding)
    reader = io.TextIOWrapper(file, encoding=name, errors=errors, newline="")
    try:
        for line in within_bounds(reader):  # noqa: UP028 - `yield from` would close the file at an early end
            yield line
    finally:
        if not file.closed:
            reader.detach()


def within_bounds(file: IO[AnyStr]) -> Iterator[AnyStr]:
    """Yield the lines of a file. Raises: LineTooLong before one is held that has no end."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise LineTooLong("a line has no end")
        yield line


def as_utf8(file: IO[bytes], encoding: str) -> IO[bytes]:
    """Return the file as one whose bytes are UTF-8."""
    if encoding == "utf-8":
        return file
    if encoding == "utf-8-sig":
        file.seek(len(codecs.BOM_UTF8))
        return file
    name, errors = _how(encoding)
    return codecs.EncodedFile(file, "utf-8", name, errors=errors)


def _how(encoding: str) -> tuple[str, str]:
    return ("utf-8", _AS_OFFICE) if encoding == MIXED else (encoding, "replace")


def _as_office(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as the office program wrote them."""
    if not isinstance(error, UnicodeDecodeError):
        return "?", getattr(error, "end", 0)
    return error.object[error.start : error.end].decode(_OFFICE, "replace"), error.end


def _looked_at(sample: bytes) -> str:
    """Return what the bytes look like. A file that is nearly UTF-8 stays UTF-8: some of its rows are not."""
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    foreign = sum(byte > 127 for byte in sample)
    if foreign and broken * 4 < foreign:
        return MIXED
    # A short text in one of the old single-byte encodings is hard to tell: the library's first choice is
    # taken
    # only where it is sure, else the office's.
    found = from_bytes(sample).best()
    if found is None or found.encoding in _PLAIN:
        return _OFFICE
    return _western(found.encoding)


def _western(name: str) -> str:
    """All Western single-byte pages agree in the letters; the office's has the quotation marks as well."""
    alike = (
        "cp1250",
        "cp1252",
        "cp1257",
        "cp1254",
        "cp775",
        "latin",
        "iso8859",
        "mac_",
        "cp850",
        "cp437",
        "hp_roman",
        "ptcp",
    )
    western = name in alike or any(name.startswith(start) for start in ("latin_1", "iso8859_1", "iso8859_15"))
    return _OFFICE if western else name


codecs.register_error(_AS_OFFICE, _as_office)
