"""Of people who left a number stays; what else the desk keeps of people goes when its time is over."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from referral.models.case import Training
from safety import purging
from safety.models import Destroyed
from staff import keeping
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.models.session import DeskSession
from staff.roles import Role
from tests.people import PASSWORD, make_person, take

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S7")]
DAY = dt.timedelta(days=1)


def purge() -> None:
    list(purging.purge(now=timezone.now()))


def left(days: int) -> User:
    """Somebody with a name, a team and a training, who left so many days ago."""
    person = make_person("milan", Role.HELPLINE, team="Day")
    now = timezone.now()
    Training.objects.create(person=person, confirmed_on=now.date(), renew_on=now.date() + DAY)
    take(person, Role.HELPLINE)
    User.objects.filter(pk=person.pk).update(is_active=False, left_at=now - days * DAY, last_login=now)
    return person


def test_somebody_who_left_a_year_ago_is_a_number():
    person = left(366)
    purge()
    row = User.objects.get(pk=person.pk)
    assert (row.name, row.team, row.last_login, row.is_active) == ("", None, None, False)
    assert "milan" not in row.email
    assert not row.check_password(PASSWORD)
    assert not RoleGrant.objects.filter(user=row).exists()
    assert not Training.objects.filter(person=row).exists()
    entry = AuditEntry.objects.get(act=Act.PERSON_FORGOTTEN)
    assert (entry.subject_kind, entry.subject_id, entry.facts) == ("person", str(person.pk), "{}")


def test_somebody_who_left_lately_is_known_still():
    person = left(364)
    purge()
    assert User.objects.get(pk=person.pk).name == "Milan"
    assert Training.objects.filter(person=person).exists()


def test_somebody_who_works_here_is_never_forgotten(amina: User):
    User.objects.filter(pk=amina.pk).update(last_login=timezone.now() - 900 * DAY)
    purge()
    assert User.objects.get(pk=amina.pk).name == "Amina"


def test_a_person_is_forgotten_once_with_the_invitation_that_was_open(greta: User):
    person, now = left(366), timezone.now()
    Invitation.objects.create(
        user=person, digest="0" * 64, invited_by=greta, made_at=now, expires_at=now + DAY
    )
    purge()
    purge()
    assert AuditEntry.objects.filter(act=Act.PERSON_FORGOTTEN).count() == 1
    assert Destroyed.objects.get(kind=keeping.PERSON).count == 1


def test_whoever_never_came_is_forgotten_when_no_invitation_is_left(greta: User):
    person, now = make_person("nobody"), timezone.now()
    User.objects.filter(pk=person.pk).update(password="!", joined_at=None, last_login=None)
    invited = Invitation.objects.create(
        user=person, digest="0" * 64, invited_by=greta, made_at=now, expires_at=now + DAY
    )
    purge()
    assert User.objects.get(pk=person.pk).name
    invited.delete()
    purge()
    assert User.objects.get(pk=person.pk).name == ""


def test_nobody_is_forgotten_whose_time_is_not_over_when_it_is_their_turn():
    person = left(300)
    keeping.forget(person.pk)
    assert User.objects.get(pk=person.pk).name == "Milan"


def test_old_invitations_proposals_sessions_and_counts_go_and_new_ones_stay(greta: User):
    now = timezone.now()
    for age in (400 * DAY, 0 * DAY):
        then = now - age
        invited = make_person(f"invited{age.days}", now=now)
        Invitation.objects.create(
            user=invited, digest=f"{age.days:064}", invited_by=greta, made_at=then, expires_at=then + 3 * DAY
        )
        Proposal.objects.create(
            kind="k", subject_kind="team", subject_id="1", payload="{}", payload_digest="0" * 64,
            digest="0" * 64, proposer_id=greta.pk, proposed_at=then, expires_at=then + DAY,
            state=Proposal.State.EXPIRED, decided_at=then,
        )  # fmt: skip
        DeskSession.objects.create(session_key=f"key{age.days}", session_data="", expire_date=then)
        attempt = AccessAttempt.objects.create(failures_since_start=1, username=f"u{age.days}")
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=then)
    purge()
    for model in (Invitation, Proposal, DeskSession, AccessAttempt):
        assert model.objects.count() == 1, model
