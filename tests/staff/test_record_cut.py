"""The oldest entries go when their time is over, what stays is still proved, and nobody cuts otherwise."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from safety import purging, retention
from staff import audit, chain, record_cut
from staff.acts import Act
from staff.models.record import AuditCut, AuditEntry
from staff.tampering import Finding
from staff.verifying import KeptTooLong, verified
from tests.emptying import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S9")]
OLD, YOUNG = 6, 4
A_YEAR = dt.timedelta(days=365)


@pytest.fixture(autouse=True)
def entries(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of ten entries from its beginning: six older than a year, four of today."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_auditentry")
        cursor.execute("UPDATE staff_audithead SET number = 0, digest = %s", [chain.GENESIS])
    now = timezone.now()
    for number in range(1, OLD + YOUNG + 1):
        at = now - A_YEAR - dt.timedelta(days=20 - number) if number <= OLD else now
        monkeypatch.setattr(audit.timezone, "now", lambda at=at: at)
        audit.record(
            act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries", page=number
        )  # fmt: skip
    monkeypatch.undo()


def numbers() -> list[int]:
    return list(AuditEntry.objects.in_order().values_list("number", flat=True))


def purged() -> None:
    list(purging.purge(now=timezone.now()))


def test_what_is_older_than_its_time_goes_and_the_rest_is_whole():
    purged()
    assert numbers()[:YOUNG] == [7, 8, 9, 10]
    verdict = verified()
    assert verdict.whole
    assert (verdict.first, verdict.cut.number) == (7, OLD)


def test_the_cut_is_on_record_with_the_digest_that_the_next_entry_names():
    purged()
    entry = AuditEntry.objects.get(act=Act.RECORD_CUT)
    cut = AuditCut.objects.get()
    assert f'"last":{OLD}' in entry.facts
    assert cut.digest in entry.facts
    assert AuditEntry.objects.get(number=OLD + 1).previous == cut.digest


def test_a_second_purge_on_the_same_day_cuts_nothing():
    purged()
    reached = audit.head().number
    purged()
    assert audit.head().number == reached


def test_cutting_again_later_still_proves_the_rest(monkeypatch):
    purged()
    later = timezone.now() + A_YEAR + dt.timedelta(days=2)
    monkeypatch.setattr(record_cut.timezone, "now", lambda: later)
    with pytest.raises(DatabaseError), transaction.atomic():
        record_cut.cut(record_cut.due(later)[0])  # the clock of the database knows that they are young
    assert verified().whole


def test_the_newest_entry_stays_however_old(monkeypatch):
    far = timezone.now() + 3 * A_YEAR
    assert record_cut.due(far) == [OLD + YOUNG - 1]


def test_the_command_says_what_went(capsys):
    purged()
    call_command("audit_verify")
    told = capsys.readouterr().out
    assert "The record is whole from 7 to" in told
    assert f"The entries up to {OLD} went when their time was over." in told


def test_a_head_kept_since_is_compared_and_one_from_before_is_refused():
    older = chain.Head(3, AuditEntry.objects.get(number=3).digest)
    at_the_cut = chain.Head(OLD, AuditEntry.objects.get(number=OLD).digest)
    newer = chain.Head(8, AuditEntry.objects.get(number=8).digest)
    purged()
    assert verified(kept=newer).whole
    assert verified(kept=at_the_cut).whole
    assert verified(kept=chain.Head(8, "1" * 64)).faults[0].finding == Finding.REWRITTEN
    with pytest.raises(KeptTooLong):
        verified(kept=older)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM staff_auditentry WHERE number = 3",
        "INSERT INTO staff_auditcut (number, digest, at) SELECT number, digest, at FROM staff_auditentry"
        " WHERE number = 8",
        "INSERT INTO staff_auditcut (number, digest, at) SELECT number, '0', at FROM staff_auditentry"
        " WHERE number = 3",
    ],
)
def test_nobody_cuts_what_is_young_or_without_a_cut(statement: str):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert numbers() == list(range(1, OLD + YOUNG + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM staff_auditentry WHERE number = 7",
        "DELETE FROM staff_auditcut",
        "UPDATE staff_auditcut SET number = 9",
    ],
)
def test_a_cut_stays_and_lets_nothing_younger_go(statement: str):
    purged()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verified().whole


@pytest.fixture
def attack() -> Callable[[str], None]:
    """Run SQL as the owner of the tables can, with the triggers lifted."""

    def run(statement: str) -> None:
        with transaction.atomic(), unguarded(), connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def test_entries_that_were_taken_under_the_name_of_a_cut_are_missed(attack):
    cut = AuditEntry.objects.get(number=8)
    attack(f"INSERT INTO staff_auditcut (number, digest, at) VALUES (8, '{cut.digest}', '2026-01-01')")  # noqa: S608
    attack("DELETE FROM staff_auditentry WHERE number <= 8")
    assert [(fault.finding, fault.last) for fault in verified().faults] == [(Finding.DELETED, 8)]
    with pytest.raises(CommandError):
        call_command("audit_verify")


def test_an_entry_that_is_changed_after_a_cut_is_named(attack):
    purged()
    attack("UPDATE staff_auditentry SET actor_id = 7 WHERE number = 8")
    assert [(fault.finding, fault.first) for fault in verified().faults] == [(Finding.CHANGED, 8)]


def test_a_shorter_time_counts_at_the_next_purge():
    assert record_cut.due(timezone.now()) == [OLD]
    assert retention.keep("record") == A_YEAR
