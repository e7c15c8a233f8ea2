"""How long something is kept: an administrator proposes, another agrees, nobody goes beyond the limits."""

import pytest

from safety import retention
from safety.keeping_times import TIMES
from safety.models import RetentionSetting
from staff import agreement, retention_change
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]


@pytest.fixture
def second(db: None) -> User:
    return make_person("second", Role.ADMINISTRATOR)


def proposed(person: User, value: int, slug: str = "case"):
    return retention_change.propose(person=person, slug=slug, value=value)


def agreed(person: User, proposal) -> None:
    digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
    agreement.agree(person=person, proposal=proposal, digest=digest)


@pytest.mark.parametrize("value", [60, 7], ids=["longer", "shorter"])
def test_another_time_counts_when_two_want_it(value: int, greta: User, second: User):
    proposal = proposed(greta, value)
    assert retention.value("case") == 30
    agreed(second, proposal)
    assert retention.value("case") == value
    facts = [(entry.act, entry.actor_id, entry.facts) for entry in AuditEntry.objects.in_order()
             if entry.subject_kind == "retention"]  # fmt: skip
    assert facts == [
        (Act.RETENTION_PROPOSED, greta.pk, f'{{"after":{value},"before":30,"proposal":{proposal.pk}}}'),
        (Act.RETENTION_CHANGED, second.pk, f'{{"after":{value},"before":30}}'),
    ]


def test_nobody_agrees_to_the_own_proposal(greta: User):
    with pytest.raises(agreement.OwnProposal):
        agreed(greta, proposed(greta, 60))
    assert not RetentionSetting.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR], ids=str)
def test_no_other_role_proposes_or_agrees(role: Role, cast: dict[Role, User], second: User):
    with pytest.raises(NotAllowed):
        proposed(cast[role], 60)
    waiting = proposed(second, 60)
    with pytest.raises(NotAllowed):
        agreed(cast[role], waiting)
    with pytest.raises(NotAllowed):
        retention_change.carry_out(payload=waiting.contents, proposer=second, agreer=cast[role])
    assert retention.value("case") == 30


@pytest.mark.parametrize("value", [0, TIMES["case"].most + 1])
def test_nobody_goes_beyond_the_limits(value: int, greta: User):
    with pytest.raises(retention_change.OutOfBounds):
        proposed(greta, value)


def test_a_time_that_does_not_exist_is_refused(greta: User):
    with pytest.raises(retention_change.OutOfBounds):
        proposed(greta, 30, slug="ten-years")


def test_what_is_set_already_is_not_proposed(greta: User):
    with pytest.raises(retention_change.AlreadySo):
        proposed(greta, 30)


def test_a_proposal_falls_when_the_time_changed_in_between(greta: User, second: User):
    older, newer = proposed(greta, 60), proposed(greta, 90)
    agreed(second, newer)
    with pytest.raises(agreement.Changed):
        agreement.agree(person=second, proposal=older, digest=older.digest)
    assert retention.value("case") == 90


@pytest.mark.parametrize(("value", "follows"), [(60, "stays longer"), (7, "is destroyed")])
def test_a_proposal_says_what_follows(value: int, follows: str, greta: User):
    lines = retention_change.lines(proposed(greta, value).contents)
    assert [str(after) for _what, _before, after in lines[:2]] == ["Cases", f"{value} days"]
    assert follows in str(lines[2][2])


def test_the_record_is_never_cut_shorter_than_the_database_allows(greta: User):
    assert TIMES["record"].least == 90
    with pytest.raises(retention_change.OutOfBounds):
        proposed(greta, 89, slug="record")
