"""The site as the tests serve it, without the defence that WAYPOST_DEFENCE_OFF names: for a real browser."""

from contextlib import ExitStack

import pytest

from tests.attacks.defences import ATTACKS
from tests.attacks.switches import named_off

_KEPT = pytest.MonkeyPatch(), ExitStack()  # for as long as the process lives
for attack in ATTACKS:
    if attack.served and attack.defence == named_off():
        attack.off(*_KEPT)

from config.wsgi import application  # noqa: E402 - some defences are built in when the site is

__all__ = ["application"]
