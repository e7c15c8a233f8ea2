"""The addresses of the open pathways. None of them holds an answer (S2)."""

from django.urls import path

from referral import api

app_name = "open-pathways"
urlpatterns = [
    path("", api.About.as_view(), name="about"),
    path("definition", api.Definition.as_view(), name="definition"),
    path("step", api.Step.as_view(), name="step"),
]
