"""The words for codes: needs, ages, groups, doubts. Functions, to speak the language of the moment."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from directory.doubts import Doubt, Note
from directory.topics import Need
from referral.choosing import Why
from referral.matching import Honest

Words = Callable[[], str]

NEEDS: Final[dict[Need, Words]] = {
    Need.SAFETY: lambda: _("Being safer"),
    Need.DIGITAL: lambda: _("A safer phone, accounts and location"),
    Need.REMOVAL: lambda: _("Getting pictures or posts taken down"),
    Need.REPORT: lambda: _("Reporting it"),
    Need.MEDICAL: lambda: _("Seeing a doctor"),
    Need.PSYCHOSOCIAL: lambda: _("Someone to talk to"),
    Need.LEGAL: lambda: _("Rights and legal advice"),
    Need.SHELTER: lambda: _("A safe place to stay"),
    Need.IMMIGRATION: lambda: _("Papers and asylum"),
    Need.ECONOMIC: lambda: _("Money, food or work"),
    Need.CHILD_PROTECTION: lambda: _("Help for a child"),
    Need.PEER: lambda: _("People who have been through it"),
    Need.PREVENTION: lambda: _("Help to stop sexual thoughts about children"),
    Need.FAMILY: lambda: _("Help for parents, family and friends"),
    Need.EMERGENCY: lambda: _("Help in a crisis"),
    Need.ACCESS: lambda: _("Interpreter, access, transport"),
}

AGES: Final[dict[str, Words]] = {
    "under-13": lambda: _("Under 13"),
    "13-15": lambda: _("13 to 15"),
    "16-17": lambda: _("16 or 17"),
    "18-24": lambda: _("18 to 24"),
    "25-over": lambda: _("25 or over"),
}

PHONES: Final[dict[str, Words]] = {
    "sms": lambda: _("text message"),
    "whatsapp": lambda: _("WhatsApp"),
    "video": lambda: _("video call"),
}

WEB: Final[dict[str, Words]] = {
    "chat": lambda: _("Chat"),
    "report": lambda: _("Open the form"),
    "form": lambda: _("Open the form"),
    "site": lambda: _("Website"),
}

SERVICES: Final[dict[str, Words]] = {
    "police": lambda: _("police"),
    "ambulance": lambda: _("ambulance"),
    "fire": lambda: _("fire"),
    "all": lambda: _("police, ambulance, fire"),
}

DOUBTS: Final[dict[Doubt, Words]] = {
    Doubt.MAY_BE_CLOSED: lambda: _("This service may have closed."),
    Doubt.CONFLICTING: lambda: _("Sources do not agree on the number or the hours."),
    Doubt.UNCONFIRMED_NUMBER: lambda: _("The number could not be confirmed."),
    Doubt.OLD: lambda: _("What we know of it is old."),
    Doubt.ONE_SOURCE: lambda: _("Only one source names it."),
    Doubt.DOUBTFUL: lambda: _("We are not sure about this listing."),
}

# What a line of reasons adds to *because*; what a listing shows as a fact of its own is not said twice.
WHY: Final[dict[str, Words]] = {
    Why.STAND_IN: lambda: _("They can tell you where to find it."),
    Why.FOR_COUNTRY: lambda: _("For the whole country."),
    Why.FOR_REGION: lambda: _("It is in another country. You can reach it from yours."),
    Why.FOR_WORLD: lambda: _("For people in any country."),
    Why.CHILDHOOD_PICTURE: lambda: _("For pictures from before 18, at any age now."),
    Why.ASK_IF_OTHERS_MAY_CALL: lambda: _("Ask first if they also talk to people who call for someone else."),
}

HONEST: Final[dict[Honest | None, Words]] = {
    Honest.NO_COUNTRY: lambda: _("No country is chosen, so these are for people anywhere."),
    Honest.NOTHING_IN_COUNTRY: lambda: _(
        "Our list has none of this kind for your country. These are in other countries; "
        "you can reach them from yours."
    ),
    Honest.NOTHING_IN_REGION: lambda: _(
        "Our list has none of this kind for your country or near it. These are for people anywhere."
    ),
    Honest.ONLY_STAND_INS: lambda: _(
        "Our list has none of just this kind for your country. These can tell you where to go."
    ),
    Honest.SHOWN_ABOVE: lambda: _("A service further up on this plan helps with this too."),
    Honest.EMERGENCY_NUMBER: lambda: _(
        "Our list has none of this kind. The emergency number can tell you where care is."
    ),
    Honest.PLATFORM_STEPS: lambda: _(
        "Our list has none of this kind. The app or site itself can be asked, see below."
    ),
    Honest.NOTHING: lambda: _(
        "Our list has nothing of this kind for you yet. The person you talk to may know a place."
    ),
}

ISSUES: Final[dict[str, Words]] = {
    "ncii": lambda: _("a private picture or video"),
    "csam": lambda: _("a picture or video from before 18"),
    "sextortion_grooming": lambda: _("threats, blackmail, or a stranger who wants sexual things"),
    "harassment_doxing": lambda: _("insults, or private facts made public"),
    "impersonation": lambda: _("a false profile"),
}

NOTES: Final[dict[Note, Words]] = {
    Note.REGIONAL_NUMBERS: lambda: _("Each region runs its own line; this number may pass you on."),
    Note.POLICE_MAY_HEAR: lambda: _("Police may hear of what you tell here. Ask first, without a name."),
    Note.CALL_CHARGED: lambda: _("The call costs something."),
}

_AUDIENCES: Final[dict[str, Words]] = {
    "parents": lambda: _("For parents and carers"),
    "professionals": lambda: _("For people who work with those harmed"),
    "worried_about_self": lambda: _("For people worried about their own thoughts or acts"),
}

_GROUPS: Final[dict[str, Words]] = {
    "women": lambda: _("For women and girls."),
    "men_boys": lambda: _("For men and boys."),
    "lgbtq": lambda: _("For LGBTQ+ people."),
    "indigenous": lambda: _("For Indigenous people."),
    "older": lambda: _("For older people."),
    "deaf": lambda: _("For Deaf people."),
    "armed_forces": lambda: _("For members of the armed forces."),
}

_UPLOADS: Final[dict[str, Words]] = {
    "hash_only": lambda: _("The picture stays on your device"),
    "no": lambda: _("Does not ask for the picture"),
}


def group(code: str | None) -> str:
    """Return for whom a service for one group is; said before its number."""
    return _GROUPS[code]() if code in _GROUPS else ""


def audience(code: str) -> str:
    """Return whom a service is for where it is not everybody of the right age."""
    return _AUDIENCES[code]() if code in _AUDIENCES else ""


def upload(code: str) -> str:
    """Return what happens to a picture, where that is known and good."""
    return _UPLOADS[code]() if code in _UPLOADS else ""


def ages(low: int | None, high: int | None) -> str:
    """Return the ages that a service takes.

    Units: years, both inclusive; None where no limit is known.
    """
    if low and high:
        return _("Ages %(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return _("%(age)s or over") % {"age": low}
    return _("Under %(age)s") % {"age": high + 1} if high else ""
