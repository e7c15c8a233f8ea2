"""Figures against somebody who has all of them, and subtracts, averages and adds people of their own (S11).

Each attack is tried on a naive way of publishing too, where it succeeds: else it would prove nothing.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterable, Mapping

import pytest

from referral.figure_cells import MOST_FIGURES
from safety import counts
from safety.counts import BASE, LEAST, SHOWN_FROM, SPREAD, best_guess, publishable, slip

SEED = 20261122
TRIALS = 4000
# Three standard deviations of a share that was counted over so many trials: more is no accident.
MARGIN = 3 * math.sqrt(0.25 / TRIALS)
Publish = Callable[[int], int | None]
pytestmark = pytest.mark.promise("S11")


def ours(seed: int = SEED) -> Publish:
    draw = random.Random(seed).normalvariate
    return lambda number: publishable(number, draw=draw)


def hidden_below_ten(number: int) -> int | None:
    """The naive way: what is small is hidden, the rest is told exactly."""
    return number if number >= LEAST else None


def rounded(number: int) -> int | None:
    """The next naive way: hidden below ten, and rounded to tens."""
    return None if number < LEAST else BASE * math.floor(number / BASE + 0.5)


# --- what one figure says ---


@pytest.mark.parametrize("number", range(LEAST))
def test_fewer_than_ten_are_never_shown_whatever_is_drawn(number: int) -> None:
    for drawn in (-math.inf, -50.0, 0.0, 19.9, 50.0, 1e9):
        assert publishable(number, draw=lambda mean, spread, drawn=drawn: drawn) is None


def test_what_is_shown_is_a_round_number_well_above_ten() -> None:
    publish = ours()
    shown = {figure for number in range(200) for _again in range(20) if (figure := publish(number))}
    assert min(shown) == SHOWN_FROM > LEAST
    assert all(figure % BASE == 0 for figure in shown)


def test_figures_are_right_on_average_and_seldom_far_off() -> None:
    publish, number = ours(), 140
    found = [publish(number) or 0 for _trial in range(TRIALS)]
    assert abs(sum(found) / TRIALS - number) < 1
    assert sum(abs(figure - number) <= 20 for figure in found) / TRIALS > 0.99


# --- subtracting: a total and its parts, two tables that differ by a few ---

Case = tuple[str, str, str]  # month, need, age
AGES, NEEDS, MONTHS = ("child", "young", "adult"), ("safety", "legal", "medical"), ("09", "10")


def cases() -> list[Case]:
    """Some hundred cases, few of which are children's."""
    drawn = random.Random(SEED)
    weights = {"child": 1, "young": 12, "adult": 30}
    ages = drawn.choices(AGES, [weights[age] for age in AGES], k=600)
    return [(drawn.choice(MONTHS), drawn.choices(NEEDS, (9, 6, 4))[0], age) for age in ages]


def tables(some: Iterable[Case]) -> dict[tuple[str, str, str], int]:
    """Return every number that an interface with filters gives: each of month, need and age, or all."""
    sizes = dict.fromkeys(itertools.product(("", *MONTHS), ("", *NEEDS), ("", *AGES)), 0)
    for case in some:
        for kept in itertools.product((True, False), repeat=3):
            sizes[tuple(part if keep else "" for part, keep in zip(case, kept, strict=True))] += 1  # type: ignore[index]
    return sizes


def subtracted(
    shown: Mapping[tuple[str, str, str], int | None],
) -> Iterable[tuple[tuple[str, str, str], int]]:
    """Yield, for each hidden number, what is left when all others of its row are taken from the total."""
    rows = ((0, MONTHS), (1, NEEDS), (2, AGES))
    for cell, figure in shown.items():
        for place, names in rows:
            if figure is None and cell[place]:
                total = shown[(*cell[:place], "", *cell[place + 1 :])]  # type: ignore[index]
                beside = [name for name in names if name != cell[place]]
                others = [shown[(*cell[:place], name, *cell[place + 1 :])] for name in beside]  # type: ignore[index]
                if total is not None and None not in others:
                    yield cell, total - sum(others)  # type: ignore[arg-type]


def test_subtracting_gives_small_numbers_away_where_they_are_only_hidden() -> None:
    sizes = tables(cases())
    small = {cell for cell, size in sizes.items() if 0 < size < LEAST}
    found = dict(subtracted({cell: hidden_below_ten(size) for cell, size in sizes.items()}))
    assert small
    assert {cell for cell in small if found.get(cell) == sizes[cell]} == small


def test_subtracting_gives_nothing_away_of_our_figures() -> None:
    sizes = tables(cases())
    errors = []
    for seed in range(150):
        publish = ours(seed)
        guesses = subtracted({cell: publish(size) for cell, size in sizes.items()})
        errors += [guess - sizes[cell] for cell, guess in guesses if sizes[cell] < LEAST]
    assert len(errors) > 500
    # One more or one fewer is far below the error: noise of three figures or more, and their rounding.
    assert math.sqrt(sum(error**2 for error in errors) / len(errors)) > SPREAD * math.sqrt(3)
    assert sum(abs(error) < 1 for error in errors) / len(errors) < 0.1


