"""The addresses of a partner's inbox. A referral has a reference of its own in them, not that of its case."""

from django.urls import path

from referral import desk_inbox

app_name = "inbox"
urlpatterns = [
    path("inbox/", desk_inbox.every, name="every"),
    path("inbox/room/<uuid:pk>/", desk_inbox.room, name="room"),
    path("inbox/<str:reference>/", desk_inbox.one, name="one"),
    path("inbox/<str:reference>/letter/", desk_inbox.letter, name="letter"),
    path("inbox/<str:reference>/file/", desk_inbox.export, name="export"),
    path("inbox/<str:reference>/do/<slug:what>/", desk_inbox.act, name="act"),
]
