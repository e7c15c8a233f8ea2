"""Files that hold all of something or nothing of it, whenever the power goes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write; it takes the place of `path` once it is whole and on the disk, else it is gone.

    Raises: OSError; what stood there before stands there then.
    """
    beside = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # a machine without power often takes its database with it
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
