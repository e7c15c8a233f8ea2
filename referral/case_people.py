"""Who can take a case over: people of a team whose training holds, and teams that have somebody."""

import datetime as dt

from django.db.models import QuerySet

from staff.models.person import Team, User
from staff.roles import Role


def taking(team: Team, *, now: dt.datetime) -> "QuerySet[User]":
    """Return the people of a team who may work on cases now."""
    working = User.objects.working().filter(team=team, trainings__renew_on__gte=now.date())
    return working.filter(pk__in=_workers()).distinct()


def _workers() -> "QuerySet[User]":
    return User.objects.holding(Role.HELPLINE) | User.objects.holding(Role.SUPERVISOR)


def takers(team: Team, *, now: dt.datetime) -> list[User]:
    """Return the people of a team whom a case can be passed to."""
    return list(taking(team, now=now).order_by("name", "pk"))


def teams_that_take() -> list[Team]:
    """Return the teams in which somebody may work on cases."""
    people = User.objects.working().filter(pk__in=_workers())
    return list(Team.objects.filter(people__in=people).distinct().order_by("name"))
