"""The addresses of referring at the desk, below the case that is referred. The service stands in none."""

from django.urls import path

from referral import desk_referring

app_name = "referring"
urlpatterns = [
    path("cases/<str:reference>/refer/", desk_referring.choose, name="choose"),
    path("cases/<str:reference>/refer/<uuid:pk>/check/", desk_referring.check, name="check"),
    path("cases/<str:reference>/refer/<uuid:pk>/letter/", desk_referring.letter, name="letter"),
    path("cases/<str:reference>/refer/<uuid:pk>/file/", desk_referring.export, name="export"),
    path("cases/<str:reference>/refer/<uuid:pk>/do/<slug:what>/", desk_referring.act, name="act"),
]
