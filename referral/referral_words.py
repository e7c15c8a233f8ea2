"""The words for referrals: states, moves, reasons, what may be shared, room."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from referral.consent import Agreed, Item
from referral.referral_states import Move, Reason, State

Words = str | Promise

STATES: Final[Mapping[State, Words]] = {
    State.DRAFTED: _("Waits for a supervisor to check it"),
    State.SENT: _("Sent, not opened yet"),
    State.SEEN: _("Opened, not answered yet"),
    State.ASKED: _("Asks for more"),
    State.ACCEPTED: _("Accepted"),
    State.WAITLISTED: _("On the waiting list"),
    State.STARTED: _("Help has begun"),
    State.COMPLETED: _("Completed"),
    State.DECLINED: _("Declined"),
    State.RETURNED: _("Handed back"),
    State.UNREACHABLE: _("Not reached"),
    State.EXPIRED: _("Not answered in time"),
    State.WITHDRAWN: _("Stopped by the person"),
    State.REVOKED: _("Taken back"),
}
MOVES: Final[Mapping[Move, Words]] = {
    Move.CHECK: _("Sent"),
    Move.SEE: _("Opened"),
    Move.ASK: _("Asked for more"),
    Move.ANSWER: _("Given more"),
    Move.ACCEPT: _("Accepted"),
    Move.WAITLIST: _("Put on the waiting list"),
    Move.START: _("Help begun"),
    Move.COMPLETE: _("Completed"),
    Move.DECLINE: _("Declined"),
    Move.HAND_BACK: _("Handed back"),
    Move.NOT_REACHED: _("Not reached"),
    Move.EXPIRE: _("Not answered in time"),
    Move.WITHDRAW: _("Consent withdrawn"),
    Move.REVOKE: _("Taken back"),
}
REASONS: Final[Mapping[Reason, Words]] = {
    Reason.FULL: _("Full"),
    Reason.AGE: _("Age"),
    Reason.AREA: _("Area"),
    Reason.STATUS: _("Documents or status"),
    Reason.NOT_OUR_KIND: _("Not our kind of case"),
    Reason.ACCESS: _("Language or access"),
    Reason.UNSAFE: _("Not safe for the person here"),
    Reason.CONFLICT: _("Conflict of interest"),
    Reason.ALREADY_WITH_US: _("Already with us"),
    Reason.OTHER: _("Another reason"),
    Reason.PERSON_ASKED: _("The person asked for it"),
    Reason.CANNOT_GO_ON: _("We cannot go on"),
    Reason.NEEDS_MORE: _("Needs more than we can give"),
    Reason.PERSON_NOT_REACHED: _("The person was not reached"),
    Reason.PARTNER_NOT_REACHED: _("The partner was not reached"),
    Reason.NEED_MET: _("The need is met"),
    Reason.PARTLY_MET: _("The need is partly met"),
    Reason.NOT_MET: _("The need is not met"),
    Reason.NOT_KNOWN: _("Not known"),
    Reason.WRONG_SERVICE: _("Sent to the wrong service"),
    Reason.NO_LONGER_NEEDED: _("Not needed any more"),
    Reason.SAFER_ELSEWHERE: _("Safer elsewhere"),
    Reason.CASE_CLOSED: _("The case is closed"),
    Reason.PARTNER_ENDED: _("This team does not answer for the service any more"),
}
ITEMS: Final[Mapping[Item, Words]] = {
    Item.HAPPENED: _("What kind of thing happened"),
    Item.ANSWERS: _("The answers of the walk; they tell the age and why it is urgent too"),
    Item.REASONS: _("Why it is urgent"),
    Item.OTHER_NEEDS: _("What else is needed"),
    Item.AGE_BAND: _("Age band"),
    Item.GENDER: _("Gender"),
    Item.COUNTRY: _("Country"),
    Item.LANGUAGE: _("Language"),
    Item.CONTACT: _("The safe way to reach them"),
    Item.WORDS: _("A few words from us"),
}
AGREED: Final[Mapping[Agreed, Words]] = {
    Agreed.PERSON: _("The person themselves agrees, asked in words for their age"),
    Agreed.SAFE_ADULT: _("A safe adult agrees too, who cannot be where the harm comes from"),
}
CONTACT: Final[Mapping[str, Words]] = {
    "way": _("How"),
    "value": _("Where"),
    "hours": _("When"),
    "if_another": _("If somebody else answers"),
    "not_now": _("The word for “not now”"),
}


def days(number: int) -> str:
    """Return a number of days in words."""
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
