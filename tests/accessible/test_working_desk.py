"""The main pages of the desk: axe, a reader's tree, a keyboard, forced colours, stillness, a phone's width.

`make audit` asks the same of every page behind every door of the desk (whole_desk.py). Last of this folder:
on SQLite its objects keep the site from writing until it ends, and for a moment after.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from staff.models.person import User
from staff.roles import Role
from tests.accessible.desk_pages import faults, pages
from tests.house.test_every_door import BOTH, GUARDED, Door, objects

__all__ = ["objects"]  # a fixture

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes, closed at its end
    pytest.mark.on_postgresql,
]
MAIN = frozenset({
    "desk:today", "cases:queue", "cases:one", "codes:type", "inbox:one", "editing:question", "desk:agreement",
    "desk:record", "coverage:picture",
})  # fmt: skip


@BOTH
def test_the_main_pages_of_the_desk_are_for_everyone(
    cast: dict[Role, User],
    objects: Callable[[Door, Role | str], str],  # noqa: F811 - the fixture
    signed_in: Callable[..., Client],
    page: Page,
) -> None:
    found, seen = [], set()
    for shown in pages(cast, objects, signed_in, [door for door in GUARDED if door.name in MAIN]):
        seen.add(shown.door)
        found += faults(page, shown)
    assert found == []
    assert seen == MAIN
