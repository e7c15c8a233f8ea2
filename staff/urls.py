"""Addresses of the desk."""

from django.urls import path

from staff import desk

app_name = "desk"
urlpatterns = [
    path("", desk.today, name="today"),
    path("sign-in/", desk.SignIn.as_view(), name="sign-in"),
    path("sign-out/", desk.SignOut.as_view(next_page="desk:sign-in"), name="sign-out"),
]
