"""What is due goes, key first; what is not stays; what fails is said and stops nothing else."""

import dataclasses
import datetime as dt
import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from referral.models.complaint import Complaint
from safety import cleaning, keys, purging, retention
from safety.models import DataKey, Destroyed, LastPurge, RetentionSetting
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S7")]
OLD = dt.timedelta(days=91)  # a complaint is kept for 90 days after it was put away


@pytest.fixture(autouse=True)
def files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is one transaction, in which no file can be rewritten: the proof with backups does that."""
    monkeypatch.setattr(cleaning, "clean_keys", lambda: iter(()))


def complaint(*, seen_ago: dt.timedelta | None = OLD) -> Complaint:
    now = timezone.now()
    seen_at = now - seen_ago if seen_ago is not None else None
    return Complaint.objects.create(wrong="not-safe", on=(now - OLD).date(), seen_at=seen_at)


def purge(*words: str) -> str:
    said = io.StringIO()
    call_command("purge", *words, stdout=said)
    return said.getvalue()


def old_key() -> uuid.UUID:
    made = keys.make()
    DataKey.objects.filter(pk=made).update(made_at=timezone.now() - dt.timedelta(hours=2))
    return made


def test_what_is_over_goes_and_what_is_not_stays():
    gone, kept = complaint(), [complaint(seen_ago=OLD / 2), complaint(seen_ago=None)]
    assert "complaint: 1 destroyed" in purge()
    assert set(Complaint.objects.values_list("pk", flat=True)) == {one.pk for one in kept}
    assert not Complaint.objects.filter(pk=gone.pk).exists()


def test_a_purge_is_counted_by_day_and_put_on_record_without_content():
    complaint()
    complaint()
    purge()
    assert Destroyed.objects.get(kind="complaint").count == 2
    entry = AuditEntry.objects.get(act=Act.RETENTION_PURGED, subject_id="complaint")
    assert (entry.actor_id, entry.facts) == (None, '{"count":2}')
    complaint()
    purge()
    assert Destroyed.objects.get(kind="complaint").count == 3


def test_a_second_purge_finds_nothing_and_writes_nothing():
    complaint()
    purge()
    written = AuditEntry.objects.count()
    assert "destroyed" not in purge().replace("keys that belonged to nothing: 0 destroyed", "")
    assert AuditEntry.objects.count() == written


def test_a_dry_run_says_what_would_go_and_destroys_nothing():
    complaint()
    orphan = old_key()
    said = purge("--dry-run")
    assert "complaint: 1 would be destroyed" in said
    assert "keys that belong to nothing: 1 would be destroyed" in said
    assert Complaint.objects.count() == 1
    assert DataKey.objects.filter(pk=orphan).exists()
    assert not LastPurge.objects.exists()


def test_a_shorter_time_reaches_what_is_here_already():
    complaint(seen_ago=dt.timedelta(days=8))
    assert "complaint" not in purge()
    RetentionSetting.objects.create(slug="complaint", value=7, changed_at=timezone.now())
    assert "complaint: 1 destroyed" in purge()


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> set[uuid.UUID]:
    """Complaints of which one may be named that cannot be destroyed."""
    stubborn: set[uuid.UUID] = set()
    clock = retention.clock_of(Complaint)

    def destroy(pk: uuid.UUID) -> None:
        if pk in stubborn:
            raise RuntimeError("it does not go")
        clock.destroy(pk)

    broken = dataclasses.replace(clock, destroy=destroy)
    monkeypatch.setitem(retention._clocks, Complaint, broken)
    return stubborn


def test_one_that_cannot_be_destroyed_stops_no_other_and_is_said(refusing, caplog):
    stays, goes = complaint(), complaint()
    refusing.add(stays.pk)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 things are due and could not be destroyed"):
        call_command("purge", stdout=said)
    assert "complaint: 1 destroyed, 1 LEFT" in said.getvalue()
    assert not Complaint.objects.filter(pk=goes.pk).exists()
    assert LastPurge.objects.get().left == 1
    assert "it does not go" in caplog.text


def test_keys_that_belong_to_nothing_are_swept_but_not_young_ones():
    orphan, young = old_key(), keys.make()
    assert "keys that belonged to nothing: 1 destroyed" in purge()
    assert set(DataKey.objects.values_list("pk", flat=True)) == {young}
    assert DataKey.objects.filter(pk=orphan).count() == 0


def test_most_keys_are_not_swept_unless_somebody_says_so():
    for _number in range(purging.MOST_SWEPT + 1):
        old_key()
    with pytest.raises(CommandError, match="none was swept"):
        purge()
    assert DataKey.objects.count() == purging.MOST_SWEPT + 1
    purge("--sweep-all")
    assert not DataKey.objects.exists()


def test_a_room_that_cannot_say_what_is_due_stops_no_other_and_is_said(monkeypatch, caplog):
    def fails(now: dt.datetime) -> list[int]:
        raise RuntimeError("nobody knows")

    clock = retention.clock_of(User)
    broken = dataclasses.replace(clock, due=fails)
    monkeypatch.setitem(retention._clocks, User, broken)
    gone = complaint()
    with pytest.raises(CommandError, match="1 things are due"):
        purge()
    assert not Complaint.objects.filter(pk=gone.pk).exists()
    assert "nobody knows" in caplog.text
