"""How the desk words the codes of a listing: its state, grade, kind, and why it was withdrawn."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models.contact import PhoneType, WebKind
from directory.models.service import Grade, Withdrawal
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
}


def word(words: dict[str, Promise], code: str) -> str:
    """Return the words for a code in the language of the moment; a code without words stands for itself."""
    return str(words.get(code, code))
