"""What the page of the record reads: which entries the auditor looks for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.act_labels import ACTS
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry, AuditEntryQuerySet
from staff.record_labels import kind_said


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class Looking(forms.Form):
    """Which entries are shown. Units: days are whole days in UTC, both ends included."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    person = forms.ModelChoiceField(
        User.objects.order_by("name", "email"), label=_("Done by"), required=False
    )
    kind = forms.ChoiceField(label=_("About"), required=False)
    since = _day(_("From"))
    until = _day(_("To"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["act"].choices = [("", _("Every act")), *((act.value, ACTS[act]) for act in Act)]
        kinds = AuditEntry.objects.order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
        self.fields["kind"].choices = [("", _("Everything")), *((kind, kind_said(kind)) for kind in kinds)]
        self.fields["person"].empty_label = _("Anybody")
        self.fields["person"].label_from_instance = lambda person: person.called

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        if read.get("since") and read.get("until") and read["until"] < read["since"]:
            self.add_error("until", _("This day is before the first one."))
        return read

    def narrowed(self, entries: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """Return those of the entries that are looked for; none while a field does not fit."""
        if not self.is_valid():
            return entries.none()
        read = self.cleaned_data
        wanted = {
            "act": read["act"],
            "actor_id": read["person"].pk if read["person"] else None,
            "subject_kind": read["kind"],
            "at__gte": _begins(read["since"]) if read["since"] else None,
            "at__lt": _begins(read["until"]) + timedelta(days=1) if read["until"] else None,
        }
        return entries.filter(**{name: value for name, value in wanted.items() if value})

    def facts(self) -> dict[str, str | int]:
        """Return what is looked for, as it goes on record."""
        read = self.cleaned_data if self.is_valid() else {}
        told = {
            "only": read.get("act"),
            "person": read["person"].pk if read.get("person") else None,
            "kind": read.get("kind"),
            "since": read["since"].isoformat() if read.get("since") else None,
            "until": read["until"].isoformat() if read.get("until") else None,
        }
        return {name: value for name, value in told.items() if value}


def _begins(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
