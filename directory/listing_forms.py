"""What the desk asks about a listing: choices, never words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.models.service import Withdrawal


class WithdrawForm(forms.Form):
    """Why a listing goes."""

    why = forms.ChoiceField(
        label=_("Why is it withdrawn?"), choices=wording.WITHDRAWALS.items, widget=forms.RadioSelect
    )

    def reason(self) -> Withdrawal:
        """Return the choice of a form that is valid."""
        return Withdrawal(self.cleaned_data["why"])
