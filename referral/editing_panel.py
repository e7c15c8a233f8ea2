"""What pathways have to tell on the desk's page of today, and their way in the navigation."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referral import editing, editing_review
from referral.models.pathway import PathwayDraft
from staff import navigation, panels
from staff.models.person import User
from staff.panels import Panel, Row
from staff.roles import Ability


def drafts(person: User) -> Panel:
    """Return the drafts of pathways that are open, those in review on top."""
    found = PathwayDraft.objects.filter(state__in=editing.OPEN).order_by("-state", "folder")
    return Panel(
        title=_("Pathways being written"),
        rows=tuple(
            Row(
                f"{draft.folder}: {editing_review.KINDS[draft.kind]}",
                detail=_("in review") if draft.state == editing.State.IN_REVIEW else _("draft"),
                address=reverse("editing:draft", args=[draft.pk]),
            )
            for draft in found
        ),
        empty=_("No draft of a pathway is open."),
        more=reverse("editing:every"),
        more_label=_("All pathways"),
    )


WAY = navigation.Item("editing:every", gettext_lazy("Pathways"), Ability.SEE_PATHWAYS, "h")


def register() -> None:
    """Tell the desk of the pathways."""
    navigation.register(WAY)
    panels.register(ability=Ability.SEE_PATHWAYS, build=drafts)
