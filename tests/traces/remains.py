"""What lies on the disk after a visit: every file that changed, and every row of both databases as text."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing import clusters
from deploy.installing.layout import DATABASE, KEYS, MAIN
from tests.running.stack import Stack
from tests.traces.spelled import Nest, found_in

# Where a program of the machine may put something down.
TEMPORARY: Final = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108
LARGEST: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Left:
    """What was found in one file, or in the rows of one database."""

    where: str
    what: str
    times: int

    def __str__(self) -> str:
        return f"{self.where}: {self.what} x {self.times}"


def changed(folder: Path, *, since: float) -> Iterator[Path]:
    """Yield each file of a folder that was written since."""
    for path in folder.rglob("*"):
        try:
            told = path.lstat()
        except OSError:
            continue
        if path.is_file() and not path.is_symlink() and told.st_mtime >= since and told.st_size < LARGEST:
            yield path


def in_files(folder: Path, nest: Nest, *, since: float) -> Iterator[Left]:
    """Yield what stands in the files of a folder that changed since, bytes for bytes."""
    looked_for = nest.spellings()
    for path in changed(folder, since=since):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        for what, times in found_in(data, looked_for, nest.stem).items():
            yield Left(str(path.relative_to(folder)), what, times)


def in_temporary_folders(nest: Nest, *, since: float, but: Path) -> Iterator[Left]:
    """Yield what stands in new files directly in the temporary folders; `but` is looked at elsewhere."""
    looked_for = nest.spellings()
    for folder in dict.fromkeys(TEMPORARY):
        for path in folder.glob("*") if folder.is_dir() else ():
            if path != but and path.is_file() and path.lstat().st_mtime >= since:
                for what, times in found_in(path.read_bytes(), looked_for, nest.stem).items():
                    yield Left(str(path), what, times)


def in_rows(stack: Stack, nest: Nest) -> Iterator[Left]:
    """Yield what stands in any row, also where the database keeps it packed."""
    looked_for = nest.spellings()
    for cluster in (MAIN, KEYS):
        dump = [
            stack.site.programs / "pg_dump", "--data-only", "--inserts",
            "--host", stack.site.database_sockets,
            "--port", str(stack.site.port(cluster)), "--username", "postgres", DATABASE[cluster],
        ]  # fmt: skip
        said = clusters.run(stack.site, *dump).encode()
        for what, times in found_in(said, looked_for, nest.stem).items():
            yield Left(f"rows of {cluster}", what, times)
