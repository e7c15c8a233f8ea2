"""People who work at the desk of the site under test: committed, as its process has to find them, and gone
again when the tests of the desk are over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction
from playwright.sync_api import Page

from directory import numbering
from directory.models.service import Service
from directory.states import State
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry, AuditHead
from staff.models.session import DeskSession
from staff.roles import Role
from tests.emptying import unguarded
from tests.people import PASSWORD, make_person

TEAM: Final = "Desk of the browser"
ROLES: Final[dict[str, Role]] = {f"browser-{role.value}": role for role in Role}


def called(role: Role) -> str:
    """Return the name under which the person with this role was made."""
    return f"browser-{role.value}"


@contextmanager
def working() -> Iterator[None]:
    """Have one person of each role until the `with` ends; nothing of them is left, not even on record."""
    head = AuditHead.objects.filter(pk=1).values("number", "digest", "at").first()
    for name, role in ROLES.items():
        make_person(name, role, team=TEAM)
    try:
        yield
    finally:
        _take_away(head)


def _take_away(head: dict | None) -> None:
    people = User.objects.filter(email__in=[f"{name}@example.org" for name in ROLES])
    with unguarded(), transaction.atomic():
        # The guards are down and the querysets still refuse: this goes past both, in a test database only.
        entries = AuditEntry.objects.filter(number__gt=head["number"] if head else 0)
        entries._raw_delete(entries.db)
        AuditHead.objects.filter(pk=1).update(**(head or {}))
    with transaction.atomic():
        DeskSession.objects.filter(user__in=people).delete()
        Proposal.objects.filter(proposer_id__in=people.values("pk")).delete()
        RoleGrant.objects.filter(user__in=people).delete()
        people.delete()
        Team.objects.filter(name=TEAM).delete()


def put_back(listing: Service) -> None:
    """Make a listing that a test withdrew what it was, past the second person."""
    with transaction.atomic():
        version = numbering.locked()
        Service.objects.filter(pk=listing.pk).update(state=State.SOURCED, state_before="", withdrawn_why="")
        numbering.grow(version)


def sign_in(page: Page, role: Role, *, language: str = "en") -> None:
    """Sign somebody of this role in, through the page, and have the desk speak a language."""
    page.goto("/desk/")
    page.fill("[name=login]", f"{called(role)}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.press").first.click()
    page.wait_for_url("**/desk/")
    with page.expect_navigation():  # the page before may speak that language too
        page.locator(f"button[name=language][value={language}]").click()
    page.locator(f"html[lang={language}]").wait_for()
