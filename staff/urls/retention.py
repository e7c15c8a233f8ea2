"""Addresses of how long things are kept, and of what is stored."""

from django.urls import path

from staff import retention_pages

urlpatterns = [
    path("retention/", retention_pages.times, name="retention"),
    path("retention/<slug:slug>/", retention_pages.one_time, name="retention-time"),
    path("inventory/", retention_pages.stored, name="inventory"),
]
