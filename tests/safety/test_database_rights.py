"""What each user of PostgreSQL may do: declared for every table, or refused."""

import pytest
from django.core.management import CommandError, call_command

from safety import database_grants, database_rights
from safety.database_rights import ALL, Right, Role


@pytest.mark.promise("S5")
def test_every_table_is_declared():
    assert database_grants.undeclared() == []


def test_a_table_that_nobody_declared_is_named_and_nothing_is_printed(monkeypatch):
    known = dict(database_rights.declared())
    del known["referral.Case"]
    monkeypatch.setattr(database_rights, "_tables", {**known, "referral.Gone": {Role.DESK: ALL}})
    with pytest.raises(
        CommandError, match="referral.Case is declared by nobody; referral.Gone is declared and"
    ):
        call_command("database_rights", "--sql")


def test_a_column_that_does_not_exist_is_named(monkeypatch):
    wrong = {Role.PUBLIC: database_rights.may(read="id gone")}
    monkeypatch.setattr(database_rights, "_tables", {**database_rights.declared(), "referral.Case": wrong})
    assert database_grants.undeclared() == ["referral.Case.gone is given to public and does not exist"]


def test_two_rooms_do_not_declare_one_table():
    with pytest.raises(database_rights.DeclaredTwice):
        database_rights.declare({"referral.Case": {Role.PUBLIC: ALL}})


def test_who_only_reads_has_what_the_public_door_reads_and_no_function():
    public, reader = (database_grants.granted(role, "default") for role in (Role.PUBLIC, Role.READER))
    assert {
        table: rights.get(Right.SELECT) for table, rights in public.items() if Right.SELECT in rights
    } == {table: rights[Right.SELECT] for table, rights in reader.items()}
    assert all(set(rights) == {Right.SELECT} for rights in reader.values())
    assert not any(Role.READER in callers for callers in database_rights.functions().values())


def test_the_statements_name_both_databases_apart(capsys: pytest.CaptureFixture[str]):
    call_command("database_rights", "--sql")
    main = capsys.readouterr().out
    call_command("database_rights", "--sql", "--database", "keys", "--prefix", 'a"b')
    keys = capsys.readouterr().out
    assert "safety_datakey" not in main
    assert "referral_case" not in keys
    assert '"waypost_public"' in main
    assert '"a""b_keys_public"' in keys


@pytest.mark.one_engine
def test_sqlite_has_no_users():
    with pytest.raises(CommandError, match="this is for PostgreSQL"):
        call_command("database_rights", "--check")
