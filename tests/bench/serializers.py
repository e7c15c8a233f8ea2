"""The yardstick of the interface: the same page of services through REST framework's model serializers.

Served beside the site itself, by one server, over the same rows. It is written as its documentation says,
with the related rows fetched ahead, so that it is as fast as such code is.
"""

import os
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - what follows needs the application
from django.urls import include, path  # noqa: E402 - the same
from rest_framework import generics, pagination, serializers  # noqa: E402 - the same
from rest_framework.permissions import AllowAny  # noqa: E402 - the same

from directory.models.organization import Organization  # noqa: E402 - the same
from directory.models.service import Service  # noqa: E402 - the same

SHORT: Final = (
    "id", "name", "alternate_name", "description", "url", "email", "status", "interpretation_services",
    "application_process", "fees_description", "wait_time", "fees", "accreditations",
    "eligibility_description", "minimum_age", "maximum_age", "assured_date", "licenses", "alert",
    "last_modified", "organization",
)  # fmt: skip


class OrganizationRow(serializers.ModelSerializer):
    """A body without what is nested in it."""

    class Meta:
        model = Organization
        fields = ("id", "name", "alternate_name", "description", "email", "website", "uri")


NESTED: Final = (
    "phones", "urls", "schedules", "service_areas", "languages", "contacts", "cost_options", "funding",
    "required_documents", "capacities",
)  # fmt: skip


def rows_of(name: str) -> serializers.ModelSerializer:
    """Return what tells every column of what hangs on a service under this name."""
    model = Service._meta.get_field(name).related_model
    columns = [field.name for field in model._meta.concrete_fields if not field.is_relation]
    meta = type("Meta", (), {"model": model, "fields": columns})
    return type(f"{model.__name__}Row", (serializers.ModelSerializer,), {"Meta": meta})(many=True)


class ServiceRow(serializers.ModelSerializer):
    """The short form of a service."""

    organization = OrganizationRow()

    class Meta:
        model = Service
        fields = SHORT


class ServiceMeta(ServiceRow.Meta):
    """The full form without places and terms, which hang on other rows."""

    fields = (*SHORT, *NESTED)


ServiceWhole: Final = type(
    "ServiceWhole", (ServiceRow,), {"Meta": ServiceMeta, **{name: rows_of(name) for name in NESTED}}
)


class Fifty(pagination.PageNumberPagination):
    """Pages as the interface has them."""

    page_size = 50


class Short(generics.ListAPIView):
    """The list in its short form."""

    queryset = Service.objects.select_related("organization").order_by("pk")
    serializer_class = ServiceRow
    pagination_class = Fifty
    permission_classes = (AllowAny,)
    throttle_classes = ()


class Whole(Short):
    """The list in its full form, without places and terms."""

    queryset = Short.queryset.prefetch_related(*NESTED)
    serializer_class = ServiceWhole


urlpatterns: list[Any] = [
    path("bench/short", Short.as_view()),
    path("bench/full", Whole.as_view()),
    path("", include("config.urls")),
]
settings.ROOT_URLCONF = __name__
