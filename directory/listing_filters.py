"""What the list of listings can be narrowed by at the desk, in words instead of codes."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import countries, wording
from directory.models.service import Service


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


ALL: Final = (ByState, ByGrade, ByCountry, ByKind)
