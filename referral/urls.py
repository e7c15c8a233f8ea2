"""The public side: one neutral address for each language, and nothing below it (S2)."""

from django.conf import settings
from django.urls import path

from referral import pages

app_name = "public"
urlpatterns = [
    path("", pages.step, name="step"),
    *(path(f"{code}/", pages.step, {"language": code}) for code, _ in settings.LANGUAGES),
]
