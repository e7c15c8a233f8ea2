"""System checks: no throw-away account outside development, and no desk without its gate."""

from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from staff import throwaway
from staff.models.person import User

GATE: Final = "staff.gate.Gate"


def no_throwaway_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return an error when the database holds accounts whose passwords were printed on a screen."""
    if throwaway.allowed():
        return []
    try:
        found = User.objects.filter(email__iendswith=throwaway.DOMAIN).exists()
    except DatabaseError:  # no tables yet, or no database: then there is nobody to let in either
        return []
    hint = "Use another database: this one was made for development."
    return [Error("the database holds throw-away accounts", hint=hint, id="staff.E001")] if found else []


def the_gate_stands(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return an error when pages of the desk would be served without anybody asking for an ability."""
    if settings.WAYPOST_DOORS == "public" or GATE in settings.MIDDLEWARE:
        return []
    hint = f"Put {GATE} into MIDDLEWARE, after the authentication."
    return [Error("the desk has no gate", hint=hint, id="staff.E002")]
