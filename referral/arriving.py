"""Stable ways in: one opaque address for each pathway, for a warning page that sends people to help.

The address says nothing of the pathway, takes nothing, and is used once: the forms of the page that it opens
lead to the neutral address (S2; docs/api.md has the table, which never changes).
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from django.conf import settings

FILE: Final = settings.SEEDS_DIR / "deep_links.json"
NEUTRAL: Final = "/"
_FLOW: Final = re.compile(r"p(?!00)\d\d")
_CODE: Final = re.compile(r"[b-df-hj-np-tv-xz][b-df-hj-np-tv-xz2-9]{5}")  # no vowel, so no word


class LinkError(Exception):
    """The table of ways in is not as it must be."""


def read(text: str) -> Mapping[str, str]:
    """Return the code of each pathway.

    Raises: LinkError if one is no code, stands twice, or belongs to nothing that could be a pathway.
    """
    table = json.loads(text)
    wrong = [flow for flow, code in table.items() if not (_FLOW.fullmatch(flow) and _CODE.fullmatch(code))]
    if wrong or len(set(table.values())) < len(table):
        raise LinkError(f"{FILE.name}: expected six consonants or digits for each pathway, none twice")
    return table


LINKS: Final = read(FILE.read_text(encoding="utf-8"))
