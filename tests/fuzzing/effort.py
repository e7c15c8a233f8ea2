"""How hard the made-up questions try: a little in `make test`, long in `make audit` (WAYPOST_FUZZ)."""

import os
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FACTOR: Final = int(os.environ.get("WAYPOST_FUZZ", "1"))


def effort(examples: int) -> Any:
    """Return how many examples are tried. The same ones at each run, so that a failure is there again."""
    return settings(
        max_examples=examples * FACTOR, deadline=None, database=None, derandomize=FACTOR == 1,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


# What goes wrong in practice: signs of other scripts, halves of signs, what other programs read as orders.
ODDS: Final = [
    "", "\x00", "\u202e", "\u2066x", "\ud800", "²", "٣٤", "١", "½", "\uff1d1", "=1+1", "{{7*7}}", "{%",
    "<b>", "&#x0;",
    "&amp;amp;", "-", "+", "..", "%00", "9" * 400, "1e400", "NaN", "Infinity", "-0", "24:00", "99:99",
    "0000-00-00",
    "\n", "\t", "\\n", "'", '"', "''", ";", "a" * 300, "ﷺ", "👩‍👩‍👧", "İ", "ſ", "ß", "0x10", "1_000", "１２",
]  # fmt: skip
ODD: Final = st.sampled_from(ODDS)
TEXT: Final = st.one_of(
    st.text(max_size=40), ODD, st.lists(st.one_of(ODD, st.text(max_size=8)), max_size=5).map("".join)
)
JSON: Final = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)
