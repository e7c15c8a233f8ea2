"""The addresses of the figures at the desk."""

from django.urls import path

from referral import desk_figures

app_name = "figures"
urlpatterns = [
    path("figures/", desk_figures.page, name="page"),
    path("figures/export/", desk_figures.export, name="export"),
]
