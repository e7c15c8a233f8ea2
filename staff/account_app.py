"""allauth's account application, told which middleware stands for its own."""

from allauth.account.apps import AccountConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MIDDLEWARE = "safety.desk_doors.DeskAccounts"


class Accounts(AccountConfig):
    """Ready when our desk-only middleware runs: allauth insists on its own name in the list, which would run
    it at the public door as well (S1).
    """

    def ready(self) -> None:
        from allauth.account import checks  # noqa: F401 - registers itself

        if settings.WAYPOST_DOORS != "public":  # where nobody signs in
            from staff import sign_in_record  # noqa: F401 - connects what is written down

        if MIDDLEWARE not in settings.MIDDLEWARE:
            raise ImproperlyConfigured(f"{MIDDLEWARE} is missing from MIDDLEWARE: sign-in needs it")
