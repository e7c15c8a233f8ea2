"""What the listings have to tell on the desk's page of today, and their way in the navigation."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory import countries, wording
from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from staff import navigation, panels
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability

LIST = "admin:directory_service_changelist"
MOST = 8  # lines of a panel; the page behind it has all


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


def review(person: User) -> Panel:
    """Return the editions that wait for a second person, what waits longest on top."""
    found = Edition.objects.filter(state=EditionState.IN_REVIEW).select_related("service")
    order = found.order_by("submitted_at")
    return Panel(
        title=_("In review"),
        rows=tuple(
            Row(
                row.service.name,
                detail=countries.name(row.service.country, get_language() or "en"),
                address=reverse("listings:edition", args=[row.pk]),
            )
            for row in order[:MOST]
        ),
        empty=_("No listing waits for a check."),
        more=reverse("listings:vetting"),
        more_label=_("Vetting"),
    )


WAYS = (
    navigation.Item(LIST, gettext_lazy("Listings"), Ability.SEE_LISTINGS, "l"),
    navigation.Item("listings:vetting", gettext_lazy("Vetting"), Ability.SEE_LISTINGS, "v"),
    navigation.Item("listings:due", gettext_lazy("Due"), Ability.VERIFY_LISTING, "d"),
    navigation.Item("listings:platforms", gettext_lazy("Platforms"), Ability.SEE_PLATFORMS, "f", quick="p"),
    navigation.Item("listings:import", gettext_lazy("Import"), Ability.IMPORT_LISTINGS, "i"),
    navigation.Item("listings:synonyms", gettext_lazy("Words"), Ability.EDIT_TERMS, "w"),
)


def register() -> None:
    """Tell the desk of the listings."""
    for way in WAYS:
        navigation.register(way)
    panels.register(ability=Ability.AGREE_LISTING, build=review)
    panels.register(ability=Ability.SEE_LISTINGS, build=listings)
    panels.register(ability=Ability.SEE_LISTINGS, build=grades)
