"""What the public reported, on the page of today of whoever verifies: not safe on top, as an alert."""

from typing import Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import countries, feedback, wording
from directory.models.feedback import Feedback
from directory.models.service import Service
from staff import panels
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

MOST: Final = 8  # lines of a panel; the queue behind it has all
GRAVEST: Final = (Feedback.Said.NOT_SAFE, Feedback.Said.GONE, Feedback.Said.NO_ANSWER)


def reports(person: User) -> Panel:
    """Return the listings that people reported and nobody has dealt with yet, the gravest first."""
    waiting = feedback.waiting()
    order = sorted(waiting, key=lambda pk: _gravity(waiting[pk]), reverse=True)
    named = Service.objects.in_bulk(order[:MOST])
    return Panel(
        title=_("Reported by people who read it"),
        rows=tuple(_row(named[pk], waiting[pk]) for pk in order[:MOST] if pk in named),
        empty=_("Nobody reported anything that is not dealt with."),
        more=reverse("listings:due"),
        more_label=_("Everything that is due"),
        urgent=any(Feedback.Said.NOT_SAFE in said for said in waiting.values()),
    )


def _gravity(said: dict[str, int]) -> tuple[int, ...]:
    return tuple(said.get(button, 0) for button in GRAVEST)


def _row(service: Service, said: dict[str, int]) -> Row:
    pressed = [
        f"{wording.word(wording.SAID, button)}: {said[button]}" for button in GRAVEST if button in said
    ]
    return Row(
        f"{service.name} ({countries.name(service.country, get_language() or 'en')})",
        detail=", ".join(pressed),
        address=reverse("listings:verify", args=[service.pk]),
    )


def register() -> None:
    """Put the panel on the page of today."""
    panels.register(ability=Ability.VERIFY_LISTING, build=reports)
