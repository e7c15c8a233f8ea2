"""The edition that was walked last, kept on this machine for a process that starts without a database.

Its place is a folder of the installation (WAYPOST_DATA_DIR). That none was ever published is kept as well:
the seeds are walked where the database said so, never for want of an answer.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from referral.bookshelf import Files
from safety.whole_file import replacing

NAME: Final = "edition.json"
NONE: Final = ""  # in place of an edition: none was published, and the seeds are walked

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition with its files; without them where none was published."""

    edition: str
    files: Files


def last() -> Kept | None:
    """Return what was kept last; None where nothing was, or what is there can't be read."""
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
        return Kept(str(found["edition"]), {str(path): str(text) for path, text in found["files"].items()})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        log.warning("the edition of the pathways that was kept on this machine can't be read")
        return None


def keep(found: Kept) -> None:
    """Keep this edition in place of the one before, unless this installation keeps none.

    Where that can't be done the one before is taken away, if possible: it may have been replaced because it
    is dangerous.
    """
    if settings.KEPT_DIR is None:
        return
    place = _place()
    text = json.dumps({"edition": found.edition, "files": dict(found.files)}, ensure_ascii=False)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as file:
            file.write(text.encode("utf-8"))
    except OSError:
        log.warning("the edition of the pathways can't be kept on this machine")
        _remove(place)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        log.warning("an older edition of the pathways stays on this machine")


def _place() -> Path:
    """Return where it lies. Raises: FileNotFoundError where this installation keeps none."""
    if settings.KEPT_DIR is None:
        raise FileNotFoundError
    return Path(settings.KEPT_DIR) / NAME
