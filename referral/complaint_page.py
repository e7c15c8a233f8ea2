"""The page of complaints: what about, what was wrong by ticks, and a thank-you that promises no answer."""

import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.edition import Published
from referral import complaining, complaint_words, saying, showing
from referral.complaining import SITE
from referral.forms import Visit
from safety import reach
from safety.buckets import Buckets
from safety.callers import place

# A minute, in each process: nobody has so much to complain of, and a flood would hide what matters.
buckets: Final = Buckets(each=20, everybody=300)


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """The page. `about` is a listing's id or the site; `name` is that listing's, or empty.

    `thanks` says that it was taken; `offered` is false while nothing can be kept (S13), `ever` where this
    process has no way to keep anything.
    """

    about: str
    name: str
    choices: tuple[tuple[str, str], ...]
    ticked: tuple[str, ...]
    notice: str
    thanks: bool
    offered: bool
    ever: bool
    contact: str
    outside: str


def view(request: HttpRequest, visit: Visit, stock: Published) -> ComplaintView:
    """Take the complaint, if one was sent, and return the page."""
    listing = stock.listings.get(visit.complaint.about)
    about = listing.id if listing else SITE
    words = complaint_words.WRONG if listing else complaint_words.WRONG_HERE
    offered = stock.unconfirmed_since is None and reach.is_open()
    notice = _taken(request, visit, about) if visit.complaint.sent and offered else None
    return ComplaintView(
        about=about,
        name=showing.apart(listing.name) if listing else "",
        choices=tuple((kind.value, words[kind]()) for kind in complaining.kinds(about)),
        ticked=visit.complaint.wrong,
        notice=notice or "",
        thanks=notice == "",
        offered=offered,
        ever=reach.can_write(),
        contact=settings.WAYPOST_CONTACT,
        outside=settings.WAYPOST_COMPLAINT_BODY,
    )


def _taken(request: HttpRequest, visit: Visit, about: str) -> str:
    """Return nothing when the complaint was taken, else what to say."""
    wrong = set(visit.complaint.wrong) & set(complaining.kinds(about))
    if not wrong:
        return _("Nothing is ticked yet. Tick what fits, then press the button.")
    if saying.is_from_elsewhere(request):
        return ""  # nobody's browser is to complain for them; whoever made it press learns nothing
    if about != visit.complaint.about and visit.complaint.about != SITE:
        return ""  # withdrawn a moment ago: whoever complained has done their part
    if buckets.wait(place(request), now=time.monotonic()):
        return _("Many complaints came in just now. Please press the button again in a minute.")
    try:
        complaining.complain(about=about, wrong=wrong, today=timezone.now().date())
    except DatabaseError:
        return _("We could not take that just now. Please try again later.")
    except complaining.NotPublic:
        pass
    return ""
