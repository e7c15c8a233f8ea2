"""A code of before the installation's key changed: it opens, and can be destroyed, until its end."""

from typing import Any

import pytest

from referral import handover
from referral.models.handover import Handover
from tests.referral.test_handover import refused, take
from tests.referral.told_by import NOW, somebody

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NEW = "the seal of another day, as long as it has to be, and longer"


def another_key(settings: Any, *, known: bool = True) -> None:
    settings.WAYPOST_SEAL_KEY_OLD = settings.WAYPOST_SEAL_KEY if known else ""
    settings.WAYPOST_SEAL_KEY = NEW


def test_it_opens_once_while_both_keys_are_known(settings: Any) -> None:
    what = somebody()
    code = handover.make(what, now=NOW)
    another_key(settings)
    assert take(code) == what
    assert refused(code)


def test_a_new_one_opens_meanwhile_and_after_the_old_key_is_gone(settings: Any) -> None:
    another_key(settings)
    first, second = handover.make(somebody(), now=NOW), handover.make(somebody(), now=NOW)
    assert take(first)
    settings.WAYPOST_SEAL_KEY_OLD = ""
    assert take(second)


def test_it_can_be_destroyed_by_whoever_has_it(settings: Any) -> None:
    code = handover.make(somebody(), now=NOW)
    another_key(settings)
    handover.destroy(" ".join(code.groups))
    assert not Handover.objects.exists()


def test_without_the_old_key_it_opens_nothing(settings: Any) -> None:
    code = handover.make(somebody(), now=NOW)
    another_key(settings, known=False)
    assert refused(code)
