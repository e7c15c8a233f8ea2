"""The words for kinds of complaint. Functions, to speak the language of the moment."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from referral.models.complaint import Complaint

Wrong = Complaint.Wrong
Words = Callable[[], str]

WRONG: Final[dict[str, Words]] = {
    Wrong.NOT_SAFE: lambda: _("It was not safe for me"),
    Wrong.NOT_RESPECTFUL: lambda: _("It was not respectful"),
    Wrong.REFUSED: lambda: _("They turned me away"),
    Wrong.ASKED_FOR_MONEY: lambda: _("They asked me for money or something else"),
    Wrong.BROKE_TRUST: lambda: _("They told others what I said"),
    Wrong.CANNOT_USE: lambda: _("I can’t read it or use it"),
    Wrong.WRONG_INFORMATION: lambda: _("What it says is wrong"),
}
# The same about pages, where nobody turned anybody away.
WRONG_HERE: Final[dict[str, Words]] = {
    **WRONG,
    Wrong.NOT_SAFE: lambda: _("A page here was not safe for me"),
    Wrong.NOT_RESPECTFUL: lambda: _("The words here are not respectful"),
    Wrong.BROKE_TRUST: lambda: _("This site did something that it said it would not do"),
}
