"""E-mails of the desk: they carry a link or say that something waits, never what it is about."""

from enum import StrEnum
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models.person import User


class Happened(StrEnum):
    """What somebody is told of their own account, whoever did it."""

    PASSWORD = "password"  # noqa: S105 - names what changed, opens nothing
    FACTOR = "second-factor"
    TRIES = "tries"


SAID: Final[dict[Happened, Promise]] = {
    Happened.PASSWORD: gettext_lazy("The password of your account was changed."),
    Happened.FACTOR: gettext_lazy("A second factor of your account was added or taken away."),
    Happened.TRIES: gettext_lazy(
        "Somebody tried several wrong passwords or codes at your account. For some minutes no more are taken."
    ),
}


class NotSent(Exception):
    """The mail server did not take a letter."""


def invite(*, whom: User, token: str, site: str, hours: int) -> None:
    """Send somebody the link of their invitation.

    Raises: NotSent.
    """
    with translation.override(whom.language):
        said = _("You are invited to a desk. This link works once, within %(hours)d hours:") % {
            "hours": hours
        }
        _send(
            whom, subject=_("An invitation waits for you"), said=said, link=invitation_link(token, site=site)
        )


def ask_whether_needed(*, whom: User, site: str, days: int) -> None:
    """Ask somebody who was long not here to sign in, else the account is closed.

    Raises: NotSent.
    """
    with translation.override(whom.language):
        said = _("You have not been here for a while. Sign in within %(days)d days to keep your account:")
        _send(
            whom,
            subject=_("Do you still need your account?"),
            said=said % {"days": days},
            link=site.rstrip("/") + reverse("desk:today"),
        )


def something_waits(*, whom: User, site: str) -> None:
    """Tell somebody that the desk needs them now, and nothing of why.

    Raises: NotSent.
    """
    with translation.override(whom.language):
        said = _("Something at the desk needs you now:")
        link = site.rstrip("/") + reverse("desk:today")
        _send(whom, subject=_("Please look at the desk"), said=said, link=link)


def about_account(*, whom: User, happened: Happened, site: str) -> None:
    """Tell somebody what happened to their account, and nothing of where, on what, or from whom.

    Raises: NotSent.
    """
    with translation.override(whom.language):
        said = f"{SAID[happened]}\n\n" + _(
            "If that was you, you need not do anything. If not, ring an administrator, and look here:"
        )
        link = site.rstrip("/") + reverse("desk:account")
        _send(whom, subject=_("About your account"), said=said, link=link)


def invitation_link(token: str, *, site: str) -> str:
    """Return the address that accepts an invitation; `site` is scheme and host."""
    return site.rstrip("/") + reverse("desk:invitation", args=[token])


def own_site() -> str:
    """Return scheme and host as the settings have them, for commands that nobody asks over the web."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return f"https://{host}" if settings.SECURE_SSL_REDIRECT else f"http://{host}:8000"


def _send(whom: User, *, subject: str, said: str, link: str) -> None:
    try:
        send_mail(subject, f"{said}\n\n{link}\n", None, [whom.email])
    except (OSError, SMTPException) as error:
        raise NotSent from error
