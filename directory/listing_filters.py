"""What the list of listings can be narrowed by at the desk, in words instead of codes."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries, listing_gaps, listing_labels, wording
from directory.completeness import Part
from directory.models.service import Service
from directory.states import DUE_SOON


class _Worded(SimpleListFilter):
    """Narrow by the value of one field, each value in its words."""

    words: dict[str, Promise]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, Any]]:
        return self.words.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ByState(_Worded):
    title = _("state")
    parameter_name = "state"
    words = wording.STATES


class ByGrade(_Worded):
    title = _("grade")
    parameter_name = "grade"
    words = wording.GRADES


class ByKind(_Worded):
    title = _("kind")
    parameter_name = "kind"
    words = wording.KINDS


class ByCountry(_Worded):
    """Only the countries that have a listing, in the order of their names."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        language = get_language() or "en"
        codes = Service.objects.order_by().values_list("country", flat=True).distinct()
        return sorted(((code, countries.name(code, language)) for code in codes), key=lambda pair: pair[1])


class ByVisibility(_Worded):
    title = _("who may find it")
    parameter_name = "visibility"
    words = wording.VISIBILITIES


class ByDue(SimpleListFilter):
    """When somebody has to ask again whether it is still true."""

    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Promise]]:
        return [
            ("over", _("overdue")),
            ("soon", _("soon")),
            ("later", _("later")),
            ("never", _("never asked here")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.now().date()
        asked = {
            "over": Q(due_on__lt=today),
            "soon": Q(due_on__gte=today, due_on__lte=today + DUE_SOON),
            "later": Q(due_on__gt=today + DUE_SOON),
            "never": Q(verified_at=None),
        }.get(self.value() or "")
        return queryset.filter(asked) if asked else queryset


class ByGap(SimpleListFilter):
    """What a listing does not say yet."""

    title = _("missing")
    parameter_name = "lacks"
    whole = "nothing"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [
            (self.whole, _("nothing")),
            *((part.value, listing_labels.COMPLETENESS[part]) for part in Part),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = self.value()
        if asked == self.whole:
            return listing_gaps.whole(queryset)
        return listing_gaps.lacking(queryset, Part(asked)) if asked in list(Part) else queryset


ALL: Final = (ByState, ByDue, ByGap, ByCountry, ByKind, ByGrade, ByVisibility)
