"""What the desk asks about a listing beside its own form: choices, and what is to be sealed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.listing_draft_forms import country_choices
from directory.models.service import Withdrawal
from directory.sheltering import Part
from directory.vetting import CHECKS, SHORTENINGS


class WithdrawForm(forms.Form):
    """Why a listing goes."""

    why = forms.ChoiceField(
        label=_("Why is it withdrawn?"), choices=wording.WITHDRAWALS.items, widget=forms.RadioSelect
    )

    def reason(self) -> Withdrawal:
        """Return the choice of a form that is valid."""
        return Withdrawal(self.cleaned_data["why"])


class ShelterForm(forms.Form):
    """What must stay secret: a place or a number. Every field of it is sealed, none is public."""

    part = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(Part.LOCATION.value, _("A place")), (Part.PHONE.value, _("A number"))],
        widget=forms.RadioSelect,
        initial=Part.LOCATION.value,
    )
    name = forms.CharField(label=_("What it is called inside"), max_length=300, required=False)
    number = forms.CharField(label=_("Number"), max_length=100, required=False)
    address_1 = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    city = forms.CharField(label=_("Town"), max_length=300, required=False)
    postal_code = forms.CharField(label=_("Postcode"), max_length=40, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    description = forms.CharField(
        label=_("How people get there, and who takes them"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what a sealed part cannot be without."""
        said = self.cleaned_data
        wanted = "number" if said.get("part") == Part.PHONE else "address_1"
        if said.get("part") and not said.get(wanted):
            self.add_error(wanted, _("This is what would be sealed. Nothing is sealed yet."))
        return said

    def content(self, part_id: str) -> dict[str, Any]:
        """Return the object that is sealed, as the standard writes it."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name != "part"}
        if self.cleaned_data["part"] == Part.PHONE:
            told = {"number": said["number"], "description": said.get("description") or said.get("name")}
            return {"id": part_id, **{name: value for name, value in told.items() if value}}
        address = {
            name: said[name] for name in ("address_1", "city", "postal_code", "country") if name in said
        }
        words = {name: said[name] for name in ("name", "description") if name in said}
        address = {"id": str(uuid.uuid4()), **address, "address_type": "physical"}
        return {"id": part_id, "location_type": "physical", **words, "addresses": [address]}


class CallBackForm(forms.Form):
    """What came of asking the old number."""

    outcome = forms.ChoiceField(
        label=_("What did the old number say?"), choices=wording.CALL_BACKS.items, widget=forms.RadioSelect
    )


class ShortenForm(forms.Form):
    """Why a cooling-off time ends early."""

    why = forms.ChoiceField(
        label=_("Why"), choices=[(code.value, words) for code, words in SHORTENINGS.items()]
    )


class ChecklistForm(forms.Form):
    """What the second person looked at."""

    checked = forms.MultipleChoiceField(
        label=_("I looked at this, and it is so"), choices=list(CHECKS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class VerifyForm(forms.Form):
    """How somebody asked whether a listing is still true, and what came of it."""

    how = forms.ChoiceField(
        label=_("How did you ask?"), choices=wording.CHECKED_HOW.items, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=wording.CHECKED_OUTCOMES.items, widget=forms.RadioSelect
    )
