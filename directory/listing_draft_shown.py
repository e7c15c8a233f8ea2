"""The form of a listing as its page shows it: groups and rows of fields, each with what is odd about it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.forms import BaseForm, CheckboxInput, CheckboxSelectMultiple
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory import completeness, listing_labels
from directory.listing_draft_forms import MOST, Draft, RowForm
from directory.listing_warnings import GRAVE, Warn

Said = dict[str, list[Warn]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A field with its warnings. `shape` is how it is laid out: line, tick, or several ticks."""

    bound: BoundField
    shape: str
    warned: tuple[str, ...]
    grave: bool
    wide: bool

    @property
    def widget(self) -> str:
        """Return the field itself, told by its warnings and errors."""
        name = self.bound.auto_id
        told = f"warned-{name}" + (f" {name}_error" if self.bound.errors else "")
        return self.bound.as_widget(attrs={"aria-describedby": told} if self.shape != "ticks" else {})


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a part: what comes first, what is folded away, and the tick that takes the row out."""

    form: RowForm
    first: tuple[Spot, ...]
    folded: tuple[Spot, ...]
    number: int

    @property
    def open(self) -> bool:
        """Return whether something that is folded away is odd or filled in, and therefore shown."""
        return any(spot.warned or spot.bound.errors for spot in self.folded)


@dataclass(frozen=True, slots=True)
class PartShown:
    """All rows of a part, and an empty one for a script to copy."""

    name: str
    title: str
    rows: tuple[RowShown, ...]
    empty: RowShown
    management: tuple[tuple[str, int], ...]
    full: bool
    warned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of the form."""

    name: str
    title: str
    help: str
    spots: tuple[Spot, ...]
    folded: tuple[Spot, ...]
    parts: tuple[PartShown, ...]

    @property
    def open(self) -> bool:
        """Return whether something that is folded away has to be looked at."""
        return any(spot.warned or spot.bound.errors for spot in self.folded)


@dataclass(frozen=True, slots=True)
class Group:
    """Which fields and parts stand together; those in `folded` are rarely needed."""

    name: str
    title: Promise
    help: Promise
    fields: tuple[str, ...]
    folded: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


GROUPS: Final = (
    Group("who", _("Who"), _("What people read first, and who stands behind it."),
          ("name", "organization", "country", "kind"), ("alternate_name", "more_kinds", "helpline")),
    Group("what", _("What the service does"), _("In plain words: what happens when somebody turns to it."),
          ("description",), ("alert", "menu", "application_process")),
    Group("whom", _("Whom it helps"), _("An empty age is read as: not known. It is never read as: no limit."),
          ("audience", "minimum_age", "maximum_age", "callers"),
          ("minimum_age_months", "maximum_age_months", "image_age", "group", "exclusions",
           "eligibility_description")),
    Group("reach", _("How it is reached"), _("The first number is the one that people are given first."),
          ("url", "email"), ("interpretation_services",), ("phones", "additional_urls", "languages")),
    Group("when", _("When"), _("Unknown hours are no closed hours. If you do not know them, leave them so."),
          ("hours_known", "timezone", "hours_note"), ("holidays", "wait_days", "wait_time"), ("schedules",)),
    Group("where", _("Where"),
          _("Everything here is public. A place that must stay secret has a page of its own."),
          (), (), ("service_areas", "places")),
    Group("cost", _("What it costs and asks"), _("What a person has to give: money, a name, papers."),
          ("cost", "anonymous", "free"), ("fees_description", "documents")),
    Group("safety", _("Safety"),
          _("What could give a person away, or bring in somebody they did not ask for."),
          ("visibility", "image_upload", "police"),
          ("state_migration_body", "accepts_warm_referrals", "pair")),
    Group("known", _("How we know"), _("A listing without a source can be checked by nobody."),
          ("seen", "grade"), ("doubts", "notes"), ("sources",)),
)  # fmt: skip
WIDE: Final = frozenset(
    {"description", "alert", "exclusions", "eligibility_description", "application_process", "more_kinds",
     "interpretation_services", "wait_time", "fees_description", "documents", "doubts", "notes",
     "transportation"}
)  # fmt: skip
FOLDED: Final[dict[str, frozenset[str]]] = {
    "phones": frozenset({"extension", "text", "shows_on_bill", "handset_log", "inside_country_only"}),
    "additional_urls": frozenset({"label"}),
    "schedules": frozenset({"description", "valid_from", "valid_to"}),
    "places": frozenset({"address_2", "state_province", "transportation", "description"}),
    "service_areas": frozenset({"name"}),
}
NOT_SHOWN: Final = frozenset({"id", "DELETE"})


