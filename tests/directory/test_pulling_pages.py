"""Reading another directory: pages that shift, lines that break, servers that are not ours, dirty answers."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from directory import planning, pulling, pulling_pages
from directory.models.following import Followed
from directory.models.service import Service
from directory.pulling_wire import Broken, Failed, NotJson, Refusing, TooLarge
from tests.directory.pulling_from import Elsewhere, elsewhere, line, load, row, shown

pytestmark = pytest.mark.usefixtures("beside")


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling_pages, "SIZES", (3, 2, 1))


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere(*(row(number) for number in range(1, 11))) as found:
        yield found


def read(there: Elsewhere, **said: Any) -> pulling.Read:
    most = {"most_bytes": said.pop("most_bytes")} if "most_bytes" in said else {}
    return pulling.read(url=there.url, name="there", line=line(there, **most), **said)


def own(number: int) -> str:
    return str(uuid.UUID(int=number))


def added(found: pulling.Read) -> int:
    return found.plan.actions.get("added", 0) if found.plan else 0


# --- pages that shift ---


def test_a_row_that_slips_to_an_earlier_page_is_not_lost(there: Elsewhere) -> None:
    def withdraw_once(there: Elsewhere, question: dict[str, str]) -> None:
        if question.get("page") == "2" and question.get("full") and own(1) in there.rows:
            there.withdraw(own(1))
            there.put(row(30))  # as many as before: only the list of what went tells

    there.before = withdraw_once
    found = read(there)
    assert added(found) == 10
    assert _ids(found) == set(there.rows)
    assert found.followed.whole_at is not None


def test_a_row_that_slips_is_found_without_a_list_of_withdrawals_too(there: Elsewhere) -> None:
    there.went = None

    def withdraw_once(there: Elsewhere, question: dict[str, str]) -> None:
        if question.get("page") == "3" and question.get("per_page") == "3":
            there.rows.pop(own(2), None)

    there.before = withdraw_once
    found = read(there)
    assert {row["id"] for row in there.rows.values()} <= _ids(found)


def _ids(found: pulling.Read) -> set[str]:
    assert found.plan is not None
    _plan, file = planning.opened(found.plan.digest)
    ids = {step.id for step in file.steps(*planning.Action)}
    file.close()
    return ids


def test_rows_that_come_in_while_pages_are_read_stand_there_once(there: Elsewhere) -> None:
    def put_once(there: Elsewhere, question: dict[str, str]) -> None:
        if question.get("page") == "2":
            there.rows.setdefault(own(0), row(0))

    there.before = put_once
    found = read(there)
    assert found.plan is not None
    assert found.plan.refused == 0
    assert added(found) == 11


def test_a_directory_that_never_rests_is_read_again_by_the_next_pull(there: Elsewhere) -> None:
    def withdraw_always(there: Elsewhere, question: dict[str, str]) -> None:
        if question.get("page") == "1" and question.get("full") and len(there.rows) > 4:
            there.withdraw(next(iter(there.rows)))

    there.before = withdraw_always
    found = read(there)
    assert (found.followed.whole_at, found.followed.mark) == (None, "")


# --- lines that break ---


@pytest.mark.parametrize("request_number", [1, 2, 3, 4, 6, 8])
def test_a_line_that_is_cut_in_the_middle_leaves_everything_as_it_was(
    there: Elsewhere, request_number: int, tmp_path: Path
) -> None:
    load(there)
    before = {row.name: (row.since, row.mark) for row in Followed.objects.all()}
    there.put(row(20), row(21))
    there.withdraw(own(1))
    there.breaks_at = set(range(len(there.asked) + request_number, 10_000))
    with pytest.raises(Broken):
        read(there)
    assert len(shown()) == 10
    assert {row.name: (row.since, row.mark) for row in Followed.objects.all()} == before
    assert not list(tmp_path.rglob("*.plan"))
    there.breaks_at = set()
    found = read(there)
    assert added(found) == 2
    assert [key.int for key in found.going.sourced] == [1]


def test_a_short_break_is_got_over_where_it_happened(there: Elsewhere) -> None:
    there.breaks_at = {4, 6}
    assert added(read(there)) == 10


# --- servers that are not ours ---


def test_a_server_without_our_profile_is_read_whole_each_time_and_asked_for_what_is_missing(
    there: Elsewhere,
) -> None:
    there.went = None
    load(there)
    assert not Followed.objects.get().tells_gone
    there.rows.pop(own(4))
    found = read(there)
    assert (found.kind, [key.int for key in found.going.sourced]) == ("whole", [4])


def test_what_is_missing_and_still_there_when_asked_for_is_not_gone(there: Elsewhere) -> None:
    there.went = None
    load(there)
    there.body = json.dumps({"contents": [row(1), row(2)], "last_page": True}).encode()
    assert not read(there).going.at_once


def test_a_server_that_finds_nothing_by_its_id_is_not_believed_that_much_is_gone(there: Elsewhere) -> None:
    there.went = None
    load(there)
    there.body = json.dumps({"contents": [row(77)], "last_page": True, "total_items": 10}).encode()
    assert not read(there).going.at_once


def test_at_most_so_many_are_asked_for_and_the_rest_is_for_the_next_pull(
    there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.went = None
    load(there)
    monkeypatch.setattr(pulling, "ASKED_SINGLY", 2)
    there.rows = {own(1): row(1)}
    found = read(there)
    assert (len(found.going.sourced), found.unasked) == (2, 7)


def test_a_server_that_passes_over_full_is_asked_for_each_service(there: Elsewhere) -> None:
    there.went, there.takes_full = None, False
    load(there)
    assert Service.objects.get(pk=own(1)).phones.count() == 1


def test_a_server_whose_ids_are_its_own_is_believed_when_nothing_disturbed_the_reading(
    there: Elsewhere,
) -> None:
    there.went = None
    there.rows = {str(number): row(number, id=str(number)) for number in range(1, 8)}
    load(there)
    there.rows.pop("3")
    assert len(read(there).going.sourced) == 1
    there.rows["x"] = row(50, id="1")  # the same twice: what it says of its number does not fit
    assert not read(there).going.at_once


def test_a_list_without_numbers_of_pages_is_read_to_its_empty_page(there: Elsewhere) -> None:
    there.went, there.tells_pages = None, False
    assert added(read(there)) == 10


@pytest.mark.promise("S6")
def test_a_clock_that_is_ahead_makes_no_later_change_pass_by(there: Elsewhere) -> None:
    there.ahead = timedelta(days=4000)
    load(there)
    assert Followed.objects.get().since <= timezone.now()


@pytest.mark.promise("S6")
def test_a_server_that_stops_telling_what_went_has_not_told_that_nothing_did(there: Elsewhere) -> None:
    load(there)
    there.withdraw(own(4))

    def forget(there: Elsewhere, question: dict[str, str]) -> None:
        if "page" in question and question.get("per_page") == "3":
            there.went = None

    there.before = forget
    with pytest.raises(Refusing):
        read(there)


# --- dirty answers ---


@pytest.mark.parametrize(
    "body",
    [b"", b"<html></html>", b"{", b"7", b'{"contents": 7}', b'{"rows": []}',
     b'{"contents": [{"id": "\xff"}]}', b'{"contents": [{"id": "1"', b'{"contents": ' + b"[" * 5000],
)  # fmt: skip
def test_a_page_that_is_none_is_refused_and_nothing_is_gone(there: Elsewhere, body: bytes) -> None:
    load(there)
    there.edition += 1
    there.body = body
    with pytest.raises(NotJson):
        read(there, whole=True)
    assert len(shown()) == 10


def test_rows_that_are_no_services_are_refused_by_name(there: Elsewhere) -> None:
    rows = [7, None, [], {"name": "No id"}, row(1), row(1)]
    there.body = json.dumps({"contents": rows, "last_page": True}).encode()
    found = read(there)
    assert found.plan is not None
    assert (found.plan.read, found.plan.taken) == (5, 1)
    assert found.plan.reasons == {"not-an-object": 3, "no-id": 1}


def test_pages_without_end_are_given_up(there: Elsewhere) -> None:
    there.body = json.dumps({"contents": [row(1)], "total_pages": 10**9}).encode()
    with pytest.raises(pulling_pages.Endless):
        read(there)


def test_a_page_that_is_too_large_is_asked_for_in_smaller_ones(there: Elsewhere) -> None:
    there.put(*(row(number, description="x" * 20_000) for number in range(1, 11)))
    assert added(read(there, most_bytes=50_000)) == 10
    with pytest.raises(TooLarge):
        read(there, most_bytes=10_000)


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_refusal_is_told_by_its_number(there: Elsewhere, status: int) -> None:
    there.statuses = {number: status for number in range(1, 20)}
    with pytest.raises(Refusing, match=str(status)) as refused:
        read(there)
    assert isinstance(refused.value, Failed)
    assert str(status) in refused.value.says
