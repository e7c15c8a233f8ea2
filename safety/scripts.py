"""The digest of a script of ours, which a page names beside it: a browser runs no other in its place.

Somebody who can change what lies in the folder of static files cannot change what runs on a page.
"""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders


def integrity(path: str) -> str:
    """Return what stands in the attribute `integrity` for a static file of this tree. Source: W3C SRI."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise LookupError("there is no such script in the tree")
    return _digest(found, Path(found).stat().st_mtime_ns)


@lru_cache(maxsize=64)  # a file that was written anew has another digest
def _digest(found: str, _written: int) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(Path(found).read_bytes()).digest()).decode("ascii")
