"""What listings do not say yet: the questions of `completeness`, asked of the database for a whole list."""

from typing import Final

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from directory.completeness import Part
from directory.models.answering import Language, ServiceArea
from directory.models.contact import Phone, Url
from directory.models.service import Service

_OWN: Final = {"service": OuterRef("pk")}
SAID: Final[dict[Part, Q]] = {
    Part.REACH: Q(Exists(Phone.objects.filter(**_OWN)))
    | Q(Exists(Url.objects.filter(**_OWN)))
    | ~Q(url="")
    | ~Q(email=""),
    Part.DESCRIPTION: ~Q(description=""),
    Part.AGES: Q(minimum_age__isnull=False)
    | Q(maximum_age__isnull=False)
    | Q(minimum_age_months__isnull=False)
    | Q(maximum_age_months__isnull=False)
    | ~Q(image_age=""),
    Part.LANGUAGES: Q(Exists(Language.objects.filter(**_OWN))),
    Part.HOURS: ~Q(hours_known="unknown"),
    Part.AREAS: Q(Exists(ServiceArea.objects.filter(**_OWN))),
    Part.COST: ~Q(cost="unknown") | Q(free__isnull=False),
    Part.ANONYMOUS: Q(anonymous__isnull=False),
    Part.SOURCE: ~Q(sources=[]),
    Part.SEEN: ~Q(seen=""),
}


def lacking(rows: QuerySet[Service], part: Part) -> QuerySet[Service]:
    """Return the listings that say nothing about a part."""
    return rows.filter(~SAID[part])


def whole(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Return the listings that say something about every part."""
    for question in SAID.values():
        rows = rows.filter(question)
    return rows


def counted(rows: QuerySet[Service]) -> QuerySet[Service]:
    """Return the rows with `told`, the number of parts that each says something about."""
    said: Combinable = Value(0, output_field=IntegerField())
    for question in SAID.values():
        said += Case(When(question, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(told=said)
