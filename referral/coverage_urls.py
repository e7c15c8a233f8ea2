"""The addresses of the picture of gaps at the desk."""

from django.urls import path

from referral import desk_coverage

app_name = "coverage"
urlpatterns = [
    path("coverage/", desk_coverage.picture, name="picture"),
    path("coverage/square/", desk_coverage.square, name="square"),
]
