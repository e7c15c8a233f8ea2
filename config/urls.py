"""The only root of addresses. Public ones are neutral (S2): one for each language and nothing below it.

The open interface has addresses of its own below /api/, since its standard does; it logs nothing, and each of
them has a twin by POST (docs/decisions/0012-the-open-interface.md, 0013-pathways-elsewhere.md).
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

Routes = list[URLPattern | URLResolver]


def public() -> Routes:
    """Return the addresses of the public door."""
    # By name, unlike include(): the program of the interface is a fifth of the memory of a worker and half of
    # its start, and a visitor's page needs none of it. It is read when the first program asks.
    interface = URLResolver(RoutePattern("api/"), "config.api_urls")
    return [path("", include("referral.urls")), interface]


def desk() -> Routes:
    """Return the addresses of the desk."""
    from django.contrib import admin

    return [
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


def watch() -> Routes:
    """Return the addresses for the machine's own eyes: neither the public door nor the desk has these."""
    return [path("health/", include("safety.health_urls"))]


# A door reads no program of another one: that would be a third of its memory and of its start.
DOORS = {
    "public": (public,),
    "desk": (desk,),
    "both": (desk, public),
    "watch": (watch,),
}
urlpatterns: Routes = [route for door in DOORS[settings.WAYPOST_DOORS] for route in door()]

# The pages of refusal need the pathways; whoever watches is answered while those are away.
_ERRORS = "safety.health_shown" if settings.WAYPOST_DOORS == "watch" else "config.errors"
handler400 = f"{_ERRORS}.bad_request"
handler403 = f"{_ERRORS}.refused"
handler404 = f"{_ERRORS}.not_found"
handler500 = f"{_ERRORS}.server_error"
