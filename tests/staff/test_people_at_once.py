"""Two administrators in the same moment: the last two stay, and the first day comes once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from staff import first_day, invitations, leaving, people
from staff.models.person import RoleGrant, User
from staff.roles import Role
from tests.people import PASSWORD, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S8")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do everything in threads that start together, and return what each gave or raised."""
    start, results = threading.Barrier(len(acts)), [None for _act in acts]

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def refusals(results: list[object]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


def test_of_three_administrators_who_end_each_other_two_stay():
    one, two, three = (make_person(name, Role.ADMINISTRATOR) for name in ("greta", "ivan", "noor"))
    now = timezone.now()
    results = at_once(
        lambda: leaving.end_access(person=one, leaver=two, to=None, now=now),
        lambda: people.revoke_role(person=two, whom=three, role=Role.ADMINISTRATOR, now=now),
        lambda: leaving.end_access(person=three, leaver=one, to=None, now=now),
    )
    assert len(refusals(results)) == 2
    assert User.objects.working().holding(Role.ADMINISTRATOR).count() == 2


def test_of_two_first_days_one_takes_place():
    results = at_once(
        *(
            lambda number=number: first_day.begin(
                emails=[f"a{number}@example.org", f"b{number}@example.org"], now=timezone.now()
            )
            for number in range(3)
        )
    )
    assert refusals(results) == [first_day.AlreadyBegun, first_day.AlreadyBegun]
    assert RoleGrant.objects.count() == User.objects.count() == 2


def test_a_link_that_is_used_twice_at_once_opens_one_account():
    (_person, token), _other = first_day.begin(emails=["a@example.org", "b@example.org"], now=timezone.now())
    results = at_once(
        *(
            lambda name=name: invitations.accept(
                token=token, name=name, password=PASSWORD, now=timezone.now()
            )
            for name in ("First", "Second")
        )
    )
    assert refusals(results) == [invitations.NotOpen]
    assert User.objects.working().count() == 1
