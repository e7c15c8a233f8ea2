"""Who may do what: the one table, and what follows from it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from staff import labels, who_may
from staff.roles import TABLE, WITHOUT_ROLE, Ability, Role, fits, may, rows

PEOPLE = {
    Ability.INVITE, Ability.PROPOSE_ROLE, Ability.AGREE_ROLE, Ability.REVOKE_ROLE, Ability.END_ACCESS,
    Ability.RESET_SECOND_FACTOR, Ability.MANAGE_TEAMS, Ability.CHANGE_RETENTION, Ability.AGREE_RETENTION,
}  # fmt: skip
RECORD = {Ability.READ_RECORD, Ability.EXPORT_RECORD, Ability.VERIFY_RECORD}
LISTINGS = {
    Ability.SEE_LISTINGS, Ability.WITHDRAW_LISTING, Ability.PROPOSE_LISTING, Ability.AGREE_LISTING,
    Ability.EDIT_LISTING, Ability.VERIFY_LISTING, Ability.SHORTEN_COOLING, Ability.READ_SHELTER,
    Ability.IMPORT_LISTINGS, Ability.AGREE_IMPORT, Ability.EXPORT_LISTINGS, Ability.EDIT_TERMS,
    Ability.SEE_PLATFORMS,
}  # fmt: skip


def holders(ability: Ability) -> set[Role]:
    return {role for role in Role if may([role], ability)}


def test_every_role_has_a_row_in_the_table():
    assert set(TABLE) == set(Role)


def test_every_role_and_every_ability_has_a_name_and_every_role_says_its_work():
    assert set(labels.ROLES) == set(labels.WORK) == set(Role)
    assert set(labels.ABILITIES) == set(Ability)


def test_without_a_role_only_the_own_account_is_open():
    assert {ability for ability in Ability if may([], ability)} == WITHOUT_ROLE == {Ability.SEE_OWN_ACCOUNT}


@pytest.mark.promise("S8")
def test_only_an_administrator_changes_people():
    assert {role for ability in PEOPLE for role in holders(ability)} == {Role.ADMINISTRATOR}


def test_an_administrator_reads_no_listing_and_no_record():
    assert not TABLE[Role.ADMINISTRATOR] & (LISTINGS | RECORD)


def test_an_auditor_reads_the_record_and_nothing_else():
    seen = {
        Ability.USE_DESK,
        Ability.SEE_OWN_ACCOUNT,
        Ability.SEE_INVENTORY,
    }  # what is kept, not what it holds
    assert TABLE[Role.AUDITOR] == RECORD | seen
    assert holders(Ability.READ_RECORD) == {Role.AUDITOR}


@pytest.mark.promise("S8")
def test_no_role_both_proposes_and_agrees_to_a_listing():
    assert not holders(Ability.PROPOSE_LISTING) & holders(Ability.AGREE_LISTING)


@pytest.mark.promise("S8")
def test_no_role_both_imports_and_agrees_to_an_import():
    assert not holders(Ability.IMPORT_LISTINGS) & holders(Ability.AGREE_IMPORT)


@pytest.mark.promise("S8")
def test_only_a_supervisor_shortens_what_an_editor_and_a_verifier_wait_for():
    assert holders(Ability.SHORTEN_COOLING) == {Role.SUPERVISOR}


@pytest.mark.promise("S5")
def test_only_who_works_on_listings_reads_what_is_confidential_in_them():
    assert holders(Ability.READ_SHELTER) == {Role.LISTING_EDITOR, Role.VERIFIER}


def test_several_roles_add_up():
    assert may([Role.LISTING_EDITOR, Role.VERIFIER], Ability.AGREE_LISTING)
    assert not may([Role.LISTING_EDITOR, Role.VERIFIER], Ability.READ_RECORD)


def test_an_auditor_has_no_other_role_and_everything_else_goes_together():
    assert fits(Role.AUDITOR, beside=[])
    assert fits(Role.AUDITOR, beside=[Role.AUDITOR])
    assert not fits(Role.AUDITOR, beside=[Role.HELPLINE])
    assert not fits(Role.HELPLINE, beside=[Role.AUDITOR])
    assert fits(Role.HELPLINE, beside=[Role.SUPERVISOR, Role.VERIFIER])


def printed(*options: str) -> str:
    out = StringIO()
    call_command("who_may", *options, stdout=out)
    return out.getvalue()


def test_the_printed_table_says_what_the_code_says():
    lines = printed().splitlines()
    columns = {role: lines[0].index(f" {who_may.initials(role)}") + 1 for role in Role}
    for line, (ability, allowed) in zip(lines[1:], rows(), strict=False):
        assert line.split()[0] == ability
        marks = {role: line[place : place + 1] == "x" for role, place in columns.items()}
        assert marks == dict(zip(Role, allowed, strict=True))


def test_the_initials_of_the_printed_table_are_not_shared():
    assert len({who_may.initials(role) for role in Role}) == len(Role)


def test_the_table_for_the_docs_says_what_the_code_says():
    head, _line, *body = [re.split(r"\s*\|\s*", line)[1:-1] for line in printed("--markdown").splitlines()]
    assert head[1:] == [str(labels.role(role)) for role in Role]
    read = {row[0]: [mark == "x" for mark in row[1:]] for row in body}
    assert read == {str(labels.ability(ability)): list(allowed) for ability, allowed in rows()}
