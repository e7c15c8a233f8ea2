"""Somebody with the owner's rights gets at the tables; the verification names what they did."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from staff import audit, chain
from staff.acts import Act
from staff.models.record import AuditEntry, AuditHead
from staff.tampering import Fault, Finding
from staff.verifying import NotAHead, kept_head, verified
from tests.emptying import unguarded

LENGTH = 9
pytestmark = pytest.mark.django_db
Attack = Callable[..., None]


@pytest.fixture(autouse=True)
def entries(db: None) -> list[AuditEntry]:
    """A record of nine entries, from its beginning."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_auditentry")
        cursor.execute("UPDATE staff_audithead SET number = 0, digest = %s", [chain.GENESIS])
    return [
        audit.record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries", page=page)
        for page in range(1, LENGTH + 1)
    ]


@pytest.fixture
def attack() -> Attack:
    """Run SQL as the owner of the tables can: with the triggers lifted, and put back afterwards."""

    def run(*statements: str) -> None:
        with transaction.atomic(), unguarded(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return run


def found(**options: object) -> list[tuple[Finding, int, int]]:
    return [(fault.finding, fault.first, fault.last) for fault in verified(**options).faults]


def moved(first: int, by: int) -> tuple[str, str]:
    """SQL that renumbers the entries from `first` on, past the primary key."""
    return (
        f"UPDATE staff_auditentry SET number = number + 1000 WHERE number >= {first}",  # noqa: S608 - ours
        f"UPDATE staff_auditentry SET number = number - 1000 + {by} WHERE number >= 1000",  # noqa: S608 - ours
    )


def test_a_record_that_nobody_touched_is_whole():
    assert verified().whole


@pytest.mark.promise("S9")
@pytest.mark.parametrize(
    "change",
    [
        "act = 'record.exported'", "actor_id = 7", "subject_kind = 'person'", "subject_id = '9'",
        "facts = '{\"page\":5} '", "at = '2020-01-01 00:00:00+00:00'",
        "digest = '0000000000000000000000000000000000000000000000000000000000000000'",
    ],
)  # fmt: skip
def test_a_changed_entry_is_named(attack: Attack, change: str):
    attack(f"UPDATE staff_auditentry SET {change} WHERE number = 5")  # noqa: S608 - a test's own
    assert found() == [(Finding.CHANGED, 5, 5)]


@pytest.mark.promise("S9")
def test_a_deleted_entry_is_named(attack: Attack):
    attack("DELETE FROM staff_auditentry WHERE number = 5")
    assert found() == [(Finding.DELETED, 5, 5)]


@pytest.mark.promise("S9")
def test_a_deleted_entry_is_named_when_the_gap_was_closed(attack: Attack):
    attack("DELETE FROM staff_auditentry WHERE number IN (4, 5)", *moved(6, -2))
    assert found() == [(Finding.DELETED, 4, 5)]


@pytest.mark.promise("S9")
def test_an_inserted_entry_is_named(attack: Attack):
    attack(
        *moved(5, 1),
        "INSERT INTO staff_auditentry (number, at, act, subject_kind, subject_id, facts, previous, digest)"
        " SELECT 5, at, 'person.left', 'person', '3', facts, previous, digest"
        " FROM staff_auditentry WHERE number = 6",
        "UPDATE staff_audithead SET number = number + 1",
    )
    assert (Finding.INSERTED, 5, 5) in found()


@pytest.mark.promise("S9")
def test_an_inserted_entry_is_named_even_with_a_digest_that_is_right(
    attack: Attack, entries: list[AuditEntry]
):
    forged = AuditEntry(
        number=5, at=entries[4].at, act="person.left", actor_id=None, subject_kind="person",
        subject_id="3", facts="{}", previous=entries[3].digest,
    )  # fmt: skip
    forged.digest = chain.digest(audit.link(forged))
    attack(*moved(5, 1))
    with unguarded():
        forged.save()
    assert found() == [(Finding.INSERTED, 5, 5)]


@pytest.mark.promise("S9")
def test_an_entry_appended_past_the_head_is_named(attack: Attack):
    attack(
        "INSERT INTO staff_auditentry (number, at, act, subject_kind, subject_id, facts, previous, digest)"
        " SELECT 10, at, act, subject_kind, subject_id, facts, digest, previous"
        " FROM staff_auditentry WHERE number = 9"
    )
    assert found() == [(Finding.INSERTED, 10, 10)]


@pytest.mark.promise("S9")
def test_entries_in_another_order_are_named(attack: Attack):
    attack(
        "UPDATE staff_auditentry SET number = 1000 WHERE number = 3",
        "UPDATE staff_auditentry SET number = 3 WHERE number = 7",
        "UPDATE staff_auditentry SET number = 7 WHERE number = 1000",
    )
    assert found() == [(Finding.REORDERED, 3, 3), (Finding.REORDERED, 7, 7)]


@pytest.mark.promise("S9")
def test_a_tail_that_was_cut_off_is_named_from_the_head_in_the_house(attack: Attack):
    attack("DELETE FROM staff_auditentry WHERE number > 6")
    assert found() == [(Finding.CUT_OFF, 7, 9)]


@pytest.mark.promise("S9")
def test_a_tail_that_was_cut_off_with_its_head_is_named_from_a_kept_head(
    attack: Attack, entries: list[AuditEntry]
):
    kept = audit.head()
    cut(attack, entries)
    assert found() == []
    assert found(kept=kept) == [(Finding.CUT_OFF, 7, 9)]


@pytest.mark.promise("S9")
def test_a_record_that_grew_anew_after_a_cut_is_named_from_a_kept_head(
    attack: Attack, entries: list[AuditEntry]
):
    kept = audit.head()
    cut(attack, entries)
    for _ in range(5):
        audit.record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries")
    assert found() == []
    assert found(kept=kept) == [(Finding.REWRITTEN, 9, 9)]


@pytest.mark.promise("S9")
def test_a_head_that_was_removed_is_seen(attack: Attack):
    attack("DELETE FROM staff_audithead")
    assert not verified().whole


def test_the_page_of_faults_is_empty_where_the_beginning_is_not_looked_at(attack: Attack):
    attack("UPDATE staff_auditentry SET actor_id = 7 WHERE number = 2")
    assert found(first=4) == []
    assert found() == [(Finding.CHANGED, 2, 2)]


def cut(attack: Attack, entries: list[AuditEntry]) -> None:
    attack(
        "DELETE FROM staff_auditentry WHERE number > 6",
        f"UPDATE staff_audithead SET number = 6, digest = '{entries[5].digest}'",  # noqa: S608 - ours
    )


# --- the commands ---


def test_the_command_says_that_the_record_is_whole(capsys: pytest.CaptureFixture[str]):
    call_command("audit_verify")
    assert "whole from 1 to 9" in capsys.readouterr().out


@pytest.mark.promise("S9")
def test_the_command_fails_and_names_each_finding(attack: Attack, capsys: pytest.CaptureFixture[str]):
    attack(
        "UPDATE staff_auditentry SET actor_id = 7 WHERE number = 2",
        "DELETE FROM staff_auditentry WHERE number > 7",
    )
    with pytest.raises(CommandError, match="NOT whole: 2 findings"):
        call_command("audit_verify")
    assert capsys.readouterr().out == "changed: entry 2\ncut off: entries 8 to 9\n"


@pytest.mark.promise("S9")
def test_the_line_of_audit_head_is_what_audit_verify_reads(
    attack: Attack, entries: list[AuditEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    call_command("audit_head")
    kept = tmp_path / "head"
    kept.write_text(capsys.readouterr().out, encoding="utf-8")
    call_command("audit_verify", head=kept)
    cut(attack, entries)
    with pytest.raises(CommandError, match="NOT whole"):
        call_command("audit_verify", head=kept)
    assert "cut off: entries 7 to 9" in capsys.readouterr().out


def test_the_command_can_begin_later_and_says_so(capsys: pytest.CaptureFixture[str]):
    call_command("audit_verify", first=4)
    assert "whole from 4 to 9; the 3 before it were not looked at" in capsys.readouterr().out


def test_the_command_refuses_to_begin_behind_a_missing_entry():
    with pytest.raises(CommandError, match="entry 99 is missing"):
        call_command("audit_verify", first=100)


@pytest.mark.parametrize("text", ["", "nine", "9", "9 abc", "nine " + "0" * 64])
def test_a_file_without_a_head_is_refused(text: str, tmp_path: Path):
    with pytest.raises(NotAHead):
        kept_head(text)
    (tmp_path / "head").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="holds none"):
        call_command("audit_verify", head=tmp_path / "head")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("audit_verify", head=tmp_path / "nowhere")


def test_verifying_reads_entries_and_changes_none():
    before = AuditHead.objects.values().get()
    verified()
    assert AuditHead.objects.values().get() == before


def test_a_fault_is_a_plain_value():
    assert Fault(Finding.DELETED, 1, 2) == Fault(Finding.DELETED, 1, 2)
