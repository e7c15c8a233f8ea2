"""The chain and what breaks it, without a database: every attack is tried at every place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staff import chain
from staff.chain import GENESIS, Head, Link
from staff.tampering import Fault, Finding, faults

LENGTH = 12


def chained(*, length: int = LENGTH, after: Head = chain.START, word: str = "record.read") -> list[Link]:
    links, previous = [], after.digest
    for number in range(after.number + 1, after.number + length + 1):
        at = chain.moment(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number))
        bare = Link(number, at, word, 7, "record", "entries", chain.canonical({"page": number}), previous)
        links.append(chain.sealed(bare))
        previous = links[-1].digest
    return links


def head_of(links: list[Link]) -> Head:
    return Head(links[-1].number, links[-1].digest)


def renumbered(links: list[Link]) -> list[Link]:
    """Number entries anew as somebody would who hides a gap, digests left as they are."""
    return [replace(link, number=number) for number, link in enumerate(links, start=1)]


def findings(links: list[Link], original: list[Link], **options: Head) -> list[tuple[Finding, int, int]]:
    found = faults(links, head=head_of(original), **options)
    return [(fault.finding, fault.first, fault.last) for fault in found]


def test_a_whole_chain_has_no_fault():
    links = chained()
    assert findings(links, links) == []


def test_an_empty_record_has_no_fault():
    assert faults([], head=chain.START) == []


def test_the_first_entry_names_the_genesis_as_the_one_before():
    assert chained()[0].previous == GENESIS


def test_what_is_hashed_has_one_spelling():
    link = Link(3, "2026-01-01T00:00:00.000Z", "record.read", None, "record", "entries", "{}", "0" * 64)
    assert chain.digest(link) == chain.digest_of(
        '["waypost-record-1",3,"2026-01-01T00:00:00.000Z","record.read",null,"record","entries","{}","'
        + "0" * 64
        + '"]'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-01-01T00:00:00.001Z"},
        {"act": "record.exported"},
        {"actor_id": None},
        {"subject_kind": "person"},
        {"subject_id": "elsewhere"},
        {"facts": '{"page":99}'},
        {"previous": "f" * 64},
        {"digest": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.promise("S9")
def test_a_change_to_any_column_is_found(change: dict[str, object]):
    links = chained()
    forged = [*links[:5], replace(links[5], **change), *links[6:]]
    assert (Finding.CHANGED, 6, 6) in findings(forged, links)


@pytest.mark.promise("S9")
@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_changed_entry_is_named_wherever_it_stands(place: int):
    links = chained()
    forged = [replace(link, actor_id=8) if link.number == place else link for link in links]
    assert findings(forged, links) == [(Finding.CHANGED, place, place)]


@pytest.mark.promise("S9")
@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_changed_entry_with_a_digest_made_anew_is_named(place: int):
    links = chained()
    forged = [chain.sealed(replace(link, actor_id=8)) if link.number == place else link for link in links]
    assert findings(forged, links) == [(Finding.CHANGED, place, place)]


@pytest.mark.promise("S9")
@pytest.mark.parametrize("mend", [lambda links: links, renumbered], ids=["gap left", "renumbered"])
@pytest.mark.parametrize("place", range(1, LENGTH))
def test_a_deleted_entry_is_named(place: int, mend: Callable[[list[Link]], list[Link]]):
    links = chained()
    left = mend([link for link in links if link.number != place])
    assert findings(left, links) == [(Finding.DELETED, place, place)]


@pytest.mark.promise("S9")
@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_an_inserted_entry_is_named_when_the_rest_was_moved_up(place: int):
    links = chained()
    before = links[place - 2].digest if place > 1 else GENESIS
    forged = chain.sealed(replace(links[place - 1], subject_id="forged", previous=before))
    assert findings(renumbered([*links[: place - 1], forged, *links[place - 1 :]]), links) == [
        (Finding.INSERTED, place, place)
    ]


@pytest.mark.promise("S9")
def test_an_inserted_entry_with_a_wrong_digest_is_named():
    links = chained()
    forged = replace(links[4], subject_id="forged", digest="f" * 64)
    assert findings(renumbered([*links[:4], forged, *links[4:]]), links) == [(Finding.INSERTED, 5, 5)]


@pytest.mark.promise("S9")
def test_an_entry_beyond_the_head_was_inserted():
    links = chained()
    more = chained(length=2, after=head_of(links))
    assert findings([*links, *more], links) == [(Finding.INSERTED, LENGTH + 1, LENGTH + 2)]


@pytest.mark.promise("S9")
@settings(deadline=None)
@given(st.sets(st.integers(1, LENGTH), min_size=2, max_size=2))
def test_two_entries_that_changed_places_are_named(places: set[int]):
    links = chained()
    one, other = sorted(places)
    swapped = list(links)
    swapped[one - 1], swapped[other - 1] = links[other - 1], links[one - 1]
    assert findings(renumbered(swapped), links) == (
        [(Finding.REORDERED, one, other)]
        if other == one + 1
        else [(Finding.REORDERED, one, one), (Finding.REORDERED, other, other)]
    )


@pytest.mark.promise("S9")
@pytest.mark.parametrize("left", range(LENGTH))
def test_a_tail_that_is_cut_off_is_found_by_the_head_in_the_house(left: int):
    links = chained()
    assert findings(links[:left], links) == [(Finding.CUT_OFF, left + 1, LENGTH)]


@pytest.mark.promise("S9")
def test_a_tail_that_is_cut_off_together_with_the_head_is_found_by_the_kept_one():
    links = chained()
    short = links[:8]
    assert findings(short, short) == []
    assert findings(short, short, kept=head_of(links)) == [(Finding.CUT_OFF, 9, LENGTH)]


@pytest.mark.promise("S9")
def test_a_whole_chain_made_anew_is_found_by_the_kept_head_only():
    links = chained()
    anew = chained(word="person.left")
    assert findings(anew, anew) == []
    assert findings(anew, anew, kept=head_of(links)) == [(Finding.REWRITTEN, LENGTH, LENGTH)]


def test_a_kept_head_from_earlier_still_fits_a_record_that_grew():
    links = chained()
    assert findings(links, links, kept=head_of(links[:5])) == []


def test_reading_may_begin_in_the_middle():
    links = chained()
    found = faults(links[5:], head=head_of(links), after=head_of(links[:5]))
    assert found == []


def test_a_kept_head_from_before_the_first_entry_looked_at_is_refused():
    links = chained()
    with pytest.raises(ValueError, match="older"):
        faults(links[5:], head=head_of(links), after=head_of(links[:5]), kept=head_of(links[:3]))


@pytest.mark.promise("S9")
def test_several_attacks_at_once_are_all_named():
    links = chained(length=40)
    forged = [link for link in links if link.number != 10]
    forged = renumbered([replace(link, actor_id=8) if link.number == 20 else link for link in forged])
    assert findings(forged, links) == [(Finding.DELETED, 10, 10), (Finding.CHANGED, 19, 19)]


@pytest.mark.promise("S9")
@settings(deadline=None)
@given(st.integers(1, LENGTH), st.binary(min_size=64, max_size=64))
def test_no_wrong_digest_goes_unseen(place: int, noise: bytes):
    links = chained()
    forged = [replace(link, digest=noise.hex()[:64]) if link.number == place else link for link in links]
    assert faults(forged, head=head_of(links)) != []


def test_a_moment_is_utc_and_cut_to_milliseconds():
    east = timezone(timedelta(hours=5, minutes=30))
    at = datetime(2026, 3, 1, 5, 29, 59, 999_999, tzinfo=east)
    assert chain.moment(at) == "2026-02-28T23:59:59.999Z"


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        chain.moment(datetime(2026, 3, 1))  # noqa: DTZ001 - a naive one is the point


def test_a_fault_says_from_where_to_where():
    assert Fault(Finding.DELETED, 2, 3).finding == "deleted"
