"""How the desk words the codes of a listing: its state, grade, kind, and why it was withdrawn."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.hours import Known
from directory.models.contact import PhoneType, WebKind
from directory.models.edition import CallBack, EditionState, Origin, Verification
from directory.models.feedback import Feedback
from directory.models.platform import Issue
from directory.models.service import (
    Audience,
    Callers,
    Cost,
    Grade,
    Holidays,
    Upload,
    Visibility,
    Withdrawal,
)
from directory.sensitive import Part as Sensitive
from directory.states import State
from directory.topics import Kind

STATES: Final[dict[str, Promise]] = {
    State.PUBLISHED: _("Published"),
    State.DUE: _("Due"),
    State.STALE: _("Overdue"),
    State.IN_REVIEW: _("In review"),
    State.DRAFT: _("Draft"),
    State.SOURCED: _("Sourced"),
    State.WITHDRAWN: _("Withdrawn"),
    State.RECORD_ONLY: _("Record only"),
}
MEANINGS: Final[dict[str, Promise]] = {
    State.PUBLISHED: _("checked by two people, shown"),
    State.DUE: _("shown; its next check is near"),
    State.STALE: _("its check is overdue, not shown"),
    State.IN_REVIEW: _("waits for a check, not shown"),
    State.DRAFT: _("being written, not shown"),
    State.SOURCED: _("from a public source, checked by nobody here"),
    State.WITHDRAWN: _("taken away, not shown"),
    State.RECORD_ONLY: _("kept so that nobody adds it again, never shown"),
    Grade.A: _("best supported by its sources"),
    Grade.B: _("well supported"),
    Grade.C: _("one source, or little support"),
    Grade.D: _("doubtful"),
}
GRADES: Final[dict[str, Promise]] = {
    Grade.A: _("A"),
    Grade.B: _("B"),
    Grade.C: _("C"),
    Grade.D: _("D"),
}
WITHDRAWALS: Final[dict[str, Promise]] = {
    Withdrawal.NOT_ANSWERING: _("Nobody answers there"),
    Withdrawal.CLOSED: _("It no longer exists"),
    Withdrawal.WRONG_DETAILS: _("A number, an address or the hours are wrong"),
    Withdrawal.NOT_SAFE: _("It is not safe for those who turn to it"),
    Withdrawal.ASKED_BY_SERVICE: _("The service asked for it"),
}
KINDS: Final[dict[str, Promise]] = {
    Kind.CHILD_HELPLINE: _("Child helpline"),
    Kind.CONTENT_REMOVAL: _("Content removal"),
    Kind.CRISIS: _("Crisis line"),
    Kind.CSAM_HOTLINE: _("Hotline for abuse material of children"),
    Kind.CSAM_REPORT: _("Report of abuse material of children"),
    Kind.DOMESTIC_VIOLENCE: _("Domestic violence"),
    Kind.IMAGE_ABUSE: _("Image-based abuse"),
    Kind.LEGAL: _("Legal advice"),
    Kind.LGBTQ: _("LGBTQ+ people"),
    Kind.MEN_BOYS: _("Men and boys"),
    Kind.MIGRANT: _("Migrants"),
    Kind.MISSING_CHILDREN: _("Missing children"),
    Kind.OTHER: _("Other"),
    Kind.POLICE_REPORT: _("Report to the police"),
    Kind.PREVENTION_OFFENDER: _("Worried about own thoughts or acts"),
    Kind.SAFETY_PLANNING: _("Safety planning"),
    Kind.SEXUAL_VIOLENCE: _("Sexual violence"),
    Kind.THERAPY_PEER: _("Therapy and peers"),
    Kind.TRAFFICKING: _("Trafficking"),
    Kind.VICTIM_SUPPORT: _("Victim support"),
}

WEB: Final[dict[str, Promise]] = {
    WebKind.CHAT: _("Chat"),
    WebKind.REPORT: _("Report"),
    WebKind.FORM: _("Form"),
    WebKind.SITE: _("Website"),
}
PHONES: Final[dict[str, Promise]] = {
    PhoneType.VOICE: _("call"),
    PhoneType.SMS: _("text message"),
    PhoneType.WHATSAPP: _("WhatsApp"),
    PhoneType.VIDEO: _("video call"),
    PhoneType.FAX: _("fax"),
    PhoneType.CELL: _("mobile"),
    PhoneType.PAGER: _("pager"),
    PhoneType.TEXTPHONE: _("text phone"),
}
AUDIENCES: Final[dict[str, Promise]] = {
    Audience.BOTH: _("everybody"),
    Audience.ADULTS: _("adults"),
    Audience.CHILDREN: _("children and young people"),
    Audience.PARENTS: _("parents"),
    Audience.PROFESSIONALS: _("professionals"),
    Audience.WORRIED_ABOUT_SELF: _("people worried about their own thoughts or acts"),
}
CALLERS: Final[dict[str, Promise]] = {
    Callers.UNKNOWN: _("not known"),
    Callers.ANYONE: _("anybody, for somebody else too"),
}
UPLOADS: Final[dict[str, Promise]] = {
    Upload.UNKNOWN: _("not known"),
    Upload.NO: _("no, it stays"),
    Upload.HASH_ONLY: _("only a fingerprint of it"),
    Upload.YES: _("yes, it is sent"),
}
VISIBILITIES: Final[dict[str, Promise]] = {
    Visibility.OPEN: _("everybody, also through the open interface"),
    Visibility.ASKED: _("whoever asks on this site"),
    Visibility.STAFF: _("only the desk"),
}
HOLIDAYS: Final[dict[str, Promise]] = {
    Holidays.UNKNOWN: _("not known"),
    Holidays.OPEN: _("open as always"),
    Holidays.CLOSED: _("closed"),
}
COSTS: Final[dict[str, Promise]] = {
    Cost.UNKNOWN: _("not known"),
    Cost.FREE: _("free"),
    Cost.CHARGED: _("something is charged"),
}
HOURS_KNOWN: Final[dict[str, Promise]] = {
    Known.UNKNOWN: _("nothing"),
    Known.ALWAYS: _("open day and night"),
    Known.SCHEDULED: _("opening hours, as below"),
    Known.CLOSED: _("it says that it is closed at present"),
}
IMAGE_AGES: Final[dict[str, Promise]] = {
    "": _("not said"),
    "under18": _("under 18 in the picture"),
    "adult": _("adult in the picture"),
}
EDITIONS: Final[dict[str, Promise]] = {
    EditionState.DRAFT: _("draft"),
    EditionState.IN_REVIEW: _("in review"),
    EditionState.PUBLISHED: _("public now"),
    EditionState.REFUSED: _("refused"),
    EditionState.SUPERSEDED: _("replaced"),
}
ORIGINS: Final[dict[str, Promise]] = {
    Origin.DESK: _("written at the desk"),
    Origin.IMPORT: _("from an import"),
    Origin.RESTORED: _("an older edition, proposed again"),
    Origin.FOUND: _("as it was found"),
}
SENSITIVE: Final[dict[str, Promise]] = {
    Sensitive.PHONES: _("a number changes"),
    Sensitive.WEB: _("a web address changes"),
    Sensitive.EMAIL: _("an e-mail address changes"),
    Sensitive.PLACES: _("a place changes"),
}
CALL_BACKS: Final[dict[str, Promise]] = {
    CallBack.Outcome.CONFIRMED: _("The old number confirmed the change"),
    CallBack.Outcome.NOT_REACHED: _("The old number did not answer"),
    CallBack.Outcome.DENIED: _("The old number knows of no change"),
    CallBack.Outcome.NO_OLD_NUMBER: _("There was no old number"),
}
CHECKED_HOW: Final[dict[str, Promise]] = {
    Verification.How.CALLED: _("I called"),
    Verification.How.EMAILED: _("I wrote and was answered"),
    Verification.How.WEBSITE: _("I read its own website"),
    Verification.How.VISITED: _("I was there"),
    Verification.How.PARTNER: _("A partner told me"),
}
CHECKED_OUTCOMES: Final[dict[str, Promise]] = {
    Verification.Outcome.TRUE: _("Everything is still true"),
    Verification.Outcome.CHANGED: _("Something has changed"),
    Verification.Outcome.NOT_REACHED: _("Nobody was reached"),
    Verification.Outcome.GONE: _("It does not exist any more"),
}
SAID: Final[dict[str, Promise]] = {
    Feedback.Said.NO_ANSWER: _("did not answer"),
    Feedback.Said.GONE: _("no longer exists"),
    Feedback.Said.NOT_SAFE: _("not safe"),
    Feedback.Said.HELPED: _("helped"),
}
ISSUES: Final[dict[str, Promise]] = {
    Issue.NCII: _("Pictures of an adult, shown without consent"),
    Issue.CSAM: _("Sexual pictures of a child"),
    Issue.SEXTORTION_GROOMING: _("Blackmail and grooming"),
    Issue.HARASSMENT_DOXING: _("Harassment and private data made public"),
    Issue.IMPERSONATION: _("Somebody pretends to be the person"),
}


def word(words: dict[str, Promise], code: str) -> str:
    """Return the words for a code in the language of the moment; a code without words stands for itself."""
    return str(words.get(code, code))
