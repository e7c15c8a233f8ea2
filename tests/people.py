"""The people of the tests: who they are, what they may do, and how they come to the desk.

Bruno exists to be refused: he has Amina's role, in another team.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from typing import Final

import pytest
from django.test import Client

from staff.models.person import RoleGrant, Team, User
from staff.roles import Role

PASSWORD: Final = "a long way to the harbour"
BEGAN: Final = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)  # long before any test: roles are not new
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
# Where allauth keeps when somebody proved who they are, and who that was.
PROOFS: Final = "account_authentication_methods"
PROVED_BY: Final = "account_authentication_methods_user"


def make_person(
    name: str, *roles: Role, team: str | None = None, given_by: User | None = None, now: dt.datetime = BEGAN
) -> User:
    """Return somebody with roles that nobody had to agree to: a test's short way, not the desk's."""
    person = User.objects.create(
        email=f"{name}@example.org", name=name.capitalize(), team=_team(team), joined_at=BEGAN
    )
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    give(person, roles, given_by=given_by, now=now)
    return person


def give(
    person: User, roles: Iterable[Role], *, given_by: User | None = None, now: dt.datetime = BEGAN
) -> None:
    """Open a grant for each role, past the second person."""
    for role in roles:
        RoleGrant.objects.create(user=person, role=role, granted_by=given_by, granted_at=now)
    person.__dict__.pop("roles", None)


def take(person: User, role: Role) -> None:
    """End a grant behind the desk's back, as another administrator would in the meantime."""
    RoleGrant.objects.open().filter(user=person, role=role).update(ended_at=BEGAN)
    person.__dict__.pop("roles", None)


def _team(name: str | None) -> Team | None:
    return Team.objects.get_or_create(name=name)[0] if name else None


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Return a client in which a person is signed in: `signed_in(amina)`, `signed_in(greta, proved=True)`.

    `proved` says that they proved a moment ago who they are, as the dangerous pages ask.
    """

    def make(person: User, *, proved: bool = False) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        if proved:
            session = client.session
            session[PROOFS] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
            session[PROVED_BY] = str(person.pk)
            session.save()
        return client

    return make


@pytest.fixture
def amina(db: None) -> User:
    """Works at the helpline, in the day team."""
    return make_person("amina", Role.HELPLINE, team="Day")


@pytest.fixture
def bruno(db: None) -> User:
    """Works at the helpline too, in the night team."""
    return make_person("bruno", Role.HELPLINE, team="Night")


@pytest.fixture
def chidi(db: None) -> User:
    """Supervises the day team."""
    return make_person("chidi", Role.SUPERVISOR, team="Day")


@pytest.fixture
def dalia(db: None) -> User:
    """Edits listings."""
    return make_person("dalia", Role.LISTING_EDITOR, team="Listings")


@pytest.fixture
def emeka(db: None) -> User:
    """Verifies listings."""
    return make_person("emeka", Role.VERIFIER, team="Listings")


@pytest.fixture
def farah(db: None) -> User:
    """Works for a partner."""
    return make_person("farah", Role.PARTNER, team="Harbour house")


@pytest.fixture
def greta(db: None) -> User:
    """Administers accounts."""
    return make_person("greta", Role.ADMINISTRATOR)


@pytest.fixture
def hana(db: None) -> User:
    """Audits."""
    return make_person("hana", Role.AUDITOR)


@pytest.fixture
def ivan(db: None) -> User:
    """Administers accounts too, so that Greta is not alone."""
    return make_person("ivan", Role.ADMINISTRATOR)


@pytest.fixture
def jun(db: None) -> User:
    """Edits pathways."""
    return make_person("jun", Role.PATHWAY_EDITOR)


@pytest.fixture
def kofi(db: None) -> User:
    """Reviews pathways."""
    return make_person("kofi", Role.PATHWAY_REVIEWER)


@pytest.fixture
def lena(db: None) -> User:
    """Pays for some of it."""
    return make_person("lena", Role.FUNDER)


@pytest.fixture
def cast(
    amina: User, chidi: User, dalia: User, emeka: User, farah: User, greta: User, hana: User, jun: User,
    kofi: User, lena: User,
) -> dict[Role, User]:  # fmt: skip
    """One person for each role."""
    return {
        Role.HELPLINE: amina,
        Role.SUPERVISOR: chidi,
        Role.PARTNER: farah,
        Role.LISTING_EDITOR: dalia,
        Role.VERIFIER: emeka,
        Role.PATHWAY_EDITOR: jun,
        Role.PATHWAY_REVIEWER: kofi,
        Role.ADMINISTRATOR: greta,
        Role.AUDITOR: hana,
        Role.FUNDER: lena,
    }
