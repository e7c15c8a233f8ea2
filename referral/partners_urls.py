"""The addresses of who answers for which service."""

from django.urls import path

from referral import desk_partners

app_name = "partners"
urlpatterns = [
    path("partners/", desk_partners.every, name="every"),
    path("partners/propose/", desk_partners.propose, name="propose"),
    path("partners/<uuid:pk>/end/", desk_partners.end, name="end"),
]
