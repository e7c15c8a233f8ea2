"""What the tests of sign-in share: signing in as a browser does, and an app that shows codes."""

from typing import Any, Final

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client

from staff.models.person import User
from staff.models.record import AuditEntry
from tests.people import PASSWORD

SIGN_IN: Final = "/desk/account/sign-in/"
SECOND: Final = "/desk/account/sign-in/second-factor/"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: Any) -> Any:
    """Send the form of the sign-in page."""
    return client.post(SIGN_IN, {"login": email, "password": password}, **headers)


def give_app(person: User) -> list[str]:
    """Give somebody an app that shows codes, and return the recovery codes that come with it."""
    cache.clear()  # allauth notes used codes there, by the number of an account: another test had it too
    totp.TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person).get_unused_codes()


def code_at(step: int = 0, *, secret: str = SECRET) -> str:
    """Return what an app shows now, or shows next (1)."""
    now = list(totp.yield_hotp_counters_from_time())[1]
    return str(totp.format_hotp_value(totp.hotp_value(secret, now + step)))


def acts() -> list[str]:
    """Return what stands on record, oldest first."""
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def everything_in(beginning: str) -> str:
    """Return every column of every row of the tables whose names begin so, as one text."""
    names = [name for name in connection.introspection.table_names() if name.startswith(beginning)]
    said = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - names of tables
            said += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(said)
