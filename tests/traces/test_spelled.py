"""The search of a server's memory names what it finds, and tells a whole word from the rest of one."""

import pytest

from tests.traces.spelled import PIECE, Nest, found_in

pytestmark = pytest.mark.one_engine
NEST = Nest(stem="bcdfghjk", address="127.45.67.89")


def named(data: bytes) -> dict[str, int]:
    """Return what is found in some bytes."""
    return found_in(data, NEST.spellings(), NEST.stem)


@pytest.mark.parametrize("name", ["words", "posted", "failing"])
def test_a_whole_word_is_called_by_its_name(name: str) -> None:
    assert named(b"\0" + NEST.word(name).encode() + b"\0") == {name: 3}


@pytest.mark.parametrize("rest", [b"", b"posted", b"refused"])
def test_what_no_block_can_be_too_small_for_is_a_piece(rest: bytes) -> None:
    assert len(piece := b"bcdfghjk" + rest) <= PIECE
    assert named(bytes(8) + piece + b"\1\0\0") == {"a piece of a word": 1}


@pytest.mark.parametrize("whole", [b"bcdfghjkposted:no", b"x-bcdfghjk-language", b'{"said": "bcdfghjk"}'])
def test_a_word_with_anything_around_it_is_no_piece(whole: bytes) -> None:
    assert "a piece of a word" not in named(bytes(8) + whole + bytes(8))


def test_the_address_and_other_spellings_are_never_a_piece() -> None:
    assert named(b"\0" + NEST.address.encode() + b"\0") == {"the address": 1}
    assert set(named(bytes(4) + NEST.stem.encode("utf-32-le") + bytes(4))) == {"a word"}
