"""The addresses of the open interface, as the standard has them: no slash at the end."""

from django.urls import path

from directory import api

app_name = "api"
urlpatterns = [
    path("", api.About.as_view(), name="about"),
    path("profile", api.Profile.as_view(), name="profile"),
    path("services", api.Services.as_view(), name="services"),
    path("services/<str:pk>", api.Service.as_view(), name="service"),
    path("withdrawn", api.Withdrawn.as_view(), name="withdrawn"),
    path("service_at_locations", api.Places.as_view(), name="places"),
    path("service_at_locations/<str:pk>", api.Place.as_view(), name="place"),
    path("organizations", api.Organizations.as_view(), name="organizations"),
    path("organizations/<str:pk>", api.Organization.as_view(), name="organization"),
    path("taxonomies", api.Taxonomies.as_view(), name="taxonomies"),
    path("taxonomies/<str:pk>", api.Taxonomy.as_view(), name="taxonomy"),
    path("taxonomy_terms", api.Terms.as_view(), name="terms"),
    path("taxonomy_terms/<str:pk>", api.Term.as_view(), name="term"),
]
