"""The line to another directory: where it goes, what it takes, and when it gives up."""

import json
from typing import Any

import pytest

from directory import pulling_wire
from directory.pulling_wire import BadAddress, Broken, Elsewhere, NotJson, TooLarge, checked
from tests.directory.pulling_from import elsewhere, line, row

ABC = [row(1), row(2), row(3)]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/api/hsds", "ftp://example.org", "https://", "example.org", "file:///etc/passwd",
        "https://user:secret@example.org", "https://example.org/?a=b", "https://example.org/#a",
        "http://127.0.0.1.example.org", "https://exa mple.org", "https://example.org:99999", "http://10.0.0.7",
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_asked(url: str) -> None:
    with pytest.raises(BadAddress):
        checked(url)


def test_an_address_is_kept_without_a_slash_at_its_end() -> None:
    assert checked("https://example.org/api/hsds/") == "https://example.org/api/hsds"
    assert checked("http://127.0.0.1:8301/api/hsds") == "http://127.0.0.1:8301/api/hsds"


def test_a_question_says_nothing_of_us_but_a_name() -> None:
    with elsewhere(*ABC) as there:
        line(there).ask("/services", {"page": "1"})
        assert there.asked == [("/services", {"page": "1"})]
        assert {name.lower() for name in there.headers[0]} == {
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
        }
        assert there.headers[0]["User-Agent"] == "Waypost-pull"


def test_one_connection_serves_many_questions_packed_or_not() -> None:
    for packed in (False, True):
        with elsewhere(*ABC, packed=packed) as there:
            asking = line(there)
            told = [json.loads(asking.ask("/services").body)["total_items"] for _ in range(3)]
            assert told == [3, 3, 3]
            assert asking._connection is not None


def test_a_line_that_breaks_once_is_tried_again_and_one_that_keeps_breaking_is_given_up() -> None:
    with elsewhere(*ABC, breaks_at={1, 2}) as there:
        assert line(there).ask("/services").status == 200
        assert len(there.asked) == 3
    with elsewhere(*ABC, breaks_at={1, 2, 3, 4}) as there, pytest.raises(Broken):
        line(there).ask("/services")


def test_a_packed_answer_that_ends_early_is_not_taken_for_whole() -> None:
    with elsewhere(*ABC, packed=True, breaks_at={1, 2, 3, 4}) as there, pytest.raises(Broken):
        line(there).ask("/services")


def test_nobody_there_is_a_broken_line() -> None:
    with elsewhere() as there:
        gone = line(there)
    with pytest.raises(Broken):
        gone.ask("/services")


def test_a_busy_server_is_waited_for_as_long_as_it_says() -> None:
    waited: list[float] = []
    with elsewhere(*ABC, statuses={1: 429, 2: 503}) as there:
        assert line(there, sleep=waited.append).ask("/services").status == 200
    assert waited == [3.0, 3.0]


@pytest.mark.parametrize("said", ["", "soon", "-1", "0", "\xb2", "9" * 5000])
def test_a_wait_that_is_no_number_of_seconds_is_a_short_one(said: str) -> None:
    assert pulling_wire._wait({"retry-after": said}) in (5.0, pulling_wire.LONGEST_WAIT_S)


@pytest.mark.parametrize("mark", ['"\0"', '"a\r\n b"', f'"{"x" * 200}"'])
def test_a_mark_that_cannot_be_kept_is_none(mark: str) -> None:
    assert pulling_wire._answer(304, {"etag": mark}, b"").mark == ""
    assert pulling_wire._answer(304, {"etag": 'W/"7"'}, b"").mark == 'W/"7"'


@pytest.mark.parametrize(
    "where", ["https://example.org/services", "http://127.0.0.2/services", "//example.org/"]
)
def test_a_redirect_to_another_host_is_not_followed(where: str) -> None:
    with elsewhere(*ABC, redirect=where) as there, pytest.raises(Elsewhere):
        line(there).ask("/services")
    assert len(there.asked) == 1


def test_a_redirect_that_goes_round_ends() -> None:
    with elsewhere(*ABC, redirect="/services") as there, pytest.raises(Elsewhere):
        line(there).ask("/services")
    assert len(there.asked) == pulling_wire.MOST_REDIRECTS + 1


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_larger_than_a_page_is_let_go(packed: bool) -> None:
    with elsewhere(row(1, description="x" * 300_000), packed=packed) as there, pytest.raises(TooLarge):
        line(there, most_bytes=100_000).ask("/services")


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "", "application/jsonp"])
def test_what_is_not_json_is_refused(kind: str) -> None:
    with elsewhere(*ABC, kind=kind) as there, pytest.raises(NotJson):
        line(there).ask("/services")


def test_an_answer_that_drips_is_given_up() -> None:
    moments = iter(range(0, 10_000_000, 200))
    with elsewhere(*ABC) as there, pytest.raises(Broken):
        line(there, clock=lambda: next(moments) * 1.0).ask("/services")


def test_the_moment_is_that_of_the_other_side() -> None:
    said: Any = pulling_wire._moment("Sun, 22 Nov 2026 10:00:00 GMT")
    assert said.isoformat() == "2026-11-22T10:00:00+00:00"
    assert pulling_wire._moment("yesterday") is None
