"""The answers of a walk as only the form carries them: `danger:no`, `p01.made:yes` (S2). (pure)"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

MOST_VALUES: Final = 60  # seven questions of nine answers at most, less than that in truth
_VALUE: Final = re.compile(r"((?:p\d\d\.)?[a-z0-9]+(?:-[a-z0-9]+)*):([a-z0-9]+(?:-[a-z0-9]+)*)", re.ASCII)
_LONGEST: Final = 80  # characters


def read(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the answers by question, in the order given; whatever is malformed or too much is dropped."""
    found: dict[str, list[str]] = {}
    for number, pair in enumerate(pairs):
        if number >= MOST_VALUES:
            break
        matched = _VALUE.fullmatch(pair) if len(pair) <= _LONGEST else None
        if matched is not None and matched[2] not in found.setdefault(matched[1], []):
            found[matched[1]].append(matched[2])
    return {key: tuple(answers) for key, answers in found.items()}


def write(answers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the values that `read` makes the same answers of."""
    return [value(key, answer) for key, chosen in answers.items() for answer in chosen]


def value(key: str, answer: str) -> str:
    """Return the form value of one answer."""
    return f"{key}:{answer}"
