"""Passwords that somebody would try first here: common ones, also with figures around them or said twice, and
what is made of the words of this house (docs/defences.md).
"""

import re
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from staff.roles import Role

LEAST_BESIDES: Final = 6  # letters that have to be left when the words of the house are taken away
OURS: Final = frozenset(
    {
        "waypost", "helpline", "hotline", "helpdesk", "desk", "admin", "staff", "worker", "survivor",
        "victim", "support", "safeguarding", "childline", "shelter", "refuge", "referral", "password",
        "passphrase", "secret", "welcome", "letmein", "login", "signin", "changeme",
    }
)  # fmt: skip
NO_LETTER: Final = re.compile(r"[\W\d_]+")


class Guessable(CommonPasswordValidator):
    """Refuses, in Django's own words for a common password, what a guesser would try before anything else."""

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if self._is_common_within(password) or is_of_this_house(password):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def _is_common_within(self, password: str) -> bool:
        """Return whether it is a common one between figures and signs, or one said several times."""
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
        once = re.fullmatch(r"(.+?)\1*", bare)
        return bare in self.passwords or bool(once and once[1] in self.passwords)


def words() -> frozenset[str]:
    """Return the words of this house: ours, its roles, and what the installation calls itself."""
    named = [settings.WAYPOST_SITE_NAME, settings.WAYPOST_HELPLINE, *settings.ALLOWED_HOSTS]
    said = {part for name in (*named, *Role) for part in NO_LETTER.split(str(name).casefold())}
    return OURS | {word for word in said if len(word) > 3}  # shorter ones stand in any word


def is_of_this_house(password: str) -> bool:
    """Return whether little but words of this house is in a password."""
    letters = NO_LETTER.sub("", password.casefold())
    left = letters
    for word in sorted(words(), key=len, reverse=True):
        left = left.replace(word, "")
    return left != letters and len(left) < LEAST_BESIDES
