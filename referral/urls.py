"""The public side: one neutral address for each language, nothing below it, and opaque ways in (S2)."""

from django.conf import settings
from django.urls import path

from referral import arriving, pages
from referral.rendering import NOWHERE

app_name = "public"
urlpatterns = [
    path("", pages.step, name="step"),
    path(NOWHERE.strip("/"), pages.named),
    *(path(f"{code}/", pages.step, {"language": code}) for code, _ in settings.LANGUAGES),
    *(path(f"{code}/", pages.arrive, {"start": flow}) for flow, code in arriving.LINKS.items()),
]
