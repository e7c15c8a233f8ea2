"""What the page of a time of keeping reads: how long, and nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.keeping_times import TIMES
from staff import retention_labels


class AnotherTime(forms.Form):
    """How long something is to be kept, in the unit of its time, inside the limits that nobody can move."""

    value = forms.IntegerField()

    def __init__(self, *args: object, slug: str, now: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        time, field = TIMES[slug], self.fields["value"]
        field.label = _("How many hours") if time.unit == "hours" else _("How many days")
        field.initial = now
        field.widget.attrs.update(min=time.least, max=time.most, inputmode="numeric")
        field.help_text = retention_labels.limits(slug)
