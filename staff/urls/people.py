"""Addresses of the pages about people, under /desk/people/."""

from django.urls import path

from staff import people_pages

urlpatterns = [
    path("", people_pages.everybody, name="people"),
    path("invite/", people_pages.invite, name="invite"),
    path("invitation/<str:token>/", people_pages.accept, name="invitation"),
    path("teams/", people_pages.teams, name="teams"),
    path("teams/<int:pk>/", people_pages.rename_team, name="team"),
    path("<int:pk>/", people_pages.one, name="person"),
    path("<int:pk>/role/", people_pages.propose_role, name="person-role"),
    path("<int:pk>/end-role/", people_pages.revoke_role, name="person-end-role"),
    path("<int:pk>/team/", people_pages.place, name="person-team"),
    path("<int:pk>/second-factor/", people_pages.reset_second_factor, name="person-second-factor"),
    path("<int:pk>/end-sessions/", people_pages.end_sessions, name="person-end-sessions"),
    path("<int:pk>/end-access/", people_pages.end_access, name="person-end-access"),
    path("<int:pk>/withdraw/", people_pages.withdraw_invitation, name="person-withdraw-invitation"),
]
