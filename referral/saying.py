"""Wordless feedback: four buttons on the listing that was chosen, and a calm thank-you in their place.

What is counted is which listing and which button, on which day. Nothing about who pressed it is read here,
except whether another site made the browser press it.
"""

from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import feedback
from directory.edition import Published
from referral import labels
from referral.forms import Said, Visit
from safety import reach


@dataclass(frozen=True, slots=True)
class SayingView:
    """What the listings of a page offer. `listing` is the one that was chosen or just spoken of, and `says`
    the answer to what was said.

    `carry` holds what the page's form has to bring back beside the visit, so that the same page comes again.
    """

    buttons: tuple[tuple[str, str], ...]
    listing: str
    says: str
    carry: tuple[tuple[str, str], ...]


def view(
    request: HttpRequest, visit: Visit, stock: Published, *, carry: tuple[tuple[str, str], ...] = ()
) -> SayingView:
    """Take what was said, if anything was, and return what the page offers and answers.

    While the database does not answer, or where this process has no way to it, no button is offered: what
    can't be kept is not asked for (S13). A listing that nobody knows and a code that is none are met with the
    page as it was.
    """
    said, offered = visit.said, stock.unconfirmed_since is None and reach.is_open()
    codes = ("", *labels.SAYINGS) if offered else labels.SAYINGS
    if said and not (said.listing in stock.listings and said.code in codes):
        said = None
    return SayingView(
        buttons=tuple((code, words()) for code, words in labels.SAYINGS.items()) if offered else (),
        listing=said.listing if said else "",
        says=_answer(request, said) if said and said.code else "",
        carry=carry,
    )


def _answer(request: HttpRequest, said: Said) -> str:
    try:
        if not is_from_elsewhere(request):
            feedback.count(listing_id=said.listing, said=said.code, today=timezone.now().date())
    except DatabaseError:
        return _("We could not take that just now. Nothing is lost for you. You can go on here.")
    except feedback.NotPublic:
        pass  # withdrawn a moment ago: whoever pressed has done their part
    return labels.THANKS[said.code]()


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether another site sent the form: nobody's browser is to press for them."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"
