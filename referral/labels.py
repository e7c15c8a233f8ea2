"""The words for codes: needs, ages, groups, doubts. Functions, to speak the language of the moment."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.ages import MONTHS
from directory.doubts import Doubt, Note
from directory.hours import OnHolidays
from directory.topics import Need
from referral.choosing import Why
from referral.matching import Honest

Words = Callable[[], str]
WEEK: Final = 7  # days

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

CONTACTS: Final[dict[str, Words]] = {
    "voice": lambda: _("Phone call"),
    "chat": lambda: _("Chat"),
    "sms": lambda: _("Text message"),
    "whatsapp": lambda: _("WhatsApp"),
    "email": lambda: _("E-mail"),
}

TICKS: Final[dict[str, Words]] = {
    "open_now": lambda: _("Open now"),
    "free": lambda: _("Free"),
    "anonymous": lambda: _("No name needed"),
    "accessible": lambda: _("Tells about access with a disability"),
}

# Pages that answer something by themselves.
PAGES: Final[dict[str, Words]] = {
    "find": lambda: _("Find a service"),
    "device": lambda: _("Is it safe to use this here?"),
    "leaving": lambda: _("What leaving does, and what it can’t do"),
    "about": lambda: _("Who runs this, and what is kept?"),
    "child-rights": lambda: _("Your rights as a child, and this site"),
}

# What a search left out so that it found something.
RELAXED: Final[dict[str, Words]] = {
    "open_now": lambda: _("Nothing like this is surely open now. These answer at other times."),
    "language": lambda: _("Nothing was found in that language. These speak others, or we do not know which."),
    "words": lambda: _("Nothing has all those words. These have some of them, or fit what else you chose."),
    "unread": lambda: _("We cannot look for words just now. These fit what else you chose."),
    "need": lambda: _("Nothing of that kind is listed here. These are other services."),
    "free": lambda: _("Nothing like this is surely free. These may cost something, or we do not know."),
    "anonymous": lambda: _("We know of nothing like this where no name is needed. These may ask for one."),
    "contact": lambda: _("Nothing like this can be reached in that way. These have others."),
    "accessible": lambda: _("We do not know how people with a disability get into places like this."),
    "town": lambda: _("We do not know a town of that name. Small places are not in our list."),
    "region": lambda: _("Nothing is listed for that country. These are for the region around it."),
    "world": lambda: _("Nothing is listed for that country. These are for people anywhere."),
    "anywhere": lambda: _("Nothing fits near that country. These are listed for other places."),
    "age": lambda: _("Nothing is listed for that age alone. These take every age."),
}

# What the public may say of a listing with one press, by the codes of the directory.
SAYINGS: Final[dict[str, Words]] = {
    "no-answer": lambda: _("Nobody answered"),
    "gone": lambda: _("It no longer exists"),
    "not-safe": lambda: _("It was not safe"),
    "helped": lambda: _("It helped"),
}

THANKS: Final[dict[str, Words]] = {
    "no-answer": lambda: _("Thank you. We will look at this. You can try another service here."),
    "gone": lambda: _("Thank you. We will look at this. You can try another service here."),
    "not-safe": lambda: _(
        "Thank you for telling us. We will look at this soon. You do not have to go back there."
    ),
    "helped": lambda: _("Thank you. It is good to know that it helped."),
}

HOLIDAYS: Final[dict[OnHolidays, Words]] = {
    OnHolidays.OPEN: lambda: _("Also open on public holidays"),
    OnHolidays.CLOSED: lambda: _("Closed on public holidays"),
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


# Of a way to report: what is known, yes or no.
YesNo = dict[bool, Words]
ACCOUNT: Final[YesNo] = {
    True: lambda: _("An account is needed"),
    False: lambda: _("No account is needed"),
}
THIRD_PARTY: Final[YesNo] = {
    True: lambda: _("Someone else may report for you"),
    False: lambda: _("Only the person concerned may report"),
}
MINOR: Final[YesNo] = {
    True: lambda: _("Under 18 you may report yourself"),
    False: lambda: _("Under 18 an adult has to report for you"),
}


def bill(shows: bool | None) -> str:
    """Return whether a call shows on the phone bill, where that is known."""
    if shows is None:
        return ""
    return _("A call can show on the phone bill.") if shows else _("A call does not show on the phone bill.")


def handset(kept: bool | None) -> str:
    """Return whether a call stays in the phone's own list, where that is known."""
    if kept is None:
        return ""
    if kept:
        return _("The call stays in this phone’s own list of calls.")
    return _("The call does not stay in this phone’s own list of calls.")


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

    Units: months, both inclusive; None where no limit is known.
    """
    if low and high is not None:
        return _("Ages %(low)s to %(high)s") % {"low": _age(low), "high": _upper_age(high)}
    if low:
        return _("%(age)s or over") % {"age": _age(low)}
    return _("Under %(age)s") % {"age": _age(high + 1)} if high is not None else ""


def _age(months: int) -> str:
    """Return an age as people say it: in years alone where it is whole."""
    years, rest = divmod(months, MONTHS)
    if not rest:
        return str(years)
    if not years:
        return ngettext("%(number)s month", "%(number)s months", rest) % {"number": rest}
    return _("%(years)s years and %(months)s months") % {"years": years, "months": rest}


def _upper_age(months: int) -> str:
    """Return the last age that is taken: a whole year ends with its last month."""
    return str(months // MONTHS) if months % MONTHS == MONTHS - 1 else _age(months)


def waiting(days: int | None) -> str:
    """Return how long people wait. Units: days."""
    if days is None:
        return ""
    if days == 0:
        return _("No waiting time")
    if days < 2 * WEEK:
        return ngettext("People wait about %(number)s day", "People wait about %(number)s days", days) % {
            "number": days
        }
    weeks = round(days / WEEK)
    return ngettext("People wait about %(number)s week", "People wait about %(number)s weeks", weeks) % {
        "number": weeks
    }
