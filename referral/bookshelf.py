"""Pathways as files and as a book: the same files, whether they lie in a folder or in the database. (pure)"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final, cast

from referral.pathway.read import read
from referral.pathway.shapes import Book

Files = Mapping[str, str]  # path below seeds/ -> text
PATHWAYS: Final = "pathways"
LANGUAGES: Final = "languages"
_ROOMS: Final = (f"{PATHWAYS}/**/*.json", f"{LANGUAGES}/*/{PATHWAYS}/*.json", f"{LANGUAGES}/*/words.json",
                 f"{LANGUAGES}/*/recommendations.json")  # fmt: skip
_KEPT: Final = 6  # books of drafts that are being worked on; one is a few megabytes

_books: Final[OrderedDict[str, Book]] = OrderedDict()
_lock: Final = threading.Lock()


def digest(text: str) -> str:
    """Return the name under which a text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def in_folder(seeds: Path) -> dict[str, str]:
    """Return every file of the pathways below the folder of the seeds, by its path in it."""
    return {
        path.relative_to(seeds).as_posix(): path.read_text(encoding="utf-8")
        for pattern in _ROOMS
        for path in sorted(seeds.glob(pattern))
    }


def book(files: Files) -> Book:
    """Return the book that these files are; one that was opened lately is remembered.

    Raises: SeedError, as the reader does.
    """
    name = digest("".join(f"{path}\0{digest(text)}\0" for path, text in sorted(files.items())))
    with _lock:
        if name in _books:
            _books.move_to_end(name)
            return _books[name]
    found = _opened(files)
    with _lock:
        _books[name] = found
        while len(_books) > _KEPT:
            _books.popitem(last=False)
    return found


def _opened(files: Files) -> Book:
    """Read the files from memory: no folder has to be writable, and no draft is left behind in one."""
    return read(cast(Path, _Place(files, PurePosixPath(PATHWAYS))))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place among files that lie in memory. Has what the reader of pathways asks of a Path, and no more."""

    files: Files
    at: PurePosixPath

    @property
    def name(self) -> str:
        return self.at.name

    @property
    def parent(self) -> "_Place":
        return replace(self, at=self.at.parent)

    def __truediv__(self, below: str) -> "_Place":
        return replace(self, at=self.at / below)

    def __lt__(self, other: "_Place") -> bool:
        return self.at < other.at

    def relative_to(self, other: "_Place") -> PurePosixPath:
        return self.at.relative_to(other.at)

    def exists(self) -> bool:
        return str(self.at) in self.files

    def is_dir(self) -> bool:
        return next(self._below(), None) is not None

    def glob(self, pattern: str) -> "Iterator[_Place]":
        depth = len(PurePosixPath(pattern).parts)
        return (replace(self, at=self.at / one) for one in self._below()
                if len(one.parts) == depth and one.match(pattern))  # fmt: skip

    def rglob(self, pattern: str) -> "Iterator[_Place]":
        return (replace(self, at=self.at / one) for one in self._below() if one.match(pattern))

    def _below(self) -> Iterator[PurePosixPath]:
        paths = (PurePosixPath(path) for path in self.files)
        return (path.relative_to(self.at) for path in paths if self.at in path.parents)

    def read_text(self, encoding: str) -> str:
        if not self.exists():
            raise FileNotFoundError(str(self.at))
        return self.files[str(self.at)]

    def read_bytes(self) -> bytes:
        return self.files[str(self.at)].encode()
