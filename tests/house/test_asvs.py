"""docs/asvs.md has every requirement that it promises to have, once, and says what can be looked up."""

import ast
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.house import asvs

TEXT = asvs.PAGE.read_text(encoding="utf-8")
ROWS = asvs.rows(TEXT)
OUT = asvs.left_out(TEXT)
STANDARD = asvs.standard()
A_REASON = 7  # characters: "no Java" is one, "later" is none


def faults(found: list[asvs.Row]) -> list[str]:
    """Return what is wrong with rows, each as the number and a word."""
    times = Counter(row.number for row in found)
    return [
        *(f"{number} stands {count} times" for number, count in times.items() if count > 1),
        *(f"{row.number} is none" for row in found if row.number not in STANDARD),
        *(f"{row.number} has another level" for row in found if STANDARD.get(row.number) != row.level),
        *(f"{row.number} has no status" for row in found if row.status not in asvs.STATUSES),
        *(
            f"{row.number} gives no reason"
            for row in found
            if len(row.says) < A_REASON or not row.asks.strip()
        ),
        *(f"{row.number} names nothing" for row in found if row.status == "met" and not names_something(row)),
        *(f"{row.number} names {what}, which is not there" for row in found for what in missing(row)),
    ]


def names_something(row: asvs.Row) -> bool:
    return any(pattern.search(row.says) for pattern in (asvs.A_TEST, asvs.A_FILE, asvs.A_LINK))


def missing(row: asvs.Row) -> list[str]:
    """Return the tests and files that a row names and the tree has not."""
    tests = [f"{file}::{name}" for file, name in asvs.A_TEST.findall(row.says) if not has(file, name)]
    files = [name for name in asvs.A_FILE.findall(row.says) if not (asvs.ROOT / name).exists()]
    pages = [page for page in asvs.A_LINK.findall(row.says) if not (asvs.PAGE.parent / page).exists()]
    return [*tests, *files, *pages]


def has(file: str, name: str) -> bool:
    return name in functions(asvs.ROOT / file)


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def changed(number: str, to: dict[str, object]) -> list[asvs.Row]:
    """Return the rows with one of them changed."""
    return [replace(row, **to) if row.number == number else row for row in ROWS]


def test_the_numbers_are_as_many_as_the_standard_has():
    assert Counter(STANDARD.values()) == asvs.HOW_MANY
    assert {int(number.split(".")[0]) for number in STANDARD} == set(asvs.CHAPTERS)


def test_every_requirement_of_levels_1_and_2_stands_once():
    assert sorted(row.number for row in ROWS if row.level < 3) == sorted(
        n for n in STANDARD if STANDARD[n] < 3
    )


def test_every_requirement_of_level_3_stands_once_or_is_left_out_with_its_reason():
    of_level_3 = sorted(number for number in STANDARD if STANDARD[number] == 3)
    assert sorted([*(row.number for row in ROWS if row.level == 3), *OUT]) == of_level_3
    assert all(len(why) >= A_REASON for why in OUT.values())


def test_no_row_is_passed_over():
    lines = [line for line in TEXT.splitlines() if re.match(r"\| *V?\d+\.\d", line)]
    assert len(lines) == len(ROWS)


def test_every_row_says_something_that_can_be_looked_up():
    assert faults(ROWS) == []


@pytest.mark.parametrize(
    ("number", "to", "fault"),
    [
        ("6.2.1", {"says": "by `tests/staff/test_passwords.py::test_that_never_was`"}, "not there"),
        ("6.2.1", {"says": "we are quite sure of that"}, "names nothing"),
        ("6.2.1", {"status": "mostly"}, "no status"),
        ("3.7.3", {"says": "later"}, "no reason"),
        ("3.7.3", {"level": 2}, "another level"),
        ("13.4.3", {"says": "as `deploy/templates/nginx/gone.conf` has it"}, "not there"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_claims_too_much_is_named(number, to, fault):
    assert [one for one in faults(changed(number, to)) if one.startswith(number) and fault in one]


def test_a_requirement_that_stands_twice_or_that_nobody_knows_is_named():
    assert "6.2.1 stands 2 times" in faults([*ROWS, *(row for row in ROWS if row.number == "6.2.1")])
    assert "6.2.99 is none" in faults([*ROWS, replace(ROWS[0], number="6.2.99")])


def test_the_counts_are_those_of_the_rows():
    said = TEXT.partition("## Counts\n")[2].partition("\n## ")[0].split("\n")
    assert [line for line in said if line.startswith("|")] == asvs.counts(ROWS)


def test_what_is_refused_on_purpose_is_said_so():
    by_number = {row.number: row for row in ROWS}
    assert by_number["3.7.3"].status == "not met"
    assert "exception" in by_number["3.7.3"].says
