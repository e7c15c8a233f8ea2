"""What goes on record, and what is refused there."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from staff import audit, chain
from staff.acts import BY_BEGINNING, NUMBERS, SLUGS, facts_of
from staff.audit import Act, Facts, HeadMissing, NotInATransaction, record
from staff.models.person import User
from staff.models.record import AppendOnly, AuditEntry, AuditHead
from staff.verifying import verified
from tests.emptying import unguarded

WRITERS = 8
ENTRIES = 25
pytestmark = pytest.mark.django_db


def look(*, actor: User | None = None, page: int = 1) -> AuditEntry:
    return record(act=Act.RECORD_READ, actor=actor, subject_kind="record", subject_id="entries", page=page)


@pytest.mark.promise("S9")
def test_an_entry_names_the_one_before_it():
    one, other = look(), look()
    assert (other.number, other.previous) == (one.number + 1, one.digest)


def test_an_entry_says_who_did_what_to_what(hana: User):
    entry = look(actor=hana, page=3)
    entry.refresh_from_db()
    assert (entry.act, entry.actor_id, entry.subject_kind, entry.subject_id, entry.facts) == (
        "record.read", hana.pk, "record", "entries", '{"page":3}',
    )  # fmt: skip


def test_an_entry_reads_back_with_the_digest_it_was_given():
    entry = AuditEntry.objects.get(pk=look().pk)
    assert chain.digest(audit.link(entry)) == entry.digest


def test_an_entry_keeps_milliseconds_and_no_more(monkeypatch: pytest.MonkeyPatch):
    moment = datetime(2026, 5, 1, 12, 0, 0, 123_987, tzinfo=UTC)
    monkeypatch.setattr(audit.timezone, "now", lambda: moment)
    assert look().at.microsecond == 123_000


def test_the_head_moves_with_each_entry():
    entry = look()
    assert audit.head() == chain.Head(entry.number, entry.digest)


@pytest.mark.promise("S9")
@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_not_recorded():
    with pytest.raises(NotInATransaction):
        look()
    assert AuditEntry.objects.count() == 0


@pytest.mark.promise("S9")
def test_an_act_that_fails_takes_its_entry_with_it():
    before = audit.head()

    def act() -> None:
        with transaction.atomic():
            look()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert audit.head() == before
    assert look().number == before.number + 1


@pytest.mark.promise("S9")
@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_a_whole_chain_without_gaps():
    start, failures = Barrier(WRITERS), []

    def write(writer: int) -> None:
        try:
            start.wait()
            for page in range(1, ENTRIES + 1):
                with transaction.atomic():
                    record(
                        act=Act.RECORD_READ, actor=None, subject_kind="record",
                        subject_id=f"writer-{writer}", page=page,
                    )  # fmt: skip
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    writers = [Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    numbers = list(AuditEntry.objects.in_order().values_list("number", flat=True))
    assert failures == []
    assert numbers == list(range(1, WRITERS * ENTRIES + 1))
    assert len(set(AuditEntry.objects.values_list("subject_id", flat=True))) == WRITERS
    assert verified().whole


# --- what does not fit into it ---


@pytest.mark.promise("S9")
@pytest.mark.parametrize("value", ["a whole sentence", "Amina", "a@b", "", "x" * 65, "née", "=1+1", "a\nb"])
def test_a_fact_with_free_text_is_refused(value: str):
    with pytest.raises(Facts):
        record(act=Act.ROLE_GRANTED, actor=None, subject_kind="person", subject_id=1, role=value)


@pytest.mark.promise("S9")
@pytest.mark.parametrize("value", [-1, 2**31, 447_700_900_123, True, 1.5, None])
def test_a_number_that_could_be_a_phone_number_is_refused(value: int):
    with pytest.raises(Facts):
        record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries", page=value)


def test_a_fact_that_is_not_the_acts_is_refused():
    with pytest.raises(Facts):
        record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries", role="auditor")


def test_a_fact_of_no_known_name_is_refused_without_repeating_it():
    with pytest.raises(Facts) as refusal:
        record(act=Act.PERSON_LEFT, actor=None, subject_kind="person", subject_id=1, note="secret-word")
    assert "secret-word" not in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "number"), [("Person", 1), ("a person", 1), ("", 1), ("person", "a b"), ("person", "")]
)
def test_a_subject_that_is_no_kind_and_id_is_refused(kind: str, number: int | str):
    with pytest.raises(Facts):
        record(act=Act.PERSON_LEFT, actor=None, subject_kind=kind, subject_id=number)


def test_a_refused_fact_leaves_nothing_on_record():
    before = audit.head()
    with pytest.raises(Facts):
        record(act=Act.PERSON_LEFT, actor=None, subject_kind="person", subject_id=1, role="two words")
    assert audit.head() == before


@pytest.mark.parametrize("act", Act, ids=str)
def test_every_act_has_a_closed_list_of_facts(act: Act):
    assert facts_of(act) <= NUMBERS | SLUGS
    assert len(act.value) <= AuditEntry._meta.get_field("act").max_length


def test_no_list_of_facts_is_for_an_act_that_does_not_exist():
    assert set(BY_BEGINNING) == {act.value.partition(".")[0] for act in Act}


# --- it only grows ---


@pytest.mark.promise("S9")
def test_the_models_refuse_to_change_or_remove_an_entry():
    entry = look()
    for attempt in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(act="nothing"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_create([entry]),
        lambda: AuditEntry.objects.bulk_update([entry], ["act"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.promise("S9")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_auditentry SET actor_id = 99",
        "DELETE FROM staff_auditentry",
        "DELETE FROM staff_audithead",
        "UPDATE staff_audithead SET number = 0",
        "UPDATE staff_audithead SET number = number + 1",
        "UPDATE staff_audithead SET digest = ''",
        "INSERT INTO staff_auditentry (number, at, act, subject_kind, subject_id, facts, previous, digest)"
        " SELECT number + 7, at, act, subject_kind, subject_id, facts, previous, digest"
        " FROM staff_auditentry",
    ],
)
def test_the_database_refuses_what_is_no_appending(statement: str):
    look()
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.promise("S9")
def test_the_database_refuses_to_put_one_entry_in_anothers_place_or_to_empty_the_table():
    look()
    statement = {
        "sqlite": "INSERT OR REPLACE INTO staff_auditentry SELECT * FROM staff_auditentry",
        "postgresql": "TRUNCATE staff_auditentry",
    }[connection.vendor]
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_there_is_never_a_second_head():
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditHead.objects.create(pk=2, number=0, digest=chain.GENESIS)


@pytest.mark.promise("S9")
def test_nothing_is_recorded_while_the_head_is_missing():
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_audithead")
    with pytest.raises(HeadMissing):
        look()


def test_a_visit_at_the_public_door_leaves_nothing_on_record(client: Client):
    before = audit.head()
    assert client.get("/").status_code == 200
    assert audit.head() == before
