"""What is hidden in a file by how it is written: compressed, cut into blocks, or in a log of a database.

Each function takes bytes and yields more bytes, every layer that it could open; what is damaged or of
another form yields nothing. Formats after their public descriptions: LZ4 block and Snappy formats, LevelDB's
table and log formats, RFC 1950 and 1952; Brotli and Zstandard by the libraries that both browsers come with.
"""

import ctypes
import ctypes.util
import hashlib
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

MOST: Final = 64 << 20  # bytes that one layer may unfold to
DEEPEST: Final = 3
GZIP: Final = b"\x1f\x8b\x08"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
SNSS: Final = b"SNSS"
SEALED: Final = (
    b"v10"  # what Chromium seals on a machine without a key ring begins so, and has a key that all know
)
MOZ_LZ4: Final = b"mozLz40\0"
SIMPLE_CACHE: Final = bytes.fromhex(
    "305c72a71b6dfbfc"
)  # the first eight bytes of an entry of Chromium's cache
SIMPLE_HEADER: Final = 24
LEVELDB_END: Final = bytes.fromhex("57fb808b247547db")
LEVELDB_BLOCK: Final = 32768


class NoLibrary(Exception):
    """A library that both browsers need is not there; the message says what to install."""


def layers(data: bytes, depth: int = DEEPEST) -> Iterator[bytes]:
    """Yield everything that can be unfolded out of some bytes, and out of that again."""
    for found in (*_at_marks(data), *_whole(data)):
        if found and found != data:
            yield found
            if depth > 1:
                yield from layers(found, depth - 1)


def _at_marks(data: bytes) -> Iterator[bytes]:
    """Yield what begins with a mark, wherever in the file it stands."""
    for at in _places(data, GZIP):
        yield _inflated(data[at:], 31)
    for at in _places(data, ZSTD):
        yield zstd(data[at:])
    for first in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        for at in _places(data, first):
            yield _inflated(data[at:], 15)


def _whole(data: bytes) -> Iterator[bytes]:
    """Yield what is known by how the file begins or ends, or can only be tried."""
    if data.startswith(MOZ_LZ4):
        yield lz4(data[len(MOZ_LZ4) + 4 :])
    if data.startswith(SIMPLE_CACHE) and len(data) > SIMPLE_HEADER:
        key = struct.unpack_from("<I", data, 12)[0]
        yield brotli(data[SIMPLE_HEADER + key :])
    if data.startswith(SNSS):
        yield sealed_session(data)
    if data.endswith(LEVELDB_END):
        yield leveldb_table(data)
    yield brotli(data)
    yield leveldb_log(data)


def sealed_session(data: bytes) -> bytes:
    """Return the commands of a session file that Chromium sealed with the key of a machine without one."""
    key = hashlib.pbkdf2_hmac("sha1", b"peanuts", b"saltysalt", 1, 16)
    found = []
    for at in _places(data, SEALED):
        length = struct.unpack_from("<I", data, at - 4)[0] - len(SEALED) if at >= 4 else 0
        if 0 < length <= len(data) - at - len(SEALED) and length % 16 == 0:
            opened = Cipher(algorithms.AES(key), modes.CBC(b" " * 16)).decryptor()
            found.append(opened.update(data[at + len(SEALED) :][:length]) + opened.finalize())
    return b"\n".join(found)


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _inflated(data: bytes, bits: int) -> bytes:
    """Return what zlib makes of it, up to where it breaks off."""
    stream, out = zlib.decompressobj(bits), b""
    try:
        for at in range(0, len(data), 4096):
            out += stream.decompress(data[at : at + 4096], MOST)
            if stream.eof or len(out) > MOST:
                break
    except zlib.error:
        return out if len(out) > 16 else b""
    return out


def lz4(data: bytes) -> bytes:
    """Return the content of an LZ4 block."""
    out, at = bytearray(), 0
    try:
        while at < len(data):
            token = data[at]
            literals, at = _longer(data, at + 1, token >> 4)
            out += data[at : at + literals]
            at += literals
            if at >= len(data):
                break
            back = data[at] | data[at + 1] << 8
            length, at = _longer(data, at + 2, token & 15)
            _repeat(out, back, length + 4)
    except (IndexError, ValueError):
        return b""
    return bytes(out)


def _longer(data: bytes, at: int, length: int) -> tuple[int, int]:
    """Return a length that may go on in the next bytes, and where it ends."""
    if length == 15:
        while True:
            more = data[at]
            length, at = length + more, at + 1
            if more != 255:
                break
    return length, at


def _repeat(out: bytearray, back: int, length: int) -> None:
    if not 0 < back <= len(out) or len(out) > MOST:
        raise ValueError
    for _ in range(length):
        out.append(out[-back])


