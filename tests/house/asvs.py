"""What docs/asvs.md says of OWASP ASVS 5.0.0, read as rows; and which requirements the standard has.

Run by itself it prints the counts that stand at the top of the page, for whoever changed a row:
python -m tests.house.asvs
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "asvs.md"
STATUSES: Final = ("met", "not applicable", "not met")
# The level of each requirement, section by section: the third figure says that V1.2.3 is of level 1.
# Source: OWASP Application Security Verification Standard 5.0.0 (2025-05), numbers and levels alone.
LEVELS: Final = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333",
    "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
# What the standard says of itself: 70 of level 1, 183 of level 2, 92 of level 3.
HOW_MANY: Final = {1: 70, 2: 183, 3: 92}
CHAPTERS: Final = {
    1: "Encoding and sanitising", 2: "Validation and business logic", 3: "Web frontend",
    4: "Interfaces and web services", 5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorization",
    9: "Self-contained tokens", 10: "OAuth and OpenID Connect", 11: "Cryptography", 12: "Communication",
    13: "Configuration", 14: "Data protection", 15: "Coding and architecture", 16: "Logging and errors",
    17: "WebRTC",
}  # fmt: skip
A_ROW: Final = re.compile(
    r"^\| (?P<number>\d+\.\d+\.\d+) \| (?P<level>\d) \| (?P<asks>[^|]+) \| (?P<status>[^|]+) \| "
    r"(?P<says>[^|]+) \|$"
)
LEFT_OUT: Final = re.compile(r"^- \*\*(?P<why>[^*]+)\*\* (?P<numbers>[\d., ]+)$", re.MULTILINE)
A_FILE: Final = re.compile(r"`([\w./-]+\.(?:py|md|conf|toml|inc|html|js|in|txt))`")
A_TEST: Final = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
A_LINK: Final = re.compile(r"\]\(([^)#]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, and what we say of it."""

    number: str
    level: int
    asks: str
    status: str
    says: str

    @property
    def chapter(self) -> int:
        """Return the number of its chapter."""
        return int(self.number.partition(".")[0])


def standard() -> dict[str, int]:
    """Return the level of each requirement of the standard, by its number."""
    return {
        f"{section}.{place}": int(level)
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, start=1)
    }


def rows(text: str) -> list[Row]:
    """Return the rows of the page in their order."""
    found = (A_ROW.match(line) for line in text.splitlines())
    return [
        Row(one["number"], int(one["level"]), one["asks"], one["status"], one["says"]) for one in found if one
    ]


def left_out(text: str) -> dict[str, str]:
    """Return why each requirement that the page leaves out is left out."""
    return {
        number.strip(): one["why"] for one in LEFT_OUT.finditer(text) for number in one["numbers"].split(",")
    }


def counts(found: list[Row]) -> list[str]:
    """Return the table of counts, by chapter and level."""
    head = ["| chapter | level | met | not applicable | not met | all |", "|---|---|---|---|---|---|"]
    tally = Counter((row.chapter, row.level, row.status) for row in found)
    lines = [
        _line(f"V{chapter} {name}", str(level), [tally[chapter, level, status] for status in STATUSES])
        for chapter, name in CHAPTERS.items()
        for level in HOW_MANY
        if any(tally[chapter, level, status] for status in STATUSES)
    ]
    sums = [
        _line("**all**", f"**{level}**", [sum(tally[c, level, s] for c in CHAPTERS) for s in STATUSES])
        for level in HOW_MANY
    ]
    return [*head, *lines, *sums]


def _line(name: str, level: str, numbers: list[int]) -> str:
    return f"| {name} | {level} | {' | '.join(map(str, numbers))} | {sum(numbers)} |"


if __name__ == "__main__":
    print("\n".join(counts(rows(PAGE.read_text(encoding="utf-8")))))
