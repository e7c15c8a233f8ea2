"""A file is whole or as it was before."""

from pathlib import Path

import pytest

from safety.whole_file import replacing


def test_what_was_written_takes_the_place_of_what_stood_there(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    place.write_bytes(b"before")
    with replacing(place) as file:
        file.write(b"after")
        assert place.read_bytes() == b"before"
    assert place.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [place]


def test_what_breaks_off_leaves_what_stood_there_and_nothing_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    place.write_bytes(b"before")

    def break_off() -> None:
        with replacing(place) as file:
            file.write(b"half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        break_off()
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]