def test_no_two_figures_differ_by_one_person_in_a_way_that_shows() -> None:
    """Two tables, or a month and a longer one, whose people are the same but for one."""
    drawn, right = random.Random(SEED), {"exact": 0, "ours": 0}
    for _trial in range(TRIALS):
        publish, size, one_more = ours(drawn.getrandbits(32)), drawn.randrange(60, 300), drawn.random() < 0.5
        larger = size + one_more
        right["exact"] += ((hidden_below_ten(larger) or 0) - (hidden_below_ten(size) or 0) > 0) == one_more
        right["ours"] += ((publish(larger) or 0) - (publish(size) or 0) > 0.5) == one_more
    assert right["exact"] == TRIALS
    assert right["ours"] / TRIALS < best_guess(1) + MARGIN


# --- asking again and averaging ---


def test_noise_that_is_drawn_at_each_request_is_averaged_away() -> None:
    """Why each figure is drawn once and kept; that it is: tests/referral/test_figures_published.py."""
    publish = ours()
    asked = [publish(57) or 0 for _request in range(TRIALS)]
    assert round(sum(asked) / TRIALS) == 57


# --- everything at once: whoever knows all but one thing ---


def chance(figure: int | None, number: int) -> float:
    """Return how likely a figure is for a number: the attacker knows how we do it."""
    if number < LEAST:
        return float(figure is None)
    if figure is None:
        return below(SHOWN_FROM, number)
    low = max(figure - BASE / 2, SHOWN_FROM)
    return below(figure + BASE / 2, number) - below(low, number)


def below(edge: float, number: int) -> float:
    return (1 + math.erf((edge - number) / (SPREAD * math.sqrt(2)))) / 2


def guessed_right(others: list[int], *, publish: Callable[[int, random.Random], int | None]) -> float:
    """Return how often the best guess is right whether one person is in, who would stand in all figures.

    `others` are the numbers without them: the attacker knows these exactly, and may have made them.
    """
    drawn, right = random.Random(SEED), 0
    for _trial in range(TRIALS):
        is_in = drawn.random() < 0.5
        figures = [publish(number + is_in, drawn) for number in others]
        log = sum(
            math.log(max(chance(figure, number + 1), 1e-12) / max(chance(figure, number), 1e-12))
            for figure, number in zip(figures, others, strict=True)
        )
        right += (log > 0 or (log == 0 and drawn.random() < 0.5)) == is_in
    return right / TRIALS


def by_us(number: int, drawn: random.Random) -> int | None:
    return publishable(number, draw=drawn.normalvariate)


PADDED = {
    "as they come": [random.Random(n).randrange(20, 200) for n in range(MOST_FIGURES)],
    "at the edge of rounding": [44] * MOST_FIGURES,
    "at the edge of being shown": [SHOWN_FROM - 1] * MOST_FIGURES,
    "large": [995] * MOST_FIGURES,
}


@pytest.mark.parametrize("others", PADDED.values(), ids=PADDED)
def test_whoever_knows_everything_else_can_hardly_tell_whether_one_person_is_in(others: list[int]) -> None:
    found = guessed_right(others, publish=by_us)
    assert found < best_guess(MOST_FIGURES) + MARGIN
    assert found > 0.6, "the attacker of this test does worse than it could"


def test_the_bound_is_one_that_we_can_stand_for() -> None:
    assert best_guess(0) == 0.5
    assert best_guess(1) < 0.54
    assert best_guess(MOST_FIGURES) < 0.75


def test_rounding_alone_tells_of_one_person_whoever_adds_people_of_their_own() -> None:
    others = [14]  # rounds to ten; with the one, to twenty
    right = sum((rounded(others[0] + is_in) == 20) == bool(is_in) for is_in in (0, 1) * 100)
    assert right == 200
    assert guessed_right([44], publish=by_us) < best_guess(1) + MARGIN


def test_the_tenth_person_is_not_noticed() -> None:
    """Somebody adds nine, and waits whether a figure appears."""
    drawn = random.Random(SEED)
    trials = 100_000
    seen = sum(by_us(LEAST, drawn) is not None for _trial in range(trials))
    assert by_us(LEAST - 1, drawn) is None
    assert seen / trials < slip() + 3 * math.sqrt(slip() / trials)
    assert slip() < 0.0005
    assert [hidden_below_ten(number) for number in (9, 10)] == [None, 10]  # there, it is


def test_the_page_of_decisions_names_these_numbers(root) -> None:  # type: ignore[no-untyped-def]
    text = (root / "docs/decisions/0018-figures.md").read_text()
    for said in (
        f"{MOST_FIGURES} figures",
        f"{round(100 * best_guess(MOST_FIGURES))} of 100",
        str(SHOWN_FROM),
    ):
        assert said in text, said
    assert counts.BASE == counts.LEAST == 10
