"""School grades are those of the formula, and each text of the seeds is plain enough for whoever reads it."""

import pytest

from referral import case_report, editions
from referral.pathway import grades
from referral.pathway.grades import EXCUSED, FEWEST, passages, syllables, too_hard


@pytest.mark.parametrize(
    ("word", "count"),
    [("you", 1), ("safe", 1), ("police", 2), ("picture", 2), ("helpline", 2), ("emergency", 4), ("asked", 1)]
    + [("wanted", 2), ("people", 2), ("don\u2019t", 1), ("someone\u2019s", 2)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_grade_is_that_of_the_formula() -> None:
    # Six words, one sentence, six syllables: 0.39 * 6 + 11.8 - 15.59
    assert grades.grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert grades.grade("") == 0.0


def test_every_text_is_within_the_grade_of_its_audience() -> None:
    assert [(one.name, one.audience, one.grade) for one in too_hard(editions.seeds())] == []


def test_no_text_escapes_being_measured() -> None:
    book = editions.seeds()
    measured = {(one.audience, key) for one in passages(book) for key in one.keys}
    english = {
        (audience, key)
        for (language, audience), wording in book.wordings.items()
        if language == "en"
        for key in wording.texts
    }
    assert {(str(audience), key) for audience, key in measured} == english
    few = sum(one.words < FEWEST for one in passages(book))
    assert few < 0.1 * len(list(passages(book)))


def test_every_exception_is_still_needed() -> None:
    hard = {f"{one.name} {one.audience}" for one in passages(editions.seeds()) if one.is_too_hard}
    assert set(EXCUSED) <= hard


def test_the_table_names_every_pathway(capsys: pytest.CaptureFixture[str]) -> None:
    lines = list(case_report.grades(editions.seeds()))
    print(*lines, sep="\n")
    assert {line.split()[0] for line in lines} >= {f"p{number:02}" for number in range(17)}
