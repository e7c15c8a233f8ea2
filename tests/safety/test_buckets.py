"""Who asks too much is slowed down, and nobody is remembered."""

from safety.buckets import KEY_SECONDS, MOST_CALLERS, Buckets

HERE, THERE = "192.0.2.1", "2001:db8::2"


def asked(buckets: Buckets, address: str, times: int, *, now: float = 0.0) -> list[bool]:
    return [buckets.wait(address, now=now) == 0 for _ in range(times)]


def test_a_place_may_ask_so_often_and_then_waits() -> None:
    buckets = Buckets(each=3, everybody=100)
    assert asked(buckets, HERE, 4) == [True, True, True, False]
    assert buckets.wait(HERE, now=0) == 20  # seconds; three a minute
    assert asked(buckets, HERE, 2, now=21) == [True, False]


def test_one_place_is_not_slowed_down_by_another() -> None:
    buckets = Buckets(each=1, everybody=100)
    assert asked(buckets, HERE, 2) == [True, False]
    assert asked(buckets, THERE, 1) == [True]


def test_all_places_together_have_a_bucket_too() -> None:
    buckets = Buckets(each=10, everybody=2)
    assert [*asked(buckets, HERE, 1), *asked(buckets, THERE, 2)] == [True, True, False]


def test_zero_is_no_limit() -> None:
    assert all(asked(Buckets(each=0, everybody=0), HERE, 1_000))


def test_what_is_refused_is_not_counted() -> None:
    buckets = Buckets(each=2, everybody=100)
    asked(buckets, HERE, 50)
    assert asked(buckets, HERE, 2, now=60) == [True, True]


def test_no_address_is_kept_and_no_digest_can_be_made_again() -> None:
    one, other = Buckets(each=5, everybody=5), Buckets(each=5, everybody=5)
    one.wait(HERE, now=0)
    other.wait(HERE, now=0)
    assert HERE not in repr(one)
    assert HERE.encode() not in b"".join(one._callers)
    assert set(one._callers) != set(other._callers)


def test_the_key_turns_every_hour_and_takes_with_it_what_was_counted() -> None:
    buckets = Buckets(each=5, everybody=500)
    buckets.wait(HERE, now=0)
    key, callers = buckets._key, set(buckets._callers)
    buckets.wait(HERE, now=KEY_SECONDS - 1)
    assert buckets._key == key
    buckets.wait(HERE, now=KEY_SECONDS)
    assert buckets._key != key
    assert len(buckets._callers) == 1
    assert set(buckets._callers) != callers


def test_the_memory_is_bounded() -> None:
    buckets = Buckets(each=5, everybody=0)
    for number in range(MOST_CALLERS + 100):
        buckets.wait(str(number), now=0)
    assert len(buckets._callers) == MOST_CALLERS + 1


def test_who_has_many_addresses_shuts_nobody_out_for_longer_than_a_minute() -> None:
    buckets = Buckets(each=1, everybody=0)
    for number in range(MOST_CALLERS + 100):
        buckets.wait(str(number), now=0)
    assert asked(buckets, HERE, 1, now=59) == asked(buckets, THERE, 1, now=59) == [False]
    assert asked(buckets, HERE, 2, now=65) == [True, False]
    assert asked(buckets, THERE, 1, now=65) == [True]
    assert len(buckets._callers) < 5
