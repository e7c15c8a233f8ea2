"""What PostgreSQL holds its users to: every table tried, as the user itself."""

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from safety.database_rights import Role
from tests.safety import users_of_postgresql
from tests.safety.users_of_postgresql import connected

# What the public door adds; it changes and removes nothing anywhere.
ADDED = {"directory_feedback", "referral_complaint", "referral_handover", "referral_handoverpress"}
NEVER_READ = {
    "referral_case", "referral_note", "referral_contact", "referral_referral", "referral_consent",
    "referral_step", "referral_toldnumber", "referral_glassbroken", "referral_handover", "referral_counter",
    "referral_figure", "directory_shelter", "directory_address", "directory_contact", "directory_edition",
    "directory_verification", "staff_user", "staff_rolegrant", "staff_desksession", "staff_auditentry",
    "staff_proposal", "staff_invitation", "mfa_authenticator", "account_emailaddress", "axes_accessattempt",
}  # fmt: skip
TRIED = {
    "INSERT": 'INSERT INTO "{table}" DEFAULT VALUES',
    "UPDATE": 'UPDATE "{table}" SET "{column}" = DEFAULT WHERE false',
    "DELETE": 'DELETE FROM "{table}" WHERE false',
    "TRUNCATE": 'TRUNCATE "{table}"',
    "SELECT": 'SELECT "{column}" FROM "{table}" LIMIT 0',
    "OWNER": 'DROP TABLE "{table}"',
}

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.on_postgresql]


@pytest.fixture(scope="module", autouse=True)
def users(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), users_of_postgresql.made():
        yield


def tables(alias: str) -> dict[str, list[str]]:
    """Return every table with its columns, those of no model too."""
    with connected(alias) as owner:
        rows = owner.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def refused(user: psycopg.Connection, statement: str) -> bool:
    """Whether PostgreSQL refuses a statement for want of rights, and not for any other reason."""
    try:
        with user.transaction(force_rollback=True):
            user.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return True
    except psycopg.Error:
        return False
    return False


def may(user: psycopg.Connection, table: str, columns: list[str]) -> set[str]:
    """Return what a user can do with a table, each tried."""
    return {
        what
        for what, statement in TRIED.items()
        for column in (columns if "{column}" in statement else [""])
        if not refused(user, statement.format(table=table, column=column))
    }


def all_that(role: Role, alias: str = "default") -> dict[str, set[str]]:
    """Return what a user can do with each table, tables that are refused altogether left out."""
    with connected(alias, role) as user:
        user.execute("SET default_transaction_read_only = off")  # as a thief would
        found = {table: may(user, table, columns) for table, columns in tables(alias).items()}
    return {table: rights for table, rights in found.items() if rights}


@pytest.fixture(scope="module")
def public() -> dict[str, set[str]]:
    return all_that(Role.PUBLIC)


@pytest.mark.promise("S5")
@pytest.mark.promise("S13")
def test_the_public_door_adds_to_four_tables_and_changes_nothing(public):
    assert {table for table, rights in public.items() if rights - {"SELECT"}} == ADDED
    assert all(rights <= {"SELECT", "INSERT"} for rights in public.values())


@pytest.mark.promise("S5")
def test_the_public_door_reads_no_case_no_shelter_and_nobody_at_the_desk(public):
    assert set(tables("default")) >= NEVER_READ
    assert {table for table in NEVER_READ if "SELECT" in public.get(table, ())} == set()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT assurer_email FROM directory_service",
        "SELECT * FROM directory_service",
        "SELECT tax_id FROM directory_organization",
        "SELECT latitude FROM directory_location",
        "SELECT seen_at FROM directory_feedback",
        "SELECT proposer_id FROM referral_bookedition",
        "SELECT count(*) FROM referral_handover",
        "DELETE FROM referral_handover",
        "SELECT confirmed_by_id FROM directory_room",
        "COPY directory_service TO STDOUT",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SET ROLE waypost_owner",
        "ALTER TABLE staff_auditentry DISABLE TRIGGER ALL",
    ],
)
def test_the_public_door_is_refused(statement):
    with connected("default", Role.PUBLIC) as user:
        assert refused(user, statement)


