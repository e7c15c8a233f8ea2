"""A code carries what was told to one helper: made, opened once, destroyed, over, and gone for good."""

import datetime as dt
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import TestCase

from referral import editing_review, editions, handover, telling, told
from referral.handover import NoSuchCode, NotOffered, PressedBefore
from referral.models.handover import Handover, HandoverPress
from referral.models.pathway import BookEdition
from safety import codes, keys, purging, writable
from safety.codes import Code, Misread
from safety.hours import full_hour
from safety.models import DataKey
from staff.models.record import AuditEntry
from tests.referral.told_by import NOW, somebody

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def take(code: Code, *, now: dt.datetime = NOW) -> told.Told:
    """Open a code as the desk does: inside a transaction that ends well."""
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        return handover.take(" ".join(code.groups), now=now)


def refused(code: Code, *, now: dt.datetime = NOW) -> str:
    with pytest.raises(NoSuchCode) as refusal:
        take(code, now=now)
    return str(refusal.value.says)


def test_what_was_told_is_what_is_read(db):
    what = somebody()
    assert take(handover.make(what, now=NOW)) == what


def test_a_code_opens_once(db):
    code = handover.make(somebody(), now=NOW)
    take(code)
    assert refused(code)
    assert not Handover.objects.exists()
    assert not DataKey.objects.exists()


def test_wrong_expired_used_and_destroyed_get_the_same_words(db):
    used, destroyed, over = (handover.make(somebody(), now=NOW) for _ in range(3))
    take(used)
    handover.destroy(destroyed.digits)
    says = {
        refused(codes.new()),
        refused(used),
        refused(destroyed),
        refused(over, now=NOW + dt.timedelta(hours=73)),
    }
    assert len(says) == 1


def test_it_lives_for_three_days_and_ends_at_a_full_hour(db):
    code = handover.make(somebody(), now=NOW)
    row = Handover.objects.get()
    assert row.expires_at == NOW.replace(hour=22, minute=0, second=0) + dt.timedelta(hours=72)
    assert take(code, now=NOW + dt.timedelta(hours=72))
    on_the_hour = NOW.replace(minute=0, second=0)
    assert full_hour(on_the_hour) == on_the_hour


def test_what_is_over_opens_nothing_though_nothing_was_swept(db):
    code = handover.make(somebody(), now=NOW)
    assert refused(code, now=Handover.objects.get().expires_at)


def test_a_badly_typed_code_is_a_slip_and_not_a_wrong_one(db):
    code = handover.make(somebody(), now=NOW)
    with pytest.raises(Misread), transaction.atomic():
        handover.take(code.digits[:-1], now=NOW)


def test_opening_asks_for_the_transaction_that_keeps_what_was_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        handover.take(codes.new().digits, now=NOW)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_what_fails_after_opening_leaves_the_code_as_it_was():
    editing_review.the_seeds_kept()
    what = somebody()
    code = handover.make(what, now=NOW)
    with transaction.atomic():
        handover.take(code.digits, now=NOW)
        transaction.set_rollback(True)
    with transaction.atomic():
        assert handover.take(code.digits, now=NOW) == what
    assert not DataKey.objects.exists()


# --- what is kept, and what that tells ---


@pytest.mark.promise("S7")
def test_a_row_tells_nothing_but_an_hour_and_an_edition(db):
    what = somebody()
    code = handover.make(what, now=NOW, press="a random number")
    row, press = Handover.objects.values().get(), HandoverPress.objects.values().get()
    assert row.keys() == {"lookup", "outer", "key", "edition_id", "expires_at"}
    kept = json.dumps([row, press], default=str)
    for word in (code.digits, *code.groups[:2], "danger", "18-24", what.country, "adult", "random"):
        assert f'"{word}"' not in kept
        assert word not in kept or len(word) < 6


@pytest.mark.promise("S7")
def test_code_and_row_together_open_nothing_without_the_key(db):
    code = handover.make(somebody(), now=NOW)
    DataKey.objects.all().delete()
    assert refused(code)


@pytest.mark.promise("S7")
def test_the_key_and_the_row_together_open_nothing_without_the_code(db):
    handover.make(somebody(), now=NOW)
    row = Handover.objects.get()
    with pytest.raises(keys.CannotOpen):
        keys.unseal_with(row.key, row.outer, about=f"handover/{row.lookup}")


def test_how_long_the_sealed_text_is_tells_nothing_about_how_much_was_told(db):
    short, long = somebody({"danger": ("yes",), "p00.entry": ("danger",)}), somebody()
    assert sum(map(len, short.answers.values())) < sum(map(len, long.answers.values()))
    for what in (short, long):
        handover.make(what, now=NOW)
    assert len({len(row.outer) for row in Handover.objects.all()}) == 1


@pytest.mark.promise("S2")
def test_making_and_destroying_leave_nothing_on_record(db):
    before = AuditEntry.objects.count()
    handover.destroy(handover.make(somebody(), now=NOW).digits)
    assert AuditEntry.objects.count() == before


# --- press once ---


