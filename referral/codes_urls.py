"""The addresses of codes at the desk. No code ever stands in one."""

from django.urls import path

from referral import desk_codes

app_name = "codes"
urlpatterns = [
    path("codes/", desk_codes.typing, name="type"),
    path("codes/open/", desk_codes.opening, name="open"),
]