def groups(draft: Draft, warnings: Iterable[Warn], places: dict[str, list[int]]) -> list[GroupShown]:
    """Return the form as the page shows it; `places` are the rows of the form, by row of the listing."""
    said = by_field(warnings, places)
    return [_group(one, draft, said) for one in GROUPS]


def by_field(warnings: Iterable[Warn], places: dict[str, list[int]]) -> Said:
    """Return the warnings by the name of the field of the page that each belongs to."""
    found: Said = defaultdict(list)
    for one in warnings:
        if not one.part:
            found[one.field].append(one)
            continue
        rows = places.get(one.part, [])
        name = f"{one.part}-{rows[one.row]}-{one.field}" if one.row < len(rows) else one.part
        found[name].append(one)
    return found


def completeness_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return how many of the questions of people a listing answers, and the words of those it does not."""
    missing = completeness.missing(document)
    lacks = [str(listing_labels.COMPLETENESS[part]) for part in missing]
    return {"said": completeness.ALL - len(missing), "all": completeness.ALL, "lacks": lacks}


def words(warnings: Iterable[Warn]) -> tuple[str, ...]:
    """Return what warnings say, in the language of the desk."""
    return tuple(str(listing_labels.WARNINGS[one.code]) for one in warnings)


def _group(group: Group, draft: Draft, said: Said) -> GroupShown:
    return GroupShown(
        name=group.name,
        title=str(group.title),
        help=str(group.help),
        spots=tuple(_spot(draft.main[name], said) for name in group.fields),
        folded=tuple(_spot(draft.main[name], said) for name in group.folded),
        parts=tuple(_part(name, draft, said) for name in group.parts),
    )


def _spot(bound: BoundField, said: Said) -> Spot:
    widget = bound.field.widget
    shape = "ticks" if isinstance(widget, CheckboxSelectMultiple) else "line"
    shape = "tick" if isinstance(widget, CheckboxInput) else shape
    warned = said.get(bound.html_name, [])
    grave = any(one.code in GRAVE for one in warned)
    return Spot(
        bound, shape, words(warned), grave, bound.name in WIDE and not isinstance(bound.form, RowForm)
    )


def _part(name: str, draft: Draft, said: Said) -> PartShown:
    rows = draft.rows[name]
    forms = list(rows.forms)
    return PartShown(
        name=name,
        title=listing_labels.part(name),
        rows=tuple(_row(name, form, said, number) for number, form in enumerate(forms, 1)),
        empty=_row(name, rows.empty_form, {}, 0),
        management=((f"{name}-TOTAL_FORMS", len(forms)), (f"{name}-INITIAL_FORMS", 0)),
        full=len(forms) >= MOST[name],
        warned=words(said.get(name, [])),
    )


def _row(part: str, form: BaseForm, said: Said, number: int) -> RowShown:
    folded = FOLDED.get(part, frozenset())
    spots = [
        _spot(form[name], said) for name in form.fields if name not in NOT_SHOWN and not form[name].is_hidden
    ]
    return RowShown(
        form=form,  # type: ignore[arg-type]
        first=tuple(spot for spot in spots if spot.bound.name not in folded),
        folded=tuple(spot for spot in spots if spot.bound.name in folded),
        number=number,
    )
