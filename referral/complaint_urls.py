"""The addresses of complaints at the desk."""

from django.urls import path

from referral import desk_complaints

app_name = "complaints"
urlpatterns = [
    path("complaints/", desk_complaints.waiting, name="waiting"),
    path("complaints/site/seen/", desk_complaints.seen_of_site, name="seen-of-site"),
    path("complaints/<uuid:pk>/seen/", desk_complaints.seen, name="seen"),
]
