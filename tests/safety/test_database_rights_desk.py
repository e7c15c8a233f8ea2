"""The desk under its own users of PostgreSQL: people work as before, and the record is out of their reach."""

from collections.abc import Callable, Iterator

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from referral.models.case import Case
from safety import database_grants
from safety.database_rights import Role
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral import casing
from tests.safety import users_of_postgresql
from tests.staff.account import sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.on_postgresql]
WHO = {"default": Role.DESK, "keys": Role.KEYS_DESK}


@pytest.fixture(scope="module")
def users(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), users_of_postgresql.made():
        yield


@pytest.fixture
def under_the_desks_users(users: None, db: None, amina: User) -> Iterator[User]:
    """Have this process ask as the users of the desk do, until the test ends."""
    casing.trained(amina)
    for alias, role in WHO.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {database_grants.name_of(role)}")
    return amina


@pytest.mark.promise("S9")
def test_somebody_signs_in_and_works_on_a_case(under_the_desks_users: User):
    amina, desk = under_the_desks_users, Client()
    entries = AuditEntry.objects.count()
    sign_in(desk, amina.email)
    assert desk.get("/desk/").status_code == 200
    case = casing.from_code(amina)
    at = f"/desk/cases/{case.reference}/"
    desk.post(f"{at}take/")
    assert desk.post(f"{at}note/", {"text": "asked for a quiet hour"}).status_code == 302
    assert "asked for a quiet hour" in desk.get(at).content.decode()
    desk.post(f"{at}close/", {"reason": "need-met"})
    assert Case.objects.get(pk=case.pk).state == "closed"
    assert AuditEntry.objects.count() > entries


@pytest.mark.promise("S9")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_auditentry SET actor_id = 9",
        "DELETE FROM staff_auditentry",
        "TRUNCATE staff_auditentry",
        "INSERT INTO staff_auditcut (number, digest, at) VALUES (1, '', now())",
        "ALTER TABLE staff_auditentry DISABLE TRIGGER ALL",
        "DROP TABLE staff_auditentry",
    ],
)
def test_the_record_is_out_of_reach(under_the_desks_users: User, statement: str, signed: Callable[[], None]):
    signed()
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.fixture
def signed(under_the_desks_users: User) -> Callable[[], None]:
    """Have something in the record."""
    return lambda: casing.from_call(under_the_desks_users) and None
