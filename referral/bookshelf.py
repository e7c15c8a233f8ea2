"""Pathways as files and as a book: the same files, whether they lie in a folder or in the database. (pure)"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

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
    """Read the files laid out in a folder, which is gone again at once: the reader names their places."""
    with TemporaryDirectory(prefix="pathways-") as place:
        folder = Path(place)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        return read(folder / PATHWAYS)
