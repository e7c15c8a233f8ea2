"""Grades and names of sources."""

import pytest

from seeds.building import sources
from seeds.building.grading import grade
from seeds.building.shapes import Grade, Source

OWN = Source("example.org", "https://www.example.org/contact")
LIST = Source("a public list (someone/list)", "github.com/someone/list:data.js")
OTHER = Source("another.net", "https://another.net/")


@pytest.mark.parametrize(
    ("found", "doubts", "expected"),
    [
        ((OWN, LIST), (), Grade.A),
        ((OWN,), (), Grade.B),
        ((LIST, OTHER), (), Grade.B),
        ((LIST,), ("one community source",), Grade.C),
        ((LIST, OTHER), ("one source (member page last edited 2022-05)",), Grade.C),
        ((OWN, LIST), ("may have closed or changed",), Grade.D),
        ((OWN, LIST), ("armed conflict", "working state unknown"), Grade.D),
        ((OWN, LIST), ("sources disagree on hours",), Grade.A),
    ],
)
def test_sources_and_doubts_make_the_grade(found, doubts, expected):
    assert grade(sources=found, doubts=doubts, address="https://example.org/") is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("public source file, index no. 68292048875", "public source file"),
        ("public code file; repository not known here (lesson plan)", "public source file"),
        ("github.com/someone/list:data.js", "a public list (someone/list)"),
        ("https://www.example.org/a/b", "example.org"),
        (
            "github.com/a/b:c.json (copy of https://childhelplineinternational.org/x/)",
            "childhelplineinternational.org",
        ),
    ],
)
def test_a_source_has_a_name_that_a_person_can_be_shown(text, name):
    (source,) = sources.read(text, mark=" | ")
    assert (source.name, source.locator) == (name, text)


def test_a_semicolon_inside_one_source_does_not_split_it():
    text = "https://example.org/a ; public code file; repository not known here (x)"
    assert len(sources.read(text, mark=" ; ")) == 2
