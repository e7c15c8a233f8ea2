"""Every attack with its defence, how that is switched off, and the test that then fails."""

from typing import Final

from tests.attacks import insiders, outsiders, uploads
from tests.attacks.switches import Attack

ATTACKS: Final[tuple[Attack, ...]] = (*outsiders.ATTACKS, *insiders.ATTACKS, *uploads.ATTACKS)
