"""Every kind of public page, narrow as at 400 %: nothing sideways or covered, big targets, edges, stillness.

One visit to each page answers all of it (surveying.py); probe.js says how each answer is found.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.accessible.kinds import KINDS
from tests.accessible.surveying import FOR_AXE, IN_ARABIC, QUESTIONS, Survey, wrong

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes


def test_every_public_template_is_among_the_kinds_of_pages(root: Path) -> None:
    made = {path.stem for path in (root / "templates/public").glob("*.html")}
    assert {kind.template for kind in KINDS} == made


def test_the_kinds_that_are_chosen_are_there() -> None:
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names))
    assert (IN_ARABIC | FOR_AXE) - set(names) == set()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_kind_of_page_has_a_fault(survey: Callable[[str], Survey], language: str, question: str) -> None:
    assert wrong(survey(language), question) == {}
