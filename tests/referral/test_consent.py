"""Consent: item by item, for one agency, until a day; and who has to agree where the person is a child."""

import datetime as dt

import pytest

from referral.consent import (
    LONGEST_DAYS,
    Agreed,
    Agreement,
    Band,
    Item,
    Lack,
    band_of,
    lacks,
    needs_check,
    shareable,
)

TODAY = dt.date(2026, 11, 20)
ALL = {item: f"what stands under {item}" for item in Item}


def agreement(*items: Item, agreed: tuple[Agreed, ...] = (Agreed.PERSON,), days: int = 30) -> Agreement:
    return Agreement(
        "SAFETY", "a-listing", frozenset(items), TODAY + dt.timedelta(days=days), frozenset(agreed)
    )


@pytest.mark.parametrize("item", Item)
def test_one_item_agreed_to_is_told_and_no_other(item: Item) -> None:
    assert shareable(agreement(item), ALL, today=TODAY) == {item.value: ALL[item]}


def test_no_item_agreed_to_tells_nothing() -> None:
    assert shareable(agreement(), ALL, today=TODAY) == {}


def test_what_there_is_not_is_not_told_as_empty() -> None:
    nothing = {Item.GENDER: None, Item.WORDS: "", Item.OTHER_NEEDS: []}
    assert shareable(agreement(*Item), nothing, today=TODAY) == {}


@pytest.mark.parametrize(("days", "told"), [(0, True), (1, False)])
def test_the_last_day_still_holds_and_the_day_after_does_not(days: int, told: bool) -> None:
    found = shareable(agreement(Item.COUNTRY, days=0), ALL, today=TODAY + dt.timedelta(days=days))
    assert bool(found) is told


def test_without_the_persons_own_word_there_is_no_consent() -> None:
    carer_alone = agreement(*Item, agreed=(Agreed.SAFE_ADULT,))
    assert lacks(carer_alone, today=TODAY) == (Lack.PERSON,)
    assert shareable(carer_alone, ALL, today=TODAY) == {}


@pytest.mark.parametrize(
    ("days", "lacking"),
    [(-1, (Lack.OVER,)), (0, ()), (LONGEST_DAYS, ()), (LONGEST_DAYS + 1, (Lack.TOO_LATE,))],
)
def test_a_consent_ends_and_not_in_the_far_future(days: int, lacking: tuple[Lack, ...]) -> None:
    assert lacks(agreement(days=days), today=TODAY) == lacking


@pytest.mark.parametrize(
    ("band", "alone", "with_safe_adult"),
    [
        (Band.UNDER_13, True, False),
        (Band.FROM_13, True, True),
        (Band.FROM_16, False, False),
        (Band.ADULT, False, False),
        (Band.UNKNOWN, True, True),
    ],
)
def test_who_has_to_check_by_age(band: Band, alone: bool, with_safe_adult: bool) -> None:
    assert needs_check(band, {Agreed.PERSON}) is alone
    assert needs_check(band, {Agreed.PERSON, Agreed.SAFE_ADULT}) is with_safe_adult


@pytest.mark.parametrize(
    ("told", "band"),
    [
        ("under-13", Band.UNDER_13), ("age:13-15", Band.FROM_13), ("16-17", Band.FROM_16),
        ("18-24", Band.ADULT), ("age:25-over", Band.ADULT), ("", Band.UNKNOWN), (None, Band.UNKNOWN),
        ("unknown", Band.UNKNOWN),
    ],
)  # fmt: skip
def test_an_age_that_nobody_said_is_unknown_and_never_adult(told: str | None, band: Band) -> None:
    assert band_of(told) is band
