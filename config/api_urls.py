"""The addresses below /api/. Read when the first of them is asked for: see config/urls.py."""

from django.urls import include, path

from config import openapi

urlpatterns = [
    path("", openapi.page, name="api-page"),
    path("openapi.json", openapi.Document.as_view(), name="api-document"),
    path("hsds/", include("directory.api_urls")),
    path("pathways/", include("referral.api_urls")),
]
