"""Every page behind every door of the desk (`make audit`); test_working_desk.py asks this of the main ones.

Usage: python -m pytest -s tests/accessible/whole_desk.py
"""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from staff.models.person import User
from staff.roles import Role
from tests.accessible.desk_pages import faults, pages
from tests.house.test_every_door import BOTH, Door, objects

__all__ = ["objects"]  # a fixture

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
LEAST = 75  # pages; the other doors take something in, lead on, or want an object of their own


@BOTH
def test_every_page_of_the_desk_is_for_everyone(
    cast: dict[Role, User],
    objects: Callable[[Door, Role | str], str],  # noqa: F811 - the fixture
    signed_in: Callable[..., Client],
    page: Page,
) -> None:
    wrong, looked = [], 0
    for shown in pages(cast, objects, signed_in):
        looked += 1
        for fault in faults(page, shown):
            wrong.append(fault)
            print(fault, flush=True)
    print(f"{looked} pages of the desk looked at, {len(wrong)} faults")
    assert wrong == []
    assert looked >= LEAST
