"""What each door is made of: a door that serves no desk has none of the desk's programs in its memory.

Uses: the doors of `WAYPOST_DOORS`: public, desk, both, watch.
"""

from typing import Final

MIDDLEWARE: Final = (
    "safety.headers.Headers",  # outermost: no answer leaves without its headers, errors and files included
    "safety.plain_http.PlainHttp",  # before what would lead it to https
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safety.doors.PublicDoor",  # before anything reads a body: refuses what no form of ours can be
    "safety.doors.PublicCompression",
)
DESK_MIDDLEWARE: Final = (
    "safety.desk_doors.DeskSessions",
    "safety.desk_doors.DeskForgeryGuard",
    "safety.desk_doors.DeskAuthentication",
    "staff.speaking.DeskLanguage",
    "safety.desk_doors.DeskMessages",  # before whatever may answer with a page of refusal: it shows them
    "safety.desk_doors.DeskAccounts",
    "staff.notices.Afterwards",
    "staff.refusals.SignInRequired",  # DeskSignInRequired, with a page for a form sent too late
    "staff.gate.Gate",
    "staff.sign_in.SecondFactorRequired",
)
APPS: Final = (
    "safety.apps.SafetyConfig",
    "staff.apps.StaffConfig",
    "directory.apps.DirectoryConfig",
    "referral.apps.ReferralConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
)
DESK_APPS: Final = (
    "django.contrib.messages",
    "staff.account_app.Accounts",  # allauth.account, let in at the desk only
    "allauth.mfa",
    "axes",
    "staff.admin_app.DeskAdmin",  # Django's admin with the desk's own site
)


def apps(doors: str) -> list[str]:
    """Return INSTALLED_APPS."""
    return [*APPS, *(() if doors == "public" else DESK_APPS)]


def middleware(doors: str) -> list[str]:
    """Return MIDDLEWARE."""
    return [*MIDDLEWARE, *(() if doors == "public" else DESK_MIDDLEWARE)]
