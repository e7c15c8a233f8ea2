"""What the forms of cases send, read into what the verbs take."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries, published
from directory.topics import Need
from referral import case_words
from referral.case_facts import BANDS, GENDERS, CaseFacts
from referral.case_notes import LONGEST, WAYS
from referral.case_reading import Narrowed
from referral.triage import STAFF, URGENCIES


def languages_spoken(reader: str) -> list[tuple[str, str]]:
    """Return the languages that listings here are known to speak, by name."""
    codes = set(map(countries.base_language, published.current().languages))
    return sorted(((code, countries.language_name(code, reader)) for code in codes), key=lambda one: one[1])


def narrowed(sent: Mapping[str, Any], before: Mapping[str, str]) -> Narrowed:
    """Return what the queue is narrowed to: what was sent, else what the session kept."""
    said = {name: str(sent.get(name, before.get(name, ""))) for name in Narrowed().as_dict()}
    return Narrowed(
        whose=said["whose"] if said["whose"] in case_words.WHOSE else Narrowed().whose,
        urgency=said["urgency"] if said["urgency"] in URGENCIES else "",
        language=said["language"][:20],
        country=said["country"] if countries.is_country(said["country"]) else "",
    )


class NoteForm(forms.Form):
    """A short note."""

    text = forms.CharField(
        label=_("Note"), max_length=LONGEST, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )
    all_the_same = forms.BooleanField(required=False)


class FactsForm(forms.Form):
    """The coarse facts of a case, all from lists."""

    age_band = forms.ChoiceField(label=_("Age band"), required=False)
    gender = forms.ChoiceField(label=_("Gender, if they said"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    needs = forms.MultipleChoiceField(label=_("Needs"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaks = get_language() or "en"
        nobody_said = ("", str(_("not said")))
        self.fields["age_band"].choices = [nobody_said, *_some(case_words.words(case_words.AGES), BANDS)]
        self.fields["gender"].choices = [nobody_said, *_some(case_words.words(case_words.GENDERS), GENDERS)]
        self.fields["country"].choices = [nobody_said, *countries.countries(speaks)]
        self.fields["language"].choices = [nobody_said, *languages_spoken(speaks)]
        self.fields["needs"].choices = [(need.value, case_words.NEEDS[need]()) for need in Need]

    def facts(self, before: CaseFacts | None = None, *, urgency: int = 2) -> CaseFacts:
        """Return what was chosen; needs that stood there before keep their urgency."""
        said, known = self.cleaned_data, dict(before.needs) if before else {}
        return CaseFacts(
            needs={need: known.get(need, urgency) for need in said["needs"]},
            reasons=before.reasons if before else (STAFF,),
            age_band=said["age_band"],
            gender=said["gender"] or None,
            country=said["country"],
            language=said["language"],
            pathway=before.pathway if before else "p00",
        )


def _some(choices: list[tuple[str, str]], codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [choice for choice in choices if choice[0] in codes]


class EmptyForm(FactsForm):
    """A case that nobody walks."""

    urgency = forms.ChoiceField(label=_("How urgent"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].choices = case_words.words(case_words.URGENCIES)
        self.order_fields(["urgency"])


class ContactForm(forms.Form):
    """How somebody may be reached, with their own yes and its last day."""

    way = forms.ChoiceField(label=_("Way"))
    value = forms.CharField(label=_("Number or address"), max_length=200)
    hours = forms.CharField(label=_("When it is safe"), max_length=200, required=False)
    if_another = forms.CharField(
        label=_("What to say if somebody else answers"), max_length=200, required=False
    )
    not_now = forms.CharField(label=_("The word that means: not now"), max_length=200, required=False)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    agreed = forms.BooleanField(label=_("The person said that this may be kept until then"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = _some(case_words.words(case_words.WAYS), WAYS)
        for name in ("value", "hours", "if_another", "not_now"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def said(self) -> dict[str, str]:
        return {
            name: str(self.cleaned_data[name]) for name in ("way", "value", "hours", "if_another", "not_now")
        }


class RemovalForm(forms.Form):
    """A web address, and the worker's word on who is in the picture."""

    address = forms.CharField(
        label=_("Web address of the picture or post"), max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )  # fmt: skip
    platform = forms.CharField(label=_("Platform"), max_length=80)
    service = forms.CharField(label=_("Passed on to"), max_length=120)
    all_adults = forms.BooleanField(label=_("Everybody in it was an adult when it was made"), required=False)


class TrainingForm(forms.Form):
    """The day of a safeguarding training."""

    on = forms.DateField(label=_("Day of the training"), widget=forms.DateInput(attrs={"type": "date"}))


def hours_of(sent: QueryDict, now: dt.datetime) -> dt.datetime | None:
    """Return when a duty ends: so many hours from now, or None to end it."""
    said = sent.get("hours", "")
    hours = int(said) if said.isdecimal() and len(said) < 3 else 0
    return now + dt.timedelta(hours=hours) if 0 < hours <= 12 else None
