"""What the pages of the second person read: which lines were shown, and why somebody refuses."""

from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.agreement import Reason

REASONS: Final[dict[Reason, Promise]] = {
    Reason.NOT_RIGHT: _("Something in it is not right"),
    Reason.NOT_NEEDED: _("It is not needed"),
    Reason.NOT_SAFE: _("It could put somebody in danger"),
    Reason.NOT_CHECKED: _("I could not check it"),
    Reason.WRONG_PERSON: _("It is about the wrong person or thing"),
}


class Agreeing(forms.Form):
    """The digest of the lines that stood on the page."""

    shown = forms.RegexField(r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput)


class Refusing(forms.Form):
    """Why, from a closed list: nothing typed lands on record."""

    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, words) for one, words in REASONS.items()])


def said(reason: str) -> str:
    """Return the words for a reason; empty if there is none."""
    return str(REASONS[Reason(reason)]) if reason else ""
