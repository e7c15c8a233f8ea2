"""How dangerous a listing is to leave alone: from the directory and what was said, never from a visit."""

from collections import Counter
from uuid import UUID

import pytest

from directory.danger import Crowd, Exposure, Standing, Why, ranked

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
COUNTRIES = ("DE", "FR", "KE")


def standing(id: UUID = ONE, places: str = "KE", kinds: str = "crisis", **said) -> Standing:
    usual = {"grade": "B", "age_days": 30, "left_days": 20}
    return Standing(id, frozenset(places.split()), frozenset(kinds.split()), **{**usual, **said})


def crowd(*known: Standing) -> Crowd:
    counts = Counter((place, kind) for one in known for place in one.places for kind in one.kinds)
    return Crowd(counts, countries=COUNTRIES, union=("DE", "FR"))


def exposed(*known: Standing) -> dict[UUID, Exposure]:
    around = crowd(*known)
    return {one.id: around.exposure_of(one.places, one.kinds) for one in known}


def order(*known: Standing) -> list[UUID]:
    return [one.id for one in ranked(known, crowd=crowd(*known), verify_days=180)]


def why(one: Standing) -> list[Why]:
    return [found for found, _number in ranked([one], crowd=crowd(one), verify_days=180)[0].why]


# --- exposure ---


def test_two_of_a_kind_in_one_place_share_it():
    found = exposed(standing(ONE), standing(TWO), standing(THREE, kinds="legal"))
    assert found == {ONE: Exposure(0.5, 0), TWO: Exposure(0.5, 0), THREE: Exposure(1.0, 1)}


def test_a_listing_for_everywhere_stands_in_every_country():
    found = exposed(standing(ONE, "XX"), standing(TWO, "KE"))
    assert found == {ONE: Exposure(2.5, 2), TWO: Exposure(0.5, 0)}


def test_one_for_the_union_stands_in_its_members():
    assert exposed(standing(ONE, "EU"))[ONE] == Exposure(2.0, 2)


def test_each_kind_counts():
    assert exposed(standing(ONE, kinds="crisis legal"))[ONE] == Exposure(2.0, 2)


# --- order ---


def test_of_two_alike_the_one_that_is_shown_more_comes_first():
    assert order(standing(ONE, "KE"), standing(TWO, "DE FR")) == [TWO, ONE]


@pytest.mark.parametrize(
    "worse",
    [
        {"age_days": 200}, {"age_days": None}, {"left_days": -1}, {"grade": "C"}, {"grade": "D"},
        {"doubts": 1}, {"differed": True},
        {"reports": {"no-answer": 1}}, {"reports": {"gone": 1}}, {"reports": {"not-safe": 1}},
    ],
)  # fmt: skip
def test_each_of_these_alone_moves_a_listing_up(worse):
    assert order(standing(ONE), standing(TWO, **worse)) == [TWO, ONE]


def test_not_safe_outweighs_everything_else_together():
    worst = standing(
        ONE, "XX", "crisis legal other", grade="D", doubts=9, age_days=None, left_days=-900, differed=True,
        reports={"gone": 100, "no-answer": 100},
    )  # fmt: skip
    assert order(worst, standing(TWO, grade="A", age_days=0, reports={"not-safe": 1})) == [TWO, ONE]


def test_one_person_pressing_all_day_is_not_a_hundred_people():
    def danger(presses: int) -> float:
        one = standing(reports={"gone": presses})
        return ranked([one], crowd=crowd(one), verify_days=180)[0].danger

    assert danger(1) < danger(100) < 8 * danger(1)


def test_that_it_helped_moves_nothing():
    first, second = standing(ONE, reports={"helped": 50}), standing(TWO)
    assert order(first, second) == [ONE, TWO]
    assert order(standing(TWO, reports={"helped": 50}), standing(ONE)) == [ONE, TWO]


# --- why ---


def test_a_row_says_everything_that_speaks_against_it_the_gravest_first():
    one = standing(
        grade="D", doubts=2, age_days=400, left_days=-3, differed=True, reports={"not-safe": 1, "gone": 2}
    )
    assert why(one) == [
        Why.NOT_SAFE, Why.GONE, Why.OVERDUE, Why.LAST_TIME_DIFFERENT, Why.OLD, Why.DOUBTS, Why.GRADE,
        Why.ONLY_ONE,
    ]  # fmt: skip


def test_one_that_nobody_verified_says_so():
    assert why(standing(age_days=None, left_days=None)) == [Why.NEVER_VERIFIED, Why.ONLY_ONE]
