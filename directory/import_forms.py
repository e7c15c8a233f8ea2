"""What the page of imports asks."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.import_jobs import Form
from directory.listing_draft_forms import country_choices

FEED: Final = r"\A[a-z0-9][a-z0-9-]{0,59}\Z"


class UploadForm(forms.Form):
    """A file, the name of its feed, and a country for what does not say its own."""

    file = forms.FileField(label=_("File"), allow_empty_file=False)
    mapping = forms.FileField(label=_("Mapping of columns, for a plain CSV only"), required=False)
    feed = forms.RegexField(FEED, label=_("Name of this source, as small letters and dashes"), max_length=60)
    country = forms.ChoiceField(
        label=_("Country of what does not say its own"), choices=country_choices, required=False
    )

    def clean_country(self) -> str:
        """Return two letters, or nothing."""
        code = self.cleaned_data["country"]
        return code if re.fullmatch(r"[A-Z]{2}", code) else ""


class ConfirmForm(forms.Form):
    """The plan that was shown, and what is to be made of it."""

    digest = forms.RegexField(r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    form = forms.ChoiceField(choices=[(one.value, one.value) for one in Form], widget=forms.HiddenInput)

    def wanted(self) -> tuple[str, Form]:
        """Return the digest and the form of a form that is valid."""
        said: dict[str, Any] = self.cleaned_data
        return said["digest"], Form(said["form"])
