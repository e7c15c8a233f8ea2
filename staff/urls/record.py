"""Addresses of the record and of what waits for a second person."""

from django.urls import path

from staff import agreement_pages, record_pages

urlpatterns = [
    path("agreements/", agreement_pages.waiting, name="agreements"),
    path("agreements/<int:pk>/", agreement_pages.one, name="agreement"),
    path("agreements/<int:pk>/agree/", agreement_pages.agree, name="agreement-agree"),
    path("agreements/<int:pk>/refuse/", agreement_pages.refuse, name="agreement-refuse"),
    path("agreements/<int:pk>/withdraw/", agreement_pages.withdraw, name="agreement-withdraw"),
    path("record/", record_pages.entries, name="record"),
    path("record/export/", record_pages.export, name="record-export"),
    path("record/verify/", record_pages.verify, name="record-verify"),
]
