"""What the pages of words ask."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory import wording
from directory.search.folding import folded

MOST_PHRASES: Final = 60  # of one entry
LONGEST: Final = 80  # characters of a phrase; a search box takes no more


class SynonymForm(forms.Form):
    """What people type, in one language, and the kinds of listing that are meant by it."""

    language = forms.RegexField(
        r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z", label=_("Language, as two or three letters"), max_length=10
    )
    phrases = forms.CharField(
        label=_("Words and phrases, one a line"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of listing that are meant"),
        choices=wording.KINDS.items,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note for colleagues"), max_length=300, required=False)

    def clean_phrases(self) -> list[str]:
        """Return each phrase once, as it was written."""
        lines = (line.strip() for line in self.cleaned_data["phrases"].splitlines())
        found = list({folded(line): line for line in lines if folded(line)}.values())
        if not found or len(found) > MOST_PHRASES or any(len(line) > LONGEST for line in found):
            raise ValidationError(
                _("Give 1 to %(most)d phrases of at most %(long)d characters."),
                params={"most": MOST_PHRASES, "long": LONGEST},
            )
        return found


class RuleForm(forms.Form):
    """A term of a foreign file, and the kind of listing that it means here."""

    taxonomy = forms.CharField(
        label=_("List that the term is of; empty for any"), max_length=200, required=False
    )
    pattern = forms.CharField(label=_("Word, phrase, or beginning of a code with a star"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of listing that it means"), choices=wording.KINDS.items)
    note = forms.CharField(label=_("Note for colleagues"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Fold what is compared with folded words; a code with a star stays a code."""
        said = self.cleaned_data
        said["taxonomy"] = folded(said.get("taxonomy", ""))
        pattern = said.get("pattern", "").strip()
        is_code = re.fullmatch(r"[A-Za-z0-9.\-]+\*", pattern)
        said["pattern"] = pattern if is_code else folded(pattern)
        if not said["pattern"]:
            self.add_error("pattern", _("There is nothing in it that could be compared."))
        return said
