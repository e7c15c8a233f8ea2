"""One short fault without the whole stack: the database of a site process goes away for seconds (S13)."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from directory.search import ask
from directory.search.query import Query
from safety import aside
from staff.models.person import User
from tests.faults import all as all_of_them
from tests.faults import rows
from tests.faults.asking import Sent
from tests.faults.between import Between
from tests.faults.faults import Fault, nothing_more
from tests.faults.rows import Row
from tests.running.site import Site, of_this_run, serving

AWAY_S = 3.0  # longer than a page may take
OFTEN_S = 0.1
NOT_LONG_S = 2.5  # for a busy machine; without aside.py the first page waits for the end of the fault


@pytest.fixture
def line(tmp_path_factory: pytest.TempPathFactory, transactional_db: None) -> Iterator[Between]:
    """The way to the database of this run, which can be cut."""
    folder = Path(tmp_path_factory.mktemp("l"))
    real = Path(connection.settings_dict["HOST"]) / ".s.PGSQL.5432"
    with Between(folder, real) as between:
        yield between


@pytest.fixture
def site(line: Between) -> Iterator[Site]:
    urls = of_this_run()
    name, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    there = f"postgres://{user}@{str(line.folder).replace('/', '%2F')}/{name}"
    with serving("config.wsgi:application", environment={**urls, "DATABASE_URL": there}) as site:
        yield site


def asked(site: Site) -> tuple[int, float]:
    """Return the status of the start page, and how long it took. Units: seconds."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", "/en/")
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - began


def while_away(site: Site) -> list[tuple[int, float]]:
    """Ask again and again for as long as the database is away."""
    until, answers = time.monotonic() + AWAY_S, []
    while time.monotonic() < until:
        answers.append(asked(site))
        time.sleep(OFTEN_S)
    return answers


@pytest.mark.on_postgresql
@pytest.mark.promise("S13")
def test_pages_come_while_the_database_is_away_and_when_it_is_back(site: Site, line: Between) -> None:
    """First it stands still, then it is gone: two faults, one process."""
    asked(site)
    line.swallow()
    answers = while_away(site)
    line.go_on()
    answers += [asked(site), asked(site)]
    line.refuse()
    answers += while_away(site)
    line.come_back()
    answers += [asked(site), asked(site)]
    assert {status for status, _ in answers} == {200}
    assert max(seconds for _, seconds in answers) < NOT_LONG_S


@pytest.mark.django_db
@pytest.mark.one_engine
class TestAtTheDesk:
    @pytest.fixture
    def away(self, monkeypatch: pytest.MonkeyPatch, signed_in, amina: User) -> Client:
        """A client of Amina's, in whose views the database goes away in the middle."""

        def gone(*_: object, **__: object) -> None:
            raise OperationalError("the connection was lost")

        client = signed_in(amina)
        client.raise_request_exception = False
        monkeypatch.setattr("referral.case_reading.opened", gone)
        monkeypatch.setattr("referral.case_notes.note", gone)
        return client

    def test_a_note_that_met_a_fault_comes_back_with_what_was_typed(self, away: Client) -> None:
        answer = away.post("/desk/cases/ABCDEF/note/", {"text": "she can talk on Monday"})
        assert answer.status_code == 503
        assert "she can talk on Monday" in answer.text
        assert "whole or not at all" in answer.text
        assert "It was not stored" not in answer.text

    def test_a_page_that_was_only_read_changed_nothing(self, away: Client) -> None:
        answer = away.get("/desk/cases/ABCDEF/")
        assert answer.status_code == 503
        assert "Nothing was changed" in answer.text


def test_a_server_asks_aside_and_a_test_does_not() -> None:
    assert "aside.begin()" in (settings.BASE_DIR / "config" / "wsgi.py").read_text()
    assert not aside._begun.is_set()


def test_words_are_looked_up_in_memory_at_once_while_the_database_is_away(monkeypatch) -> None:
    class Shelf:
        def lexicon(self) -> str:
            raise AssertionError("the database was asked")

        def remembered_by_now(self) -> str:
            return "from memory"

    monkeypatch.setattr(ask, "_words", lambda query, shelved, lexicon: lexicon)
    assert ask._understood(Query(words="lawyer"), Shelf(), is_away=True) == "from memory"


def sent(kind: str, took: float, *, fine: bool = True) -> Sent:
    return Sent(kind, 0.0, took, 200, fine)


def test_the_slowest_hundredth_is_of_public_reads_alone() -> None:
    assert rows.p99([sent("read", 0.01), sent("read", 0.02), sent("note", 9.0)]) == pytest.approx(20.0)


@pytest.mark.parametrize("what", ["failed", "lost", "doubled", "codes_lost"])
def test_a_row_holds_only_where_nothing_failed_or_was_lost(what: str) -> None:
    assert Row("primary", "", seen="killed").held
    assert not Row("primary", "", seen="killed", **{what: 1}).held


def test_a_fault_that_was_not_done_is_none_that_was_survived() -> None:
    def inject(_: object) -> None:
        raise RuntimeError("the replica was not promoted")

    moments, seen, undone = all_of_them._played(None, Fault("promotion", "", inject, nothing_more), 0.01)
    assert (len(moments), seen, undone) == (3, "", ["not done: RuntimeError: the replica was not promoted"])
    assert not Row("promotion", "", wrong=undone, seen="much").held
    assert not Row("promotion", "").held


def test_a_fault_that_could_not_be_tried_is_in_the_table_with_its_reason() -> None:
    assert "there is none" in rows.table(
        [Row("redis", "", why_not="there is none"), Row("primary", "", sent=3)]
    )
