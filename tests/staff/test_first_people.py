"""The first day: two administrators, once, on record, and no password on the command line (S8)."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from staff import first_day, invitations
from staff.acts import Act
from staff.models.person import RoleGrant, User
from staff.models.record import AuditEntry
from staff.roles import Ability, Role
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]

TWO = ("greta@example.org", "ivan@example.org")


def run(*emails: str) -> str:
    out = StringIO()
    call_command("first_people", *emails, "--site", "https://desk.example.org", stdout=out)
    return out.getvalue()


def tokens(printed: str) -> list[str]:
    return re.findall(r"https://desk\.example\.org/desk/people/invitation/([^/\s]+)/", printed)


def test_two_administrators_set_their_own_passwords_and_can_begin():
    made = [
        invitations.accept(token=token, name="N", password=PASSWORD, now=timezone.now())
        for token in tokens(run(*TWO))
    ]
    assert [person.email for person in made] == list(TWO)
    assert all(person.roles == {Role.ADMINISTRATOR} and person.may(Ability.INVITE) for person in made)


def test_nobody_can_begin_before_the_link_is_used():
    run(*TWO)
    assert not User.objects.working().exists()
    assert not any(person.may(Ability.USE_DESK) for person in User.objects.all())


def test_the_first_people_are_on_record():
    run(*TWO)
    begun = AuditEntry.objects.get(act=Act.FIRST_PEOPLE_MADE)
    assert (begun.actor_id, json.loads(begun.facts)) == (None, {"count": 2})
    granted = AuditEntry.objects.filter(act=Act.ROLE_GRANTED).values_list("subject_id", flat=True)
    assert sorted(granted) == sorted(str(person.pk) for person in User.objects.all())


def test_it_works_once():
    run(*TWO)
    entries = AuditEntry.objects.count()
    with pytest.raises(CommandError, match="People have roles here already"):
        run("noor@example.org", "omar@example.org")
    assert User.objects.count() == 2
    assert AuditEntry.objects.count() == entries


def test_it_works_no_more_when_every_role_has_ended():
    run(*TWO)
    RoleGrant.objects.update(ended_at=timezone.now())
    with pytest.raises(CommandError):
        run("noor@example.org", "omar@example.org")


@pytest.mark.parametrize(
    "emails", [("greta@example.org", "Greta@example.org"), ("greta", "ivan@example.org")]
)
def test_it_wants_the_emails_of_two_people(emails: tuple[str, str]):
    with pytest.raises(CommandError, match="Nobody was made"):
        run(*emails)
    assert not User.objects.exists()


@pytest.mark.parametrize("emails", [TWO[:1], (*TWO, "noor@example.org")])
def test_one_is_too_few_and_three_are_too_many(emails: tuple[str, ...]):
    with pytest.raises(first_day.NotTwoPeople):
        first_day.begin(emails=emails, now=timezone.now())


def test_two_whose_links_expired_get_new_ones_and_stay_the_same_two():
    old = tokens(run(*TWO))
    new = tokens(run("--new-links"))
    assert len(new) == 2
    with pytest.raises(invitations.NotOpen):
        invitations.accept(token=old[0], name="N", password=PASSWORD, now=timezone.now())
    assert invitations.accept(token=new[0], name="N", password=PASSWORD, now=timezone.now()).email == TWO[0]
    assert User.objects.count() == RoleGrant.objects.count() == 2
    assert AuditEntry.objects.filter(act=Act.PERSON_INVITED).count() == 2


def test_there_are_no_new_links_once_somebody_came():
    token, _other = tokens(run(*TWO))
    invitations.accept(token=token, name="N", password=PASSWORD, now=timezone.now())
    with pytest.raises(CommandError, match="People have roles here already"):
        run("--new-links")


def test_an_account_without_a_role_can_become_one_of_the_first(db: None):
    User.objects.create(email=TWO[0])
    run(*TWO)
    assert User.objects.count() == 2
