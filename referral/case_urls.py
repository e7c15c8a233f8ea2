"""The addresses of cases at the desk. The reference of a case stands in them, and nothing that it holds."""

from django.urls import path

from referral import desk_case_self, desk_case_start, desk_case_verbs, desk_case_work, desk_cases

app_name = "cases"
urlpatterns = [
    path("cases/", desk_cases.queue, name="queue"),
    path("cases/live/", desk_cases.live, name="live"),
    path("cases/bell/", desk_cases.bell, name="bell"),
    path("cases/next/", desk_cases.next_case, name="next"),
    path("cases/new/", desk_case_start.ways, name="new"),
    path("cases/new/call/", desk_case_start.call, name="call"),
    path("cases/new/empty/", desk_case_start.empty, name="empty"),
    path("cases/practice/", desk_case_self.practice, name="practice"),
    path("cases/duty/", desk_case_self.duty, name="duty"),
    path("cases/training/", desk_case_self.training, name="training"),
    path("cases/open/", desk_case_verbs.other, name="open"),
    path("cases/glass/<int:number>/seen/", desk_case_verbs.glass_seen, name="glass-seen"),
    path("cases/<str:reference>/", desk_cases.one, name="one"),
    path("cases/<str:reference>/take/", desk_case_verbs.take, name="take"),
    path("cases/<str:reference>/release/", desk_case_verbs.release, name="release"),
    path("cases/<str:reference>/pass/", desk_case_verbs.pass_on, name="pass"),
    path("cases/<str:reference>/raise/", desk_case_verbs.raise_urgency, name="raise"),
    path("cases/<str:reference>/lower/", desk_case_verbs.lower_urgency, name="lower"),
    path("cases/<str:reference>/note/", desk_case_verbs.note, name="note"),
    path("cases/<str:reference>/facts/", desk_case_verbs.facts, name="facts"),
    path("cases/<str:reference>/close/", desk_case_verbs.close, name="close"),
    path("cases/<str:reference>/reopen/", desk_case_verbs.reopen, name="reopen"),
    path("cases/<str:reference>/match/", desk_case_work.match, name="match"),
    path("cases/<str:reference>/contact/", desk_case_work.contact, name="contact"),
    path("cases/<str:reference>/contact/show/", desk_case_work.contact_shown, name="contact-show"),
    path("cases/<str:reference>/contact/remove/", desk_case_work.contact_gone, name="contact-remove"),
    path("cases/<str:reference>/removal/", desk_case_work.removal, name="removal"),
    path("cases/<str:reference>/removal/<uuid:pk>/", desk_case_work.removal_answered, name="removal-answer"),
]
