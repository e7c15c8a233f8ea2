"""The only root of addresses. Public ones are neutral (S2): one for each language and nothing below it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

PUBLIC = [path("", include("referral.urls"))]
DESK = [
    path("desk/admin/", admin.site.urls),
    path("desk/account/", include("staff.urls.sign_in")),
    path("desk/", include("staff.urls")),
]

urlpatterns = [
    *(DESK if settings.WAYPOST_DOORS in {"desk", "both"} else []),
    *(PUBLIC if settings.WAYPOST_DOORS in {"public", "both"} else []),
]

handler400 = "referral.errors.bad_request"
handler403 = "referral.errors.refused"
handler404 = "referral.errors.not_found"
handler500 = "referral.errors.server_error"
