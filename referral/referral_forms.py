"""What the desk asks about a referral: what the person agrees to, how much room there is, who answers."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.capacity import LONGEST_WAIT, MOST_PLACES
from referral import case_words, identifiers, referral_words
from referral.consent import DEFAULT_DAYS, Agreed, Band, Item, needs_check
from referral.shared import LONGEST_WORDS
from staff.models.person import Team

UNTIL: Final = (7, 14, 30, 60, 90)  # days; none is longer than consent.LONGEST_DAYS


class ConsentForm(forms.Form):
    """What the person agrees to share with one agency, until when. Nothing is ticked beforehand."""

    items = forms.MultipleChoiceField(
        label=_("May be shared"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("A few words from us, read out to the person; shared only if ticked above"), required=False,
        max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    agreed = forms.MultipleChoiceField(
        label=_("Who agrees"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Without the person’s own word nothing is shared.")},
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("The agency may read it for"), coerce=int, initial=DEFAULT_DAYS)
    follow = forms.BooleanField(label=_("Ask later what became of it"), required=False, initial=True)
    sure = forms.BooleanField(label=_("I have read it again: share it as it is"), required=False)

    def __init__(self, data: Any = None, *, there: Iterable[Item], band: Band) -> None:
        super().__init__(data)
        offered = [item for item in Item if item in set(there) or item is Item.WORDS]
        self.fields["items"].choices = [(item.value, referral_words.ITEMS[item]) for item in offered]
        who = list(Agreed) if band in (Band.UNDER_13, Band.FROM_13, Band.FROM_16) else [Agreed.PERSON]
        self.fields["agreed"].choices = [(one.value, referral_words.AGREED[one]) for one in who]
        self.fields["days"].choices = [(number, referral_words.days(number)) for number in UNTIL]
        self.band, self.looks = band, ()

    @property
    def checked_first(self) -> bool:
        """Whether a supervisor has to check this before it is sent, with nobody but the person agreeing."""
        return needs_check(self.band, {Agreed.PERSON})

    def clean(self) -> dict[str, Any]:
        """Ask once more where the words look as if they named somebody, and where they would go nowhere."""
        said = self.cleaned_data
        words, items = said.get("words", ""), said.get("items", [])
        if words.strip() and Item.WORDS.value not in items:
            self.add_error("words", _("Tick that these words are shared, or take them out."))
        self.looks = identifiers.kinds(words)
        if self.looks and not said.get("sure"):
            self.add_error("words", _("This looks as if it named somebody. Nothing was sent yet."))
        if Agreed.PERSON.value not in said.get("agreed", []) and "agreed" not in self.errors:
            self.add_error("agreed", _("Without the person’s own word nothing is shared."))
        return said

    def until(self, today: dt.date) -> dt.date:
        """Return the last day of a form that is valid."""
        return today + dt.timedelta(days=self.cleaned_data["days"])


class RoomForm(forms.Form):
    """How much room a service has: two clicks, and nothing that has to be typed."""

    status = forms.ChoiceField(label=_("Room"), choices=lambda: case_words.words(case_words.ROOMS))
    wait_days = forms.IntegerField(
        label=_("Wait in days"), required=False, min_value=0, max_value=LONGEST_WAIT
    )
    places = forms.IntegerField(label=_("Free places"), required=False, min_value=0, max_value=MOST_PLACES)


class PartnerDeskForm(forms.Form):
    """Which team should answer for a service."""

    service = forms.UUIDField(widget=forms.RadioSelect)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"))
