"""How the times of keeping are called on pages, and the kinds that the purge destroys."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safety.keeping_times import TIMES

NAMES: Final[dict[str, Promise]] = {
    "handover": _("Answers handed over by code"),
    "case": _("Cases"),
    "case-untouched": _("Open cases that nobody touches"),
    "complaint": _("Complaints that were put away"),
    "figure": _("Counts of a month or year, until they are published"),
    "record": _("Entries of the record"),
    "proposal": _("Proposals that were decided"),
    "person-left": _("Accounts of people who left"),
    "invitation": _("Invitations"),
    "sign-in-failure": _("Counts of wrong passwords"),
    "session": _("Sessions that ended"),
    "orphan-key": _("Keys that belonged to nothing"),
}
KINDS: Final[dict[str, Promise]] = {
    **NAMES,
    "contact": _("Contact details in cases"),
    "counter": NAMES["figure"],
    "handover-press": _("Marks that a form had its code"),
}
SINCE: Final[dict[str, Promise]] = {
    "handover": _("after the code was made, or at once when it is opened"),
    "case": _("after closing"),
    "case-untouched": _("after the last touch"),
    "complaint": _("after they were put away"),
    "figure": _("after the month or year was over"),
    "record": _("after they were written"),
    "proposal": _("after the decision"),
    "person-left": _("after access ended; the number stays"),
    "invitation": _("after they were used or ran out"),
    "sign-in-failure": _("after the last try"),
    "session": _("after their end"),
}


def named(kind: str) -> str:
    """Return the words for a kind that the purge destroys; one without words stands for itself."""
    return str(KINDS.get(kind, kind))


def what_follows(*, longer: bool) -> Promise:
    """Return what another time of keeping does to what is here already."""
    if longer:
        return _("What comes to its end from now on stays longer. Nothing that is destroyed comes back.")
    return _("With the next run of the purge, everything older is destroyed. Nobody can bring it back.")


def length(slug: str, value: int) -> str:
    """Return a value of a time with its unit."""
    if TIMES[slug].unit == "hours":
        words = ngettext("%(count)d hour", "%(count)d hours", value)
    else:
        words = ngettext("%(count)d day", "%(count)d days", value)
    return words % {"count": value}


def limits(slug: str) -> str:
    """Return how far a time can be moved."""
    time = TIMES[slug]
    return gettext("from %(least)s to %(most)s") % {
        "least": length(slug, time.least),
        "most": length(slug, time.most),
    }
