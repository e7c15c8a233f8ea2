"""Addresses of the desk: its own pages, and those of people, accounts and the record."""

from django.urls import include, path

from staff import desk
from staff.urls import account, people, record, retention

app_name = "desk"
urlpatterns = [
    path("", desk.today, name="today"),
    path("keys/", desk.keys, name="keys"),
    path("language/", desk.language, name="language"),
    *account.urlpatterns,
    path("people/", include(people.urlpatterns)),
    *record.urlpatterns,
    *retention.urlpatterns,
]
