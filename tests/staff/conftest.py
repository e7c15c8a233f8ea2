"""A proposal that Dalia made and Emeka may agree to."""

import pytest

from staff import agreement
from staff.models.person import Team, User
from staff.models.proposal import Proposal
from tests.emptying import emptied_after_a_test_that_commits  # noqa: F401 - works by being here
from tests.staff import renaming


@pytest.fixture
def renaming_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of the tests' own, gone when the test ends."""
    monkeypatch.setattr(agreement, "_KINDS", dict(agreement.kinds()))
    agreement.register(renaming.kind())


@pytest.fixture
def team(db: None) -> Team:
    """A team with a name that somebody wants to change."""
    return Team.objects.create(name="before")


@pytest.fixture
def proposal(dalia: User, team: Team, renaming_kind: None) -> Proposal:
    """Dalia wants the team to be called "after"."""
    return renaming.propose(dalia, team)
