"""Codes of 21 digits: what is random, which slips are caught, what people may type, what they yield."""

import random
import unicodedata

import pytest

from safety import codes
from safety.codes import Code, Cost, Fault, Misread

QUICK = Cost(memory=8, passes=1, lanes=1)
SALT = b"0123456789abcdef0123456789abcdef"
KNOWN = "5724"  # Damm's own example: 572, check digit 4


def made(seed: int) -> Code:
    drawn = "".join(random.Random(seed).choices("0123456789", k=codes.RANDOM_DIGITS))  # noqa: S311 - repeatable
    return Code(drawn + codes.check_digit(drawn))


SAMPLE = [made(seed) for seed in range(40)] + [Code("0" * 21)]


def fault(typed: str) -> tuple[Fault, int]:
    with pytest.raises(Misread) as refused:
        codes.read(typed)
    assert refused.value.__cause__ is None
    assert not any(part and part in str(refused.value) for part in typed.split())
    return refused.value.fault, refused.value.by


def test_a_code_has_twenty_random_digits_and_one_that_checks():
    drawn = {codes.new().digits for _ in range(300)}
    assert len(drawn) == 300
    assert all(len(one) == 21 and one.isascii() and one.isdecimal() for one in drawn)
    for place in range(codes.RANDOM_DIGITS):  # no digit stands still: 300 draws miss one of ten with 2e-13
        assert {one[place] for one in drawn} == set("0123456789")


def test_the_check_digit_is_that_of_the_source():
    assert codes.check_digit(KNOWN[:3]) == KNOWN[3]
    assert codes.check_digit(KNOWN) == "0"


@pytest.mark.parametrize("code", SAMPLE, ids=range(len(SAMPLE)))
def test_every_single_wrong_digit_is_caught(code: Code):
    for place in range(codes.DIGITS):
        for other in set("0123456789") - {code.digits[place]}:
            changed = code.digits[:place] + other + code.digits[place + 1 :]
            assert fault(changed) == (Fault.MISHEARD, 0)


@pytest.mark.parametrize("code", SAMPLE, ids=range(len(SAMPLE)))
def test_every_two_neighbours_that_changed_places_are_caught(code: Code):
    for place in range(codes.DIGITS - 1):
        one, two = code.digits[place : place + 2]
        if one != two:
            changed = code.digits[:place] + two + one + code.digits[place + 2 :]
            assert fault(changed) == (Fault.MISHEARD, 0)


def zeros() -> list[str]:
    """Return the nought of every script that has decimal digits."""
    return [chr(point) for point in range(0x110000) if unicodedata.decimal(chr(point), None) == 0]


def test_digits_of_every_script_are_read():
    found = zeros()
    assert {"0", "٠", "۰", "०", "০", "๐", "０"} <= set(found)
    for nought in found:
        typed = "".join(chr(ord(nought) + int(digit)) for digit in SAMPLE[0].digits)
        assert codes.read(typed) == SAMPLE[0]


BETWEEN = [*" -–−./،_\t\n\u00a0\u200f", "  ", "\ufe0f\u20e3"]


@pytest.mark.parametrize("between", BETWEEN, ids=ascii)
def test_what_people_put_between_groups_is_left_out(between: str):
    code = SAMPLE[1]
    assert codes.read(f" {between.join(code.groups)}{between}") == code


def test_it_is_read_aloud_in_seven_groups_of_three():
    assert Code("012345678901234567890").groups == ("012", "345", "678", "901", "234", "567", "890")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", (Fault.EMPTY, 0)),
        (" - ", (Fault.EMPTY, 0)),
        (SAMPLE[2].digits[:-1], (Fault.TOO_SHORT, 1)),
        (SAMPLE[2].digits[:12], (Fault.TOO_SHORT, 9)),
        (SAMPLE[2].digits + "77", (Fault.TOO_LONG, 2)),
        ("7" * 5000, (Fault.TOO_LONG, 180)),
        ("K7Q2MXD", (Fault.NOT_DIGITS, 0)),
        (SAMPLE[2].digits[:-1] + "O", (Fault.NOT_DIGITS, 0)),
        (SAMPLE[2].digits[:-1] + "②", (Fault.NOT_DIGITS, 0)),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_slip_is_named_by_its_kind_and_never_repeated(typed: str, says: tuple[Fault, int]):
    assert fault(typed) == says


def test_a_code_shows_itself_to_nobody_who_did_not_ask():
    derived = codes.derive(SAMPLE[3], salt=SALT, cost=QUICK)
    assert SAMPLE[3].digits not in f"{SAMPLE[3]!r} {SAMPLE[3]}"
    assert derived.key.hex() not in f"{derived!r}"
    assert repr(derived.key) not in f"{derived!r}"


def test_the_same_code_yields_the_same_and_any_other_something_else():
    first = codes.derive(SAMPLE[4], salt=SALT, cost=QUICK)
    assert codes.derive(codes.read(" ".join(SAMPLE[4].groups)), salt=SALT, cost=QUICK) == first
    others = [
        codes.derive(SAMPLE[5], salt=SALT, cost=QUICK),
        codes.derive(SAMPLE[4], salt=SALT[::-1], cost=QUICK),
        codes.derive(SAMPLE[4], salt=SALT, cost=Cost(16, 1, 1)),
    ]
    assert len({one.lookup for one in (first, *others)} | {one.key.hex() for one in (first, *others)}) == 8
    assert (len(first.lookup), len(first.key)) == (64, 32)
