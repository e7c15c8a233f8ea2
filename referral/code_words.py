"""The words for what is wrong with a code that somebody typed. They never repeat it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.codes import DIGITS, Fault, Misread


def misread(slip: Misread) -> str:
    """Return what to look at again."""
    match slip.fault:
        case Fault.EMPTY:
            return _("Please type the code. It has %(digits)s digits.") % {"digits": DIGITS}
        case Fault.NOT_DIGITS:
            return _("A code has digits only. Please look for a letter or another sign in it.")
        case Fault.TOO_SHORT:
            missing = ngettext("%(number)s digit is missing.", "%(number)s digits are missing.", slip.by)
            return _has(missing % {"number": slip.by})
        case Fault.TOO_LONG:
            over = ngettext(
                "There is %(number)s digit too many.", "There are %(number)s digits too many.", slip.by
            )
            return _has(over % {"number": slip.by})
        case Fault.MISHEARD:
            return _("One digit is not right, or two have changed places. Please read the groups once more.")


def _has(says: str) -> str:
    return _("A code has %(digits)s digits.") % {"digits": DIGITS} + " " + says
