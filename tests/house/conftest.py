"""A directory with a marker in every confidential field, for the tests that look for them."""

from collections.abc import Iterator

import pytest

from directory import published
from directory.models.service import Service
from staff.models.person import User
from tests.house.canaries import Nest, plant
from tests.house.looking import Looking


@pytest.fixture
def nest() -> Nest:
    return Nest()


@pytest.fixture
def shown(nest: Nest, dalia: User) -> Iterator[Service]:
    """The listing that may be read; everything else of it is planted."""
    yield plant(nest, dalia=dalia)
    published.forget()


@pytest.fixture
def looking(nest: Nest, shown: Service) -> Looking:
    published.forget()
    return Looking(nest)
