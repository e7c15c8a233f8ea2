"""The one form in which a listing is written: groups of fields, and rows for what there can be several of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries, listing_draft, wording
from directory.listing_labels import FIELDS

LONG: Final = 4000  # characters of a text; more is no description but a document
SEEN: Final = r"\A\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?\Z"
DATE: Final = r"\A\d{4}-\d{2}-\d{2}\Z"
# Fields of a row that always have a value: alone they make no row.
USUAL: Final = frozenset({"id", "type", "kind"})
RARE: Final = frozenset({"schedules", "places"})  # most listings have none: no empty row is offered
# Tags of BCP 47 that helplines answer in; the names come from the CLDR in the language of the desk.
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
ANSWERS: Final = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
DAYS: Final = [
    ("MO", _("Mo")), ("TU", _("Tu")), ("WE", _("We")), ("TH", _("Th")), ("FR", _("Fr")), ("SA", _("Sa")),
    ("SU", _("Su")),
]  # fmt: skip
# How many rows of a part there may be. A form has a limit of fields (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST: Final = {
    "phones": 14, "additional_urls": 10, "languages": 30, "schedules": 20, "service_areas": 30, "places": 8,
    "sources": 10,
}  # fmt: skip


def _text(name: str, *, most: int = 300, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=FIELDS[name], max_length=most, required=required, **more)


def _area(name: str, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=FIELDS[name],
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "cols": 60}),
    )


def _number(name: str, *, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=FIELDS[name], min_value=0, max_value=most, required=False)


def _one_of(name: str, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=FIELDS[name], choices=choices, required=required)


def _words(table: dict[str, Promise]) -> Callable[[], Iterable[tuple[str, Promise]]]:
    return lambda: list(table.items())


def country_choices() -> list[tuple[str, str]]:
    """Return the countries, and the two codes that stand for more than one."""
    language = get_language() or "en"
    wide = [(code, countries.name(code, language)) for code in (countries.WORLD, countries.EUROPEAN_UNION)]
    return [("", "–"), *wide, *countries.countries(language)]


def _a_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of this name."))


def _a_web_address(address: str) -> None:
    if not re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", address):
        raise ValidationError(_("An address on the web begins with https:// and has no spaces."))


def _a_language(tag: str) -> None:
    if not LANGUAGE.fullmatch(tag):
        raise ValidationError(
            _("A language is two or three letters, such as en or ar, perhaps with a region.")
        )


class DraftForm(forms.Form):
    """What a listing says of itself, apart from its rows."""

    name = _text("name", required=True)
    alternate_name = _text("alternate_name")
    organization = _text("organization")
    country = _one_of("country", country_choices, required=True)
    kind = _one_of("kind", lambda: [("", "–"), *wording.KINDS.items()], required=True)
    more_kinds = forms.MultipleChoiceField(
        label=FIELDS["more_kinds"],
        choices=_words(wording.KINDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    helpline = forms.BooleanField(label=FIELDS["helpline"], required=False)
    description = _area("description", rows=4)
    alert = _area("alert", rows=2)
    menu = _text("menu")

    audience = _one_of("audience", _words(wording.AUDIENCES))
    minimum_age = _number("minimum_age", most=150)
    maximum_age = _number("maximum_age", most=150)
    minimum_age_months = _number("minimum_age_months", most=1800)
    maximum_age_months = _number("maximum_age_months", most=1800)
    image_age = _one_of("image_age", _words(wording.IMAGE_AGES))
    callers = _one_of("callers", _words(wording.CALLERS))
    group = _text("group", most=40)
    exclusions = _area("exclusions", rows=2)
    eligibility_description = _area("eligibility_description", rows=2)

    url = _text("url", most=2000, validators=[_a_web_address])
    email = forms.EmailField(label=FIELDS["email"], required=False, max_length=254)
    interpretation_services = _area("interpretation_services", rows=2)

    hours_known = _one_of("hours_known", _words(wording.HOURS_KNOWN))
    timezone = _text("timezone", most=60, validators=[_a_zone])
    hours_note = _text("hours_note", most=500)
    holidays = _one_of("holidays", _words(wording.HOLIDAYS))
    wait_days = _number("wait_days", most=3650)
    wait_time = _area("wait_time", rows=2)

    cost = _one_of("cost", _words(wording.COSTS))
    free = _one_of("free", ANSWERS)
    anonymous = _one_of("anonymous", ANSWERS)
    fees_description = _area("fees_description", rows=2)
    documents = _area("documents", rows=2)
    application_process = _area("application_process", rows=2)

    visibility = _one_of("visibility", _words(wording.VISIBILITIES))
    pair = _text("pair", most=60)
    image_upload = _one_of("image_upload", _words(wording.UPLOADS))
    police = forms.BooleanField(label=FIELDS["police"], required=False)
    state_migration_body = forms.BooleanField(label=FIELDS["state_migration_body"], required=False)
    accepts_warm_referrals = _one_of("accepts_warm_referrals", ANSWERS)

    grade = _one_of("grade", _words(wording.GRADES))
    seen = forms.RegexField(SEEN, label=FIELDS["seen"], required=False, max_length=10)
    doubts = _area("doubts", rows=2)
    notes = _area("notes", rows=2)


class RowForm(forms.Form):
    """A row of a part; an empty one is no row."""

    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        """Return whether anything was typed: what a field of a row always has makes no row."""
        return any(name not in USUAL for name in self.changed_data)


class PhoneForm(RowForm):
    number = _text("number", most=100, required=True)
    type = _one_of("type", _words(wording.PHONES))
    description = forms.CharField(label=_("What this number is for"), max_length=300, required=False)
    extension = _text("extension", most=40)
    text = _text("text", most=60)
    free = _one_of("free", ANSWERS)
    shows_on_bill = _one_of("shows_on_bill", ANSWERS)
    handset_log = _one_of("handset_log", ANSWERS)
    inside_country_only = forms.BooleanField(label=FIELDS["inside_country_only"], required=False)


class WebForm(RowForm):
    kind = _one_of("kind", _words(wording.WEB))
    url = _text("url", most=2000, required=True, validators=[_a_web_address])
    label = _text("label")


class LanguageForm(RowForm):
    code = _text("code", most=35, validators=[_a_language])
    note = _text("note")
    name = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class HoursForm(RowForm):
    days = forms.MultipleChoiceField(
        label=FIELDS["days"], choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    opens_at = forms.CharField(
        label=FIELDS["opens_at"], required=False, max_length=5, widget=forms.TextInput(attrs={"type": "time"})
    )
    closes_at = forms.CharField(
        label=FIELDS["closes_at"],
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"type": "time"}),
    )
    description = forms.CharField(label=_("Note"), max_length=300, required=False)
    valid_from = forms.RegexField(DATE, label=FIELDS["valid_from"], required=False, max_length=10)
    valid_to = forms.RegexField(DATE, label=FIELDS["valid_to"], required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """Refuse a clock that no clock shows; Chromium's own field cannot send one, another browser's can."""
        for name in ("opens_at", "closes_at"):
            if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d|", self.cleaned_data.get(name, "")):
                self.add_error(name, _("Write the time as 09:00."))
        return self.cleaned_data


class AreaForm(RowForm):
    country = _one_of("country", country_choices)
    region = _text("region", most=120)
    name = forms.CharField(label=_("What the area is called in its source"), max_length=300, required=False)


class PlaceForm(RowForm):
    name = _text("name")
    address_1 = _text("address_1")
    address_2 = _text("address_2")
    city = _text("city")
    state_province = _text("state_province")
    postal_code = _text("postal_code", most=40)
    country = _one_of("country", country_choices)
    transportation = _text("transportation", most=1000)
    description = forms.CharField(label=_("About the place"), max_length=1000, required=False)


class SourceForm(RowForm):
    name = _text("name", required=True)
    locator = _text("locator", most=1000)


class Rows(BaseFormSet):
    """The rows of one part. A row that was ticked to go, or in which nothing was typed, is no row."""

    def get_deletion_widget(self) -> forms.CheckboxInput:
        return forms.CheckboxInput()

    def said(self) -> list[tuple[int, dict[str, Any]]]:
        """Return each row that stays, with its place in the form, valid or not as far as it was readable."""
        found = []
        for place, form in enumerate(self.forms):
            fields = _readable(form)
            if not fields.pop("DELETE", False) and any(v for name, v in fields.items() if name not in USUAL):
                found.append((place, fields))
        return found


ROWS: Final[dict[str, type[RowForm]]] = {
    "phones": PhoneForm,
    "additional_urls": WebForm,
    "languages": LanguageForm,
    "schedules": HoursForm,
    "service_areas": AreaForm,
    "places": PlaceForm,
    "sources": SourceForm,
}
_SETS: Final[dict[str, type[Rows]]] = {
    part: formset_factory(
        form, formset=Rows, extra=0, can_delete=True, max_num=MOST[part], absolute_max=MOST[part]
    )
    for part, form in ROWS.items()
}


def _readable(form: forms.Form) -> dict[str, Any]:
    """Return what a form says; a field that does not fit is given as it was typed, to be warned of."""
    if not form.is_bound:
        return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    form.is_valid()
    typed = {}
    for name in form.fields:
        typed[name] = form[name].data
    return {
        **{name: value if value is not None else "" for name, value in typed.items()},
        **form.cleaned_data,
    }


@dataclass(slots=True)
class Draft:
    """The whole form: the main fields, and the rows of each part."""

    main: DraftForm
    rows: dict[str, Rows]

    def is_valid(self) -> bool:
        """Return whether everything that was typed can be written down; nothing is lost where it cannot."""
        return all([self.main.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def document(self, base: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[int]]]:
        """Return the document that the form says now, and the places of each part's rows in the form."""
        said = {part: rows.said() for part, rows in self.rows.items()}
        fields = _readable(self.main)
        for name in (*listing_draft.YEARS, *listing_draft.OUR_NUMBERS):
            fields[name] = fields.get(name) if isinstance(fields.get(name), int) else None
        document = listing_draft.written(
            base, fields, {part: [row for _at, row in rows] for part, rows in said.items()}
        )
        return document, {part: [at for at, _row in rows] for part, rows in said.items()}


def opened(document: dict[str, Any], *, more: str = "") -> Draft:
    """Return the form of a listing as it is; every part without a row offers an empty one."""
    rows = listing_draft.opened_rows(document)
    main = DraftForm(initial=listing_draft.opened(document))
    return Draft(main, {part: _unbound(part, rows[part]) for part in ROWS})


def _unbound(part: str, rows: list[dict[str, Any]]) -> Rows:
    made = _SETS[part](initial=rows, prefix=part)
    made.extra = 0 if rows or part in RARE else 1
    return made


def sent(data: QueryDict) -> Draft:
    """Return the form as somebody sent it, with one row more where they asked for one."""
    data = data.copy()
    wanted = data.get("more", "")
    if wanted in ROWS:
        name = f"{wanted}-TOTAL_FORMS"
        count = int(data[name]) if data.get(name, "").isdecimal() else 0
        data[name] = str(min(count + 1, MOST[wanted]))
    for part in ROWS:
        data[f"{part}-INITIAL_FORMS"] = "0"  # a row that was emptied is a row that goes
    return Draft(DraftForm(data), {part: _SETS[part](data, prefix=part) for part in ROWS})


NEW: Final[dict[str, Any]] = {"status": "active"}
