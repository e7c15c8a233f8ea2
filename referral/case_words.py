"""The words for what stands in codes about cases: urgency, states, reasons, and what a worker may say."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from referral import triage, why_not
from referral.identifiers import Looks
from referral.labels import AGES, CONTACTS, NEEDS

Words = Callable[[], str]
__all__ = ["AGES", "CONTACTS", "NEEDS", "word", "words"]

URGENCIES: Final[dict[str, Words]] = {
    "U0": lambda: _("now"),
    "U1": lambda: _("today"),
    "U2": lambda: _("within three days"),
    "U3": lambda: _("can be planned"),
}
PLAIN_URGENCY: Final = "U2"  # what a form begins with
STATES: Final[dict[str, Words]] = {
    "new": lambda: _("waits for somebody"),
    "open": lambda: _("somebody works on it"),
    "waiting": lambda: _("waits for a partner"),
    "closed": lambda: _("closed"),
}
ORIGINS: Final[dict[str, Words]] = {
    "code": lambda: _("by a code"),
    "call": lambda: _("by a call"),
    "empty": lambda: _("written by hand"),
}
WHY_URGENT: Final[dict[str, Words]] = {
    triage.DANGER: lambda: _("In danger now"),
    triage.CRISIS: lambda: _("Thoughts of dying today"),
    triage.CHILD_ALONE: lambda: _("A child who may be alone"),
    triage.CHILD_MEETING: lambda: _("A child who may be met soon"),
    triage.LIVE: lambda: _("It happens on a live picture"),
    triage.HOME: lambda: _("It happens at home, and there is contact"),
    triage.MEDICAL_CLOCK: lambda: _("A doctor is needed within days: ask today"),
    triage.MEETING_CLOCK: lambda: _("A meeting may be near"),
    triage.PLAN: lambda: _("The most urgent need of the plan"),
    triage.STAFF: lambda: _("A worker judged it so"),
}
LOWER: Final[dict[str, Words]] = {
    "safe-now": lambda: _("The person says that they are safe now"),
    "misunderstood": lambda: _("It was understood wrongly at first"),
    "person-asked": lambda: _("The person asked for more time"),
    "entered-wrongly": lambda: _("It was entered wrongly"),
}
CLOSING: Final[dict[str, Words]] = {
    "need-met": lambda: _("What was needed is met"),
    "chose-to-stop": lambda: _("The person chose to stop"),
    "not-reached": lambda: _("Could not be reached, after the agreed tries"),
    "moved": lambda: _("Moved to another body"),
}
GLASS: Final[dict[str, Words]] = {
    "danger": lambda: _("Danger to life, and nobody of the team is there"),
    "came-back": lambda: _("The person is here now and asks for it"),
    "cover": lambda: _("I stand in for the colleague"),
    "asked-to-help": lambda: _("The colleague or the supervisor asked me"),
}
LOOKS: Final[dict[Looks, Words]] = {
    Looks.NAME: lambda: _("a name"),
    Looks.NUMBER: lambda: _("a number"),
    Looks.ADDRESS: lambda: _("an address"),
    Looks.EMAIL: lambda: _("an e-mail address"),
    Looks.HANDLE: lambda: _("the name of an account"),
}
GENDERS: Final[dict[str, Words]] = {
    "woman": lambda: _("a woman or girl"),
    "man": lambda: _("a man or boy"),
    "another": lambda: _("says it otherwise"),
}
WAYS: Final[dict[str, Words]] = {
    "voice": CONTACTS["voice"],
    "sms": CONTACTS["sms"],
    "chat": CONTACTS["chat"],
    "email": CONTACTS["email"],
    "whatsapp": CONTACTS["whatsapp"],
    "other": lambda: _("Another way"),
}
REMOVALS: Final[dict[str, Words]] = {
    "asked": lambda: _("passed on, no answer yet"),
    "removed": lambda: _("taken down"),
    "refused": lambda: _("refused"),
    "no-answer": lambda: _("no answer came"),
}
ROOMS: Final[dict[str, Words]] = {
    "accepting": lambda: _("has room"),
    "waitlist": lambda: _("has a waiting list"),
    "assessment": lambda: _("asks for an assessment first"),
    "closed": lambda: _("takes nobody at present"),
}
WHY_NOT: Final[dict[str, Words]] = {
    why_not.CLOSED: lambda: _("It is closed for good."),
    why_not.UNREACHABLE: lambda: _("No way to reach it is known."),
    why_not.AGE: lambda: _("It does not take this age."),
    why_not.AGE_UNKNOWN: lambda: _("The age is not known, and it does not take every age."),
    why_not.FOR_OTHERS: lambda: _(
        "It is for others: parents, professionals, or people who worry about what they might do."
    ),
    why_not.AUTHORITY: lambda: _("Police or a state body, and the person is under 18."),
    why_not.PICTURE: lambda: _("It does not fit the age in the picture, or asks for the picture."),
    why_not.PREVENTION: lambda: _("It is for survivors, or for prevention, and the other was asked for."),
    why_not.CODES_ONLY: lambda: _("It only makes codes of pictures."),
    why_not.NO_CHILD_SERVICE: lambda: _("It is for adults hurt at home, and this is about a child."),
    why_not.PAIR: lambda: _("It is shown only together with another that does not fit."),
    why_not.NEARER: lambda: _("Others meet this need more closely."),
}
WHOSE: Final[dict[str, Words]] = {
    "waiting": lambda: _("Waiting for somebody"),
    "mine": lambda: _("Mine"),
    "all": lambda: _("All open ones of the team"),
    "closed": lambda: _("Closed, not yet destroyed"),
}


def word(table: Mapping[str, Words], code: str) -> str:
    """Return the word of a code; one that has none stands for itself."""
    return table[code]() if code in table else code


def words(table: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Return a table as the choices of a field."""
    return [(code, said()) for code, said in table.items()]