def test_the_same_form_makes_no_second_code_even_when_the_first_is_gone(db):
    code = handover.make(somebody(), now=NOW, press="one form")
    with pytest.raises(PressedBefore):
        handover.make(somebody(), now=NOW, press="one form")
    assert Handover.objects.count() == DataKey.objects.count() == 1
    handover.destroy(code.digits)
    with pytest.raises(PressedBefore):
        handover.make(somebody(), now=NOW, press="one form")
    assert handover.make(somebody(), now=NOW, press="another form") != code


# --- destroy, expire ---


def test_destroying_leaves_neither_row_nor_key_and_may_be_done_again(db):
    code, other = handover.make(somebody(), now=NOW), handover.make(somebody(), now=NOW)
    for _ in range(2):
        handover.destroy("-".join(code.groups))
    assert refused(code)
    assert take(other)


def test_what_is_over_is_swept_and_the_rest_stays(db):
    handover.make(somebody(), now=NOW - dt.timedelta(hours=80), press="old")
    young = handover.make(somebody(), now=NOW, press="new")
    for _ in range(2):
        list(purging.purge(now=NOW))
    assert HandoverPress.objects.count() == Handover.objects.count() == DataKey.objects.count() == 1
    assert take(young)


def test_the_key_goes_before_the_row(db, monkeypatch: pytest.MonkeyPatch):
    code = handover.make(somebody(), now=NOW)
    name = "_ask_postgresql" if connection.vendor == "postgresql" else "_ask_sqlite"
    real = getattr(handover, name)
    monkeypatch.setattr(handover, name, lambda what, *rest: real(what, *rest) if what == "key" else refuse())
    with pytest.raises(DatabaseError):
        handover.destroy(code.digits)
    assert not DataKey.objects.exists()


def refuse(*_: object, **__: object) -> None:
    raise DatabaseError("away")


# --- S13: not offered, rather than lost ---


@pytest.mark.promise("S13")
@pytest.mark.parametrize("broken", ["default", "keys"])
def test_no_code_is_offered_while_either_database_takes_no_writes(
    db, monkeypatch: pytest.MonkeyPatch, broken: str
):
    edition = editions.current().edition
    assert handover.offered(edition)
    assert not handover.offered("an edition that nobody kept")
    handover.forget()
    real = writable.takes_writes
    monkeypatch.setattr(writable, "takes_writes", lambda alias: alias != broken and real(alias))
    assert not handover.offered(edition)


@pytest.mark.promise("S13")
@pytest.mark.parametrize("broken", ["default", "keys"])
def test_a_database_that_does_not_answer_takes_no_writes(monkeypatch: pytest.MonkeyPatch, broken: str):
    class Away:
        vendor = "postgresql"

        def cursor(self) -> None:
            raise DatabaseError("away")

    assert writable.takes_writes(broken)
    monkeypatch.setitem(writable.__dict__, "connections", {broken: Away()})
    assert not writable.takes_writes(broken)


@pytest.mark.promise("S13")
@pytest.mark.parametrize(
    "failing", [(keys, "sealed_by_a_new"), (DataKey.objects, "create"), (Handover, "save")]
)
def test_what_cannot_be_stored_leaves_nothing_half_written(
    db, monkeypatch: pytest.MonkeyPatch, failing: tuple[object, str]
):
    monkeypatch.setattr(*failing, refuse)
    with pytest.raises(NotOffered):
        handover.make(somebody(), now=NOW, press="kept plan")
    assert not Handover.objects.exists()
    assert not HandoverPress.objects.exists()
    assert not DataKey.objects.exists()


def test_what_is_told_on_an_edition_that_is_not_kept_gets_no_code(db):
    BookEdition.objects.all().delete()
    with pytest.raises(NotOffered):
        handover.make(somebody(), now=NOW)


def test_within_a_second_the_databases_are_not_asked_again(db, django_assert_num_queries: Callable):
    edition = editions.current().edition
    handover.hours_offered(edition, clock=lambda: 10.0)
    with django_assert_num_queries(0):
        assert handover.hours_offered(edition, clock=lambda: 10.9) == 72


# --- editions ---


def test_the_words_of_the_edition_are_read_however_old_it_is(db):
    what = somebody()
    row = BookEdition.objects.get(edition=what.edition)
    assert (row.origin, row.is_current) == ("seeds", False)
    assert not BookEdition.objects.published().exists()
    BookEdition.objects.update(superseded_at=NOW - dt.timedelta(days=900))
    shown = telling.shown(what, language="en")
    assert shown.readable
    assert [step.key for step in shown.steps] == list(what.answers)
    assert all(step.question and all(step.answers) for step in shown.steps)


def test_the_edition_that_a_code_was_given_on_stays_as_long_as_the_code(db):
    code = handover.make(somebody(), now=NOW)
    with pytest.raises(ProtectedError):
        BookEdition.objects.all().delete()
    handover.destroy(code.digits)
    BookEdition.objects.all().delete()


def test_what_can_no_longer_be_read_is_shown_by_its_names(db):
    what = somebody()
    BookEdition.objects.all().delete()
    shown = telling.shown(what, language="en")
    assert not shown.readable
    assert [step.key for step in shown.steps] == list(what.answers)