def snappy(data: bytes) -> bytes:
    """Return the content of a Snappy block."""
    out, at = bytearray(), 0
    try:
        _, at = _number(data, 0)
        while at < len(data):
            tag, kind = data[at] >> 2, data[at] & 3
            at += 1
            if kind == 0:
                extra = max(0, tag - 59)
                length = (int.from_bytes(data[at : at + extra], "little") if extra else tag) + 1
                out += data[at + extra : at + extra + length]
                at += extra + length
            else:
                size = (1, 2, 4)[kind - 1]
                back = int.from_bytes(data[at : at + size], "little")
                if kind == 1:
                    back, tag = back | tag >> 3 << 8, (tag & 7) + 3
                _repeat(out, back, tag + 1)
                at += size
    except (IndexError, ValueError):
        return b""
    return bytes(out)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    value = shift = 0
    while True:
        one = data[at]
        value, at, shift = value | (one & 127) << shift, at + 1, shift + 7
        if one < 128:
            return value, at


def leveldb_table(data: bytes) -> bytes:
    """Return the blocks of a LevelDB table, one after the other, with keys written out."""
    try:
        at = len(data) - 48
        for _ in range(2):  # past the handle of the block of blocks' names
            _, at = _number(data, at)
        offset, at = _number(data, at)
        size, _ = _number(data, at)
        handles = [value for _, value in _entries(_block(data, offset, size))]
        found = []
        for handle in handles:
            offset, end = _number(handle, 0)
            size, _ = _number(handle, end)
            found += [key + b"\n" + value for key, value in _entries(_block(data, offset, size))]
        return b"\n".join(found)
    except (IndexError, struct.error):
        return b""


def _block(data: bytes, offset: int, size: int) -> bytes:
    body, kind = data[offset : offset + size], data[offset + size]
    return {0: lambda: body, 1: lambda: snappy(body), 2: lambda: _inflated(body, 15)}.get(
        kind, lambda: zstd(body)
    )()


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(block) < 4:
        return
    end = len(block) - 4 - 4 * struct.unpack_from("<I", block, len(block) - 4)[0]
    at, key = 0, b""
    while at < end:
        shared, at = _number(block, at)
        own, at = _number(block, at)
        length, at = _number(block, at)
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + length]
        at += length


def leveldb_log(data: bytes) -> bytes:
    """Return the records of a LevelDB log without the heads that cut them into pieces."""
    out, at = bytearray(), 0
    while at + 7 <= len(data):
        room = LEVELDB_BLOCK - at % LEVELDB_BLOCK
        if room < 7:
            at += room
            continue
        _, length, kind = struct.unpack_from("<IHB", data, at)
        if kind not in (1, 2, 3, 4) or length > room - 7:
            break
        out += data[at + 7 : at + 7 + length]
        if kind in (1, 4):
            out += b"\n"
        at += 7 + length
    return bytes(out)


@cache
def _library(name: str, package: str) -> ctypes.CDLL:
    found = ctypes.util.find_library(name)
    if not found:
        raise NoLibrary(f"the forensic search lacks a Debian package: apt-get install {package}")
    return ctypes.CDLL(found)


def brotli(data: bytes) -> bytes:
    """Return what Brotli makes of it, or nothing where it is something else."""
    library = _library("brotlidec", "libbrotli1")
    library.BrotliDecoderCreateInstance.restype = ctypes.c_void_p
    state = ctypes.c_void_p(library.BrotliDecoderCreateInstance(None, None, None))
    out, room = bytearray(), ctypes.create_string_buffer(1 << 16)
    left, source = ctypes.c_size_t(len(data)), ctypes.c_char_p(data)
    try:
        while len(out) < MOST:
            free, target = ctypes.c_size_t(len(room)), ctypes.cast(room, ctypes.c_char_p)
            ended = library.BrotliDecoderDecompressStream(
                state,
                ctypes.byref(left),
                ctypes.byref(source),
                ctypes.byref(free),
                ctypes.byref(target),
                None,
            )
            out += room.raw[: len(room) - free.value]
            if ended != 3:  # there is more to come
                break
    finally:
        library.BrotliDecoderDestroyInstance(state)
    return bytes(out) if len(out) > 16 else b""


class _Buffer(ctypes.Structure):
    _fields_: list[Any] = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t), ("done", ctypes.c_size_t)]


def zstd(data: bytes) -> bytes:
    """Return what Zstandard makes of it, up to where it breaks off."""
    library = _library("zstd", "libzstd1")
    library.ZSTD_createDStream.restype = ctypes.c_void_p
    library.ZSTD_decompressStream.restype = ctypes.c_size_t
    stream = ctypes.c_void_p(library.ZSTD_createDStream())
    source, room, out = (
        ctypes.create_string_buffer(data, len(data)),
        ctypes.create_string_buffer(1 << 17),
        b"",
    )
    given = _Buffer(ctypes.addressof(source), len(data), 0)
    try:
        while len(out) < MOST:
            taken = _Buffer(ctypes.addressof(room), len(room), 0)
            left = library.ZSTD_decompressStream(stream, ctypes.byref(taken), ctypes.byref(given))
            out += room.raw[: taken.done]
            if not left or library.ZSTD_isError(ctypes.c_size_t(left)) or not taken.done:
                break
    finally:
        library.ZSTD_freeDStream(stream)
    return out
