"""The search finds a word wherever a browser can have hidden it; else finding nothing would prove nothing."""

import base64
import ctypes
import ctypes.util
import gzip
import json
import sqlite3
import struct
import zlib
from pathlib import Path

import pytest

from tests.traces import unpacking
from tests.traces.searching import placed, search

WORD = "qzwhiskered"
TEXT = f"<p>{WORD[:6]} looked for: {WORD}, {WORD[3:]} and more of it</p>".encode() * 3
# What stands in each packed file: the word in two halves, the second first, and an order to repeat it.
HALVES = b"ered and then qzwhisk"


def lz4() -> bytes:
    """Return an LZ4 block that writes out the word only when it is unpacked."""
    literal = bytes([0xF0, len(HALVES) - 15]) + HALVES
    return literal + struct.pack("<H", len(HALVES)) + bytes([0x50]) + b" told"


def table() -> bytes:
    """Return a LevelDB table with one block of one entry, packed, and the block that names it."""
    entry = bytes([0, 3]) + _varint(len(HALVES) + 4) + b"key"
    first = _ended(entry)
    handle = _varint(0) + _varint(len(first))
    index = bytes([0, 3]) + _varint(len(handle)) + b"key" + handle + struct.pack("<II", 0, 1)
    foot = _varint(0) + _varint(0) + _varint(len(first) + 5) + _varint(len(index))
    return first + b"\1crc0" + index + b"\0crc0" + foot.ljust(40, b"\0") + unpacking.LEVELDB_END


def _ended(entry: bytes) -> bytes:
    """Return a packed block of one entry, with the two numbers that every block ends with."""
    literal, ending = entry + HALVES, struct.pack("<II", 0, 1)
    again = bytes([(4 - 1) << 2 | 2]) + struct.pack("<H", len(HALVES))
    head = _varint(len(literal) + 4 + len(ending))
    return head + bytes([60 << 2, len(literal) - 1]) + literal + again + bytes([7 << 2]) + ending


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        number, out = number >> 7, out + bytes([number & 127 | 128])
    return out + bytes([number])


def log(data: bytes) -> bytes:
    """Return a LevelDB log in which a record is cut in the middle of the word."""
    cut = data.index(WORD.encode()) + 4
    first, last = data[:cut], data[cut:]
    return b"".join(struct.pack("<IHB", 0, len(one), kind) + one for one, kind in ((first, 2), (last, 4)))


def zstd(data: bytes) -> bytes:
    """Return what the library makes of it."""
    room = ctypes.create_string_buffer(len(data) + 512)
    library = ctypes.CDLL(ctypes.util.find_library("zstd"))
    library.ZSTD_compress.restype = ctypes.c_size_t
    size = library.ZSTD_compress(room, ctypes.c_size_t(len(room)), data, ctypes.c_size_t(len(data)), 9)
    return room.raw[:size]


def brotli(data: bytes) -> bytes:
    """Return the same by Brotli."""
    room, size = ctypes.create_string_buffer(len(data) + 512), ctypes.c_size_t(len(data) + 512)
    library = ctypes.CDLL(ctypes.util.find_library("brotlienc"))
    assert library.BrotliEncoderCompress(9, 18, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(size), room)
    return room.raw[: size.value]


WRITTEN = {
    "as it is": lambda: TEXT,
    "in UTF-16": lambda: b"\1" + TEXT.decode().encode("utf-16-le"),
    "as a form is sent": lambda: (
        b"go=find&words=" + "".join(f"%{letter:02X}" for letter in WORD.encode()).encode()
    ),
    "in base64": lambda: base64.b64encode(b"xy" + TEXT),
    "gzip": lambda: b"head of a cache entry" + gzip.compress(TEXT) + b"tail",
    "deflate": lambda: zlib.compress(TEXT),
    "Zstandard": lambda: b"head" + zstd(TEXT),
    "Brotli": lambda: brotli(TEXT),
    "Brotli in Chromium's cache": lambda: (
        unpacking.SIMPLE_CACHE + struct.pack("<IIII", 5, 8, 0, 0) + b"the key " + brotli(TEXT)
    ),
    "mozLz4": lambda: unpacking.MOZ_LZ4 + struct.pack("<I", 30) + lz4(),
    "LevelDB table": table,
    "LevelDB log": lambda: log(TEXT[: len(TEXT) // 3]),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_word_is_found_however_it_was_written(way: str, tmp_path: Path):
    data = WRITTEN[way]()
    assert way == "as it is" or WORD.encode() not in data
    (tmp_path / "file").write_bytes(data)
    assert search(tmp_path, [WORD, "qzabsent"]) == {"file": {WORD}}


def test_a_repetition_in_an_lz4_block_is_written_out():
    block = bytes([0x52]) + b"abcde" + struct.pack("<H", 3) + bytes([0x10]) + b"!"
    assert unpacking.lz4(block) == b"abcdecdecdec"[: 5 + 6] + b"!"


def test_a_repetition_in_a_snappy_block_is_written_out():
    copy = bytes([(5 - 1) << 2 | 2]) + struct.pack("<H", 3)
    assert unpacking.snappy(bytes([8, 2 << 2]) + b"abc" + copy) == b"abcabcab"


def test_a_word_is_found_in_a_database_that_is_still_in_its_log_and_in_a_compressed_column(tmp_path: Path):
    database = sqlite3.connect(tmp_path / "store")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE kept (what, body)")
    database.execute("INSERT INTO kept VALUES (?, ?)", (f"{WORD}one", zlib.compress(TEXT + b"qzinside" * 9)))
    database.commit()
    found = search(tmp_path, [f"{WORD}one", "qzinside"])
    assert found["store"] == {f"{WORD}one", "qzinside"}
    assert set(found) == {"store", "store-wal"}
    database.close()


def test_a_word_that_was_deleted_from_a_database_is_found_where_it_lay(tmp_path: Path):
    database = sqlite3.connect(tmp_path / "store")
    database.execute("PRAGMA secure_delete=OFF")
    database.execute("CREATE TABLE kept (what)")
    database.execute("INSERT INTO kept VALUES (?)", (WORD,))
    database.commit()
    database.execute("DELETE FROM kept")
    database.commit()
    database.close()
    assert search(tmp_path, [WORD]) == {"store": {WORD}}


def test_a_word_is_found_in_the_name_of_a_file_also_in_base64(tmp_path: Path):
    (tmp_path / f"ce_{base64.b64encode(b'O^http://' + WORD.encode() + b'.localhost').decode()}").touch()
    assert [words for words in search(tmp_path, [WORD]).values()] == [{WORD}]


def test_a_text_with_letters_of_other_scripts_is_found_by_its_plain_part(tmp_path: Path):
    (tmp_path / "file").write_text(json.dumps("Línea de atención nacional"), encoding="ascii")
    assert search(tmp_path, ["Línea de atención nacional"]) == {"file": {"Línea de atención nacional"}}


def test_what_differs_from_run_to_run_is_left_out_of_the_name_of_a_place():
    assert (
        placed("profile/Default/Sessions/Session_13439841290938887") == "profile/Default/Sessions/Session_#"
    )
    assert placed("profile/Default/Code Cache/js/5d882a0f670ee3aa_0") == "profile/Default/Code Cache/js/#_0"
