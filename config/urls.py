"""The only root of addresses. Public ones are neutral (S2): one for each language and nothing below it.

The open interface has addresses of its own below /api/, since its standard does; it logs nothing, and each of
them has a twin by POST (docs/decisions/0012-the-open-interface.md, 0013-pathways-elsewhere.md).
"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import openapi

API = [
    path("api/", openapi.page, name="api-page"),
    path("api/openapi.json", openapi.Document.as_view(), name="api-document"),
    path("api/hsds/", include("directory.api_urls")),
    path("api/pathways/", include("referral.api_urls")),
]
PUBLIC = [path("", include("referral.urls")), *API]
DESK = [
    path("desk/admin/", admin.site.urls),
    path("desk/account/", include("staff.urls.sign_in")),
    path("desk/", include("staff.urls")),
    path("desk/", include("directory.desk_urls")),
    path("desk/", include("referral.desk_urls")),
    path("desk/", include("referral.complaint_urls")),
    path("desk/", include("referral.coverage_urls")),
    path("desk/", include("referral.codes_urls")),
    path("desk/", include("referral.figures_urls")),
    path("desk/", include("referral.review_urls")),
    path("desk/", include("referral.referring_urls")),
    path("desk/", include("referral.inbox_urls")),
    path("desk/", include("referral.partners_urls")),
    path("desk/", include("referral.case_urls")),
]

urlpatterns = [
    *(DESK if settings.WAYPOST_DOORS in {"desk", "both"} else []),
    *(PUBLIC if settings.WAYPOST_DOORS in {"public", "both"} else []),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.refused"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
