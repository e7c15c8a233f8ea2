"""Throw-away accounts: one for each role, in development only, and a check that refuses them elsewhere."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from config.settings import base, dev
from staff import checks, throwaway
from staff.models.person import User, UserQuerySet
from staff.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def development(settings: Any) -> None:
    settings.WAYPOST_THROWAWAY = True


def test_they_exist_in_development_settings_only():
    assert dev.WAYPOST_THROWAWAY is True
    assert not getattr(base, "WAYPOST_THROWAWAY", False)


@pytest.mark.promise("S8")
def test_outside_development_none_is_made():
    with pytest.raises(CommandError, match="development settings only"):
        call_command("throwaway_people", stdout=StringIO())
    assert not User.objects.exists()


def test_each_role_has_an_account_whose_printed_password_fits(development: None):
    out = StringIO()
    call_command("throwaway_people", stdout=out)
    printed = dict(line.split() for line in out.getvalue().splitlines()[1:])
    for email, password in printed.items():
        assert User.objects.get(email=email).check_password(password)
    assert {role for person in User.objects.all() for role in person.roles} == set(Role)


def test_two_of_them_are_administrators_so_that_one_can_agree(development: None):
    throwaway.make(now=timezone.now())
    assert User.objects.working().holding(Role.ADMINISTRATOR).count() == 2


def test_who_works_on_cases_has_a_team_and_partners_have_another(development: None):
    throwaway.make(now=timezone.now())
    team = {role: person.team for person in User.objects.all() for role in person.roles}
    assert team[Role.HELPLINE] is not None
    assert team[Role.HELPLINE] == team[Role.SUPERVISOR]
    assert team[Role.PARTNER] not in (None, team[Role.HELPLINE])


def test_each_start_makes_new_passwords_for_the_same_accounts(development: None):
    first, second = throwaway.make(now=timezone.now()), throwaway.make(now=timezone.now())
    assert [account.email for account in first] == [account.email for account in second]
    assert not {account.password for account in first} & {account.password for account in second}
    assert User.objects.count() == len(first)


@pytest.mark.promise("S8")
def test_a_check_refuses_such_accounts_outside_development(settings: Any):
    settings.WAYPOST_THROWAWAY = True
    throwaway.make(now=timezone.now())
    assert checks.no_throwaway_accounts(None) == []
    settings.WAYPOST_THROWAWAY = False
    assert [fault.id for fault in checks.no_throwaway_accounts(None)] == ["staff.E001"]


def test_the_check_has_nothing_against_real_people(greta: User):
    assert checks.no_throwaway_accounts(None) == []


def test_the_check_bears_a_database_without_tables(monkeypatch: pytest.MonkeyPatch):
    def fail(self: UserQuerySet) -> bool:
        raise DatabaseError

    monkeypatch.setattr(UserQuerySet, "exists", fail)
    assert checks.no_throwaway_accounts(None) == []


def test_a_desk_without_its_gate_is_refused(settings: Any):
    assert checks.the_gate_stands(None) == []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != checks.GATE]
    assert [fault.id for fault in checks.the_gate_stands(None)] == ["staff.E002"]
    settings.WAYPOST_DOORS = "public"
    assert checks.the_gate_stands(None) == []
