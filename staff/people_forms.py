"""What the pages about people read: which people are looked for, who is invited, what a team is called."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from staff import labels
from staff.models.person import Team, User
from staff.roles import Role, fits

ROLES = [(role.value, labels.role(role)) for role in Role]


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class Looking(forms.Form):
    """Which people are shown."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=80)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("Every team")
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Every role")), *ROLES])
    left = forms.BooleanField(label=_("Show people who have left"), required=False)


class Invite(forms.Form):
    """Whom an invitation is for, and what they are to do here."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles that a second administrator is asked to agree to"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )
    language = forms.ChoiceField(label=_("Language of the letter and the desk"), choices=_languages)

    def clean_roles(self) -> list[Role]:
        roles = [Role(role) for role in self.cleaned_data["roles"]]
        if not all(fits(role, beside=roles) for role in roles):
            raise forms.ValidationError(_("Whoever reads the record has no other role."))
        return roles


class Accept(forms.Form):
    """The name and the password that somebody begins with."""

    name = forms.CharField(
        label=_("Name, as colleagues see it"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        read = super().clean() or {}
        if read.get("password") != read.get("again"):
            self.add_error("again", _("The two passwords are not the same."))
        return read

    @property
    def rules(self) -> list[str]:
        return password_validators_help_texts()


class OneRole(forms.Form):
    """A role that is given or taken."""

    role = forms.TypedChoiceField(label=_("Role"), choices=ROLES, coerce=Role)


class Place(forms.Form):
    """The team that somebody works in."""

    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), label=_("Team"), required=False, empty_label=_("No team")
    )


class Leaving(forms.Form):
    """Who takes over from somebody who leaves."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Open work goes to"), required=False, empty_label=_("The queue")
    )
    sure = forms.BooleanField(label=_("Yes, this person leaves now"))

    def __init__(self, *args: Any, leaver: User, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues = User.objects.working().exclude(pk=leaver.pk).order_by("name", "email")
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda person: person.called  # type: ignore[attr-defined]


class TeamName(forms.Form):
    """What a team is called."""

    name = forms.CharField(
        label=_("Name of the team"), max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
