"""Look at everything, leave the numbers for whoever watches, and tell people when something new is wrong.

A letter says that something waits, and nothing of what. Those on duty among the administrators get it, else
all of them; the addresses of WAYPOST_WATCH_MAIL always do, since a database that is away knows nobody.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from safety import health, health_alerts, health_notes, health_replicas
from safety.health_alerts import Alert
from staff import letters
from staff.models.person import User
from staff.roles import Role

log = logging.getLogger(__name__)

AGAIN: Final = dt.timedelta(hours=24)  # a letter a day about what goes on being wrong
WRITTEN: Final = "written_at"
PRIMARY_AT, PRIMARY = "primary_at", "primary_reached"
KNOWN: Final = "wrong:"  # before the name of what was wrong at the last look


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found."""

    wrong: tuple[Alert, ...]
    missing: tuple[str, ...]
    numbers: int


def look(*, now: dt.datetime, tell: bool) -> Look:
    """Return what is wrong; the numbers are left for whoever watches, and people are told of what is new."""
    before, missing = health_notes.last("look"), health.missing()
    if PRIMARY_AT in before:  # a copy that lacks what was there at the last look is behind by so long
        health_replicas.remember(before[PRIMARY_AT], before.get(PRIMARY, 0.0))
    moment = now.timestamp()
    numbers = {**health.looked_at(), "waypost_look_timestamp_seconds": moment}
    wrong = tuple(health_alerts.wrong(numbers, now=moment))
    written = _told(wrong, before, now) if tell else before.get(WRITTEN, 0.0)
    # Only what people were told of counts as known: whoever looks by hand takes no letter from anybody.
    known = (
        {f"{KNOWN}{one.name}": 1.0 for one in wrong}
        if tell
        else {name: 1.0 for name in before if name.startswith(KNOWN)}
    )
    seen = health_replicas.seen()
    primary = {PRIMARY_AT: seen[0], PRIMARY: seen[1]} if seen else {}
    left = {**health.deep_among(numbers), **known, **primary, WRITTEN: written}
    health_notes.note("look", left, at=moment)
    return Look(wrong, tuple(missing), len(numbers))


def _told(wrong: Iterable[Alert], before: dict[str, float], now: dt.datetime) -> float:
    """Write if something became wrong, or is wrong for a day; return when somebody was last written to.

    Where that reached nobody it is nought, and the next look tries again.
    """
    last = before.get(WRITTEN, 0.0)
    pressing = [one for one in wrong if one.weight != "week"]
    new = any(f"{KNOWN}{one.name}" not in before for one in pressing)
    if not pressing or not (new or now.timestamp() - last > AGAIN.total_seconds()):
        return last
    return now.timestamp() if write(now=now) else 0.0


def write(*, now: dt.datetime) -> bool:
    """Write to those who look after the machine that something waits; return whether that reached anybody.

    A mail server that is away stops nothing: the command says it too, and ends with 1.
    """
    sent = False
    for whom in _people(now):
        try:
            letters.something_waits(whom=whom, site=letters.own_site())
            sent = True
        except (letters.NotSent, NoReverseMatch):
            log.warning("whoever looks after the machine could not be written to")
    return bool(settings.WAYPOST_WATCH_MAIL and _write_to_addresses()) or sent


def _people(now: dt.datetime) -> list[User]:
    try:
        every = User.objects.working().holding(Role.ADMINISTRATOR)
        return list(every.filter(duty__until__gt=now)) or list(every)
    except DatabaseError:
        return []


def _write_to_addresses() -> bool:
    said = _("Something at the desk needs you now:") + f"\n\n{letters.own_site()}\n"
    try:
        send_mail(_("Please look at the desk"), said, None, settings.WAYPOST_WATCH_MAIL)
    except (OSError, SMTPException):
        log.warning("the addresses of WAYPOST_WATCH_MAIL could not be written to")
        return False
    return True