@pytest.mark.promise("S7")
def test_the_public_door_adds_keys_and_reads_none():
    assert all_that(Role.KEYS_PUBLIC, "keys") == {"safety_datakey": {"INSERT"}}
    assert all_that(Role.KEYS_DESK, "keys") == {"safety_datakey": {"SELECT", "INSERT", "DELETE"}}


def test_who_only_reads_and_who_counts_write_nothing():
    for role in (Role.READER, Role.METRICS):
        found = all_that(role)
        assert found
        assert all(rights == {"SELECT"} for rights in found.values())


@pytest.mark.promise("S9")
def test_the_desk_can_neither_change_nor_empty_the_record():
    found = all_that(Role.DESK)
    assert found["staff_auditentry"] == {"SELECT", "INSERT"}
    assert found["staff_audithead"] == {"SELECT", "UPDATE"}
    assert found["staff_auditcut"] == {"SELECT"}
    assert found["referral_case"] == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert not any({"TRUNCATE", "OWNER"} & rights for rights in found.values())


def test_a_backup_reads_every_table_and_writes_none():
    found = all_that(Role.BACKUP)
    assert set(found) == set(tables("default"))
    assert all(rights == {"SELECT"} for rights in found.values())


# --- said by PostgreSQL, compared with the declaration ---


def test_what_postgresql_says_is_what_was_declared(capsys: pytest.CaptureFixture[str]):
    for alias in ("default", "keys"):
        call_command("database_rights", "--check", "--database", alias)
    assert capsys.readouterr().out.count("and nothing else") == 2


@pytest.mark.parametrize(
    ("change", "back", "told"),
    [
        ("GRANT UPDATE (urgency) ON referral_case TO waypost_public",
         "REVOKE UPDATE (urgency) ON referral_case FROM waypost_public",
         "waypost_public may UPDATE referral_case.urgency, which nobody declared"),
        ("GRANT SELECT ON staff_user TO PUBLIC", "REVOKE SELECT ON staff_user FROM PUBLIC",
         "waypost_reader may SELECT staff_user, which nobody declared"),
        ("REVOKE INSERT ON referral_handover FROM waypost_public",
         "GRANT INSERT ON referral_handover TO waypost_public",
         "waypost_public has to INSERT referral_handover and may not"),
        ("GRANT waypost_desk TO waypost_public", "REVOKE waypost_desk FROM waypost_public",
         "waypost_public belongs to waypost_desk"),
        ("ALTER ROLE waypost_metrics BYPASSRLS", "ALTER ROLE waypost_metrics NOBYPASSRLS",
         "waypost_metrics passes by the rules of rows"),
        ("GRANT CREATE ON SCHEMA public TO waypost_desk", "REVOKE CREATE ON SCHEMA public FROM waypost_desk",
         "waypost_desk may make tables"),
        ("GRANT EXECUTE ON FUNCTION referral_handover_key(text) TO waypost_reader",
         "REVOKE EXECUTE ON FUNCTION referral_handover_key(text) FROM waypost_reader",
         "waypost_reader may call referral_handover_key(text), which nobody declared"),
    ],
)  # fmt: skip
def test_whatever_differs_is_named(change: str, back: str, told: str, capsys: pytest.CaptureFixture[str]):
    with connected("default") as owner:
        owner.execute(change.encode())
        try:
            with pytest.raises(CommandError, match="difference"):
                call_command("database_rights", "--check")
        finally:
            owner.execute(back.encode())
    assert told in capsys.readouterr().out.splitlines()


def test_a_user_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(CommandError, match="1 differences"):
        call_command("database_rights", "--check", "--prefix", "other", "--role", "public")
    assert capsys.readouterr().out == "other_public does not exist\n"
