"""Addresses of one's own account, in the namespace `desk`."""

from django.urls import path

from staff import account_pages

urlpatterns = [
    path("sign-in/", account_pages.sign_in, name="sign-in"),
    path("sign-out/", account_pages.sign_out, name="sign-out"),
    path("account/", account_pages.account, name="account"),
    path("account/sessions/", account_pages.own_sessions, name="sessions"),
    path("account/still-here/", account_pages.still_here, name="still-here"),
]
