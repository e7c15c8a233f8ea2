"""After a backup was put back: what was destroyed since is swept, what lives opens, newer keys are left."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory import published
from directory.models.emergency import EmergencyNumber
from directory.models.version import DirectoryVersion
from referral import case_notes, handover, restored
from referral.models.case import Case, Contact
from referral.models.handover import Handover
from safety import keys, retention
from safety.models import DataKey
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral import casing

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S7")]
NOW = timezone.now()


@pytest.fixture
def cases(amina: User) -> list[Case]:
    """Three cases; the key of the second was destroyed after the backup."""
    casing.trained(amina)
    made = [casing.from_call(amina) for _ in range(3)]
    keys.destroy(made[1].key)
    return made


def left() -> set[Any]:
    return set(Case.objects.values_list("pk", flat=True))


def test_a_case_that_was_destroyed_since_is_swept_and_on_record(cases: list[Case]) -> None:
    done = restored.settle(now=NOW)
    assert done.swept["case"] == 1
    assert left() == {cases[0].pk, cases[2].pk}
    assert AuditEntry.objects.filter(act=Act.CASE_DESTROYED, subject_id=cases[1].reference).count() == 1
    assert done.readable == 2


def test_doing_it_again_does_nothing(cases: list[Case]) -> None:
    restored.settle(now=NOW)
    assert sum(restored.settle(now=NOW).swept.values()) == 0
    assert len(left()) == 2


def test_looking_changes_nothing(cases: list[Case], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("after_restore", look=True)
    assert "sealed rows: 3; destroyed since, and not to be opened: 1" in capsys.readouterr().out
    assert len(left()) == 3


def test_what_is_over_its_time_goes_as_well(cases: list[Case]) -> None:
    Case.objects.filter(pk=cases[0].pk).update(
        state=Case.State.CLOSED, closed_at=NOW - dt.timedelta(days=31), close_reason="need-met",
        destroy_on=NOW.date() - dt.timedelta(days=1),
    )  # fmt: skip
    assert restored.settle(now=NOW).purged["case"] == 1
    assert left() == {cases[2].pk}
    assert not DataKey.objects.filter(pk=cases[0].key).exists()


def test_a_code_that_was_opened_since_is_swept() -> None:
    code = handover.make(casing.tells(), now=NOW)
    keys.destroy(Handover.objects.get().key)
    assert restored.settle(now=NOW).swept["handover"] == 1
    assert not Handover.objects.exists()
    assert len(code.digits) == 21


def test_a_contact_that_was_destroyed_since_goes_without_its_case(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina)
    case_notes.set_contact(
        person=amina, reference=case.reference, said={"way": "email", "value": "a@example.org"}, agreed=True,
        until=NOW.date() + dt.timedelta(days=3), now=NOW,
    )  # fmt: skip
    keys.destroy(Contact.objects.get().key)
    assert restored.settle(now=NOW).swept["contact"] == 1
    assert not Contact.objects.exists()
    assert left() == {case.pk}


def test_keys_of_what_is_newer_than_the_backup_are_counted_and_left(
    cases: list[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    newer = keys.make()
    DataKey.objects.filter(pk=newer).update(made_at=NOW - dt.timedelta(hours=3))
    call_command("after_restore")
    assert "1 keys belong to no row" in capsys.readouterr().out
    assert DataKey.objects.filter(pk=newer).exists()


def test_the_wrong_keys_sweep_nothing_unless_it_is_said(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restored, "FEW", 1)
    DataKey.objects.all().delete()
    with pytest.raises(CommandError, match="3 rows have lost their key: nothing was swept"):
        call_command("after_restore")
    assert len(left()) == 3
    call_command("after_restore", however_many=True)
    assert left() == set()


def test_another_seal_key_is_named(cases: list[Case], settings: Any) -> None:
    settings.WAYPOST_SEAL_KEY = "not the one that sealed anything here, but quite as long as it has to be"
    with pytest.raises(CommandError, match="WAYPOST_SEAL_KEY is not the one"):
        call_command("after_restore", look=True)


def test_a_broken_record_is_named_before_anything_is_done(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral.management.commands.after_restore.missing_guards", lambda: ["one"])
    with pytest.raises(CommandError, match="NOT whole"):
        call_command("after_restore")
    assert len(left()) == 3


def test_every_column_that_names_a_key_has_its_way_of_going() -> None:
    assert set(restored.REMOVED_BY) == set(retention.key_columns())


# --- the directory that was put back ---


@pytest.mark.promise("S6")
def test_whoever_reads_copies_takes_what_was_put_back_for_the_present(settings: Any) -> None:
    DirectoryVersion.objects.update(number=9, stamp="before the loss")
    published.forget()
    assert published.current().version == 9
    DirectoryVersion.objects.update(number=7, stamp="of the backup")
    settings.WAYPOST_READS_APART = True
    published.look_again()
    assert published.current().unconfirmed_since is not None
    settings.WAYPOST_READS_APART = False  # another process, of the owner of the tables
    call_command("after_restore")
    settings.WAYPOST_READS_APART = True
    published.look_again()
    edition = published.current()
    assert edition.unconfirmed_since is None
    assert edition.version > 9


def test_what_is_kept_on_this_machine_does_not_hide_that_a_backup_is_empty(
    settings: Any, tmp_path: Path
) -> None:
    settings.EDITION_DIR = tmp_path
    published.forget()
    assert published.current().emergency
    EmergencyNumber.objects.all().delete()
    with pytest.raises(CommandError, match="no emergency number"):
        call_command("after_restore", look=True)
    published.forget()
