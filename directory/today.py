"""What the listings have to tell on the desk's page of today, and their way in the navigation."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import wording
from directory.models.service import Service
from staff import navigation, panels
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

LIST = "admin:directory_service_changelist"


def listings(person: User) -> Panel:
    """Return how many listings there are in each state."""
    return _panel(_("Listings by state"), "state", wording.STATES)


def grades(person: User) -> Panel:
    """Return how many listings there are of each grade."""
    return _panel(_("Listings by grade"), "grade", wording.GRADES)


def _panel(title: str, field: str, words: dict) -> Panel:
    counted = Service.objects.order_by().values_list(field).annotate(count=Count("pk"))
    counts = dict(counted.values_list(field, "count"))
    address = reverse(LIST)
    return Panel(
        title=title,
        rows=tuple(
            Row(
                str(words[code]),
                detail=wording.word(wording.MEANINGS, code),
                address=f"{address}?{field}={code}",
                figure=str(counts[code]),
            )
            for code in words
            if code in counts
        ),
        empty=_("There are no listings yet. manage.py seed loads those that come with the house."),
        more=address if counts else "",
        more_label=_("All listings"),
    )


def register() -> None:
    """Tell the desk of the listings."""
    navigation.register(navigation.Item(LIST, gettext_lazy("Listings"), Ability.SEE_LISTINGS, "l"))
    panels.register(ability=Ability.SEE_LISTINGS, build=listings)
    panels.register(ability=Ability.SEE_LISTINGS, build=grades)
