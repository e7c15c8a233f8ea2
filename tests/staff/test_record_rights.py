"""What the application's database user may do to the record: on PostgreSQL the database refuses the rest."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from staff import audit
from staff.acts import Act
from staff.models.record import AuditEntry

ROLE = "waypost_rights_test"
FORBIDDEN = [
    "UPDATE staff_auditentry SET actor_id = 9",
    "DELETE FROM staff_auditentry",
    "TRUNCATE staff_auditentry",
    "DELETE FROM staff_audithead",
    "TRUNCATE staff_audithead",
    "INSERT INTO staff_audithead (id, number, digest) VALUES (1, 0, '')",
    "ALTER TABLE staff_auditentry DISABLE TRIGGER ALL",
    "DROP TRIGGER staff_auditentry_never_goes ON staff_auditentry",
    "DROP TABLE staff_auditentry",
]
pytestmark = pytest.mark.django_db


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def look() -> AuditEntry:
    return audit.record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries")


@pytest.fixture
def application() -> str:
    """A role as an application has it: it may do everything with every table, and owns none."""
    if connection.vendor == "postgresql":
        run(f"CREATE ROLE {ROLE}", f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
    return ROLE  # the role goes when the test's transaction is undone


def refused(statement: str) -> bool:
    """Whether the database refuses a statement for want of rights."""
    try:
        with transaction.atomic():
            run(f"SET LOCAL ROLE {ROLE}", statement)
    except ProgrammingError as error:
        return error.__cause__.sqlstate == "42501"  # insufficient_privilege
    return False


def told_to_use_postgresql(*arguments: str) -> bool:
    try:
        call_command("record_rights", *arguments)
    except CommandError as refusal:
        return "this is for PostgreSQL" in str(refusal)
    return False


@pytest.mark.promise("S9")
def test_the_application_can_append_and_the_database_refuses_it_everything_else(application: str):
    if connection.vendor != "postgresql":
        assert told_to_use_postgresql("--role", application, "--apply")
        return
    look()
    call_command("record_rights", "--role", application, "--apply", verbosity=0)
    assert [statement for statement in FORBIDDEN if not refused(statement)] == []
    with transaction.atomic():
        run(f"SET LOCAL ROLE {ROLE}")
        assert look().number == AuditEntry.objects.count()
        run("RESET ROLE")


def test_the_command_prints_what_it_would_do(application: str, capsys: pytest.CaptureFixture[str]):
    if connection.vendor != "postgresql":
        assert told_to_use_postgresql("--role", application)
        return
    call_command("record_rights", "--role", application)
    assert capsys.readouterr().out.splitlines() == [
        "REVOKE ALL ON staff_auditentry FROM PUBLIC;",
        f'REVOKE ALL ON staff_auditentry FROM "{ROLE}";',
        f'GRANT SELECT, INSERT ON staff_auditentry TO "{ROLE}";',
        "REVOKE ALL ON staff_audithead FROM PUBLIC;",
        f'REVOKE ALL ON staff_audithead FROM "{ROLE}";',
        f'GRANT SELECT, UPDATE ON staff_audithead TO "{ROLE}";',
        "REVOKE ALL ON staff_auditcut FROM PUBLIC;",
        f'REVOKE ALL ON staff_auditcut FROM "{ROLE}";',
        f'GRANT SELECT ON staff_auditcut TO "{ROLE}";',
    ]
    assert not refused("SELECT has_table_privilege('staff_auditentry', 'DELETE')")


def test_a_name_with_a_quote_stays_one_name(capsys: pytest.CaptureFixture[str]):
    name = '"; DROP TABLE staff_auditentry; --"'
    if connection.vendor != "postgresql":
        assert told_to_use_postgresql("--role", name)
        return
    call_command("record_rights", "--role", name)
    assert '"""; DROP TABLE staff_auditentry; --"""' in capsys.readouterr().out


@pytest.mark.promise("S9")
@pytest.mark.parametrize("role", ["owner", "member of the owner", "nobody"])
def test_a_role_that_could_give_itself_its_rights_back_is_refused(application: str, role: str):
    if connection.vendor != "postgresql":
        assert told_to_use_postgresql("--role", application, "--apply")
        return
    owner = connection.settings_dict["USER"]
    if role == "member of the owner":
        run(f"GRANT {owner} TO {ROLE}")
    named = {"owner": owner, "member of the owner": application, "nobody": "no_such_role"}[role]
    with pytest.raises(
        CommandError, match="no role of this name" if role == "nobody" else "Nothing was changed"
    ):
        call_command("record_rights", "--role", named, "--apply")
    run("UPDATE staff_audithead SET digest = digest WHERE id = 2")
