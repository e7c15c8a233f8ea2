"""The gate: what names no ability is shut, and a role that is gone shuts at the next click."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.views import View

from staff import presence
from staff.gate import Gate, Gated, needs, open_door
from staff.models.person import User
from staff.roles import Ability, NotAllowed, Role
from tests.people import give, take

SignedIn = Callable[..., Client]


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def asked(
    view: Callable[..., HttpResponse], person: object, *, path: str = "/desk/x/", **sent: str
) -> object:
    """Return what the gate answers: None when it opens."""
    request = RequestFactory().post(path, sent) if sent else RequestFactory().get(path)
    request.user = person
    return Gate(page).process_view(request, view, (), {})


@pytest.mark.promise("S8")
def test_a_page_that_names_no_ability_is_shut_even_to_an_administrator(greta: User):
    assert asked(page, greta).status_code == 403


def test_a_page_opens_to_whoever_has_the_ability(greta: User):
    assert asked(needs(Ability.INVITE)(lambda request: page(request)), greta) is None


@pytest.mark.promise("S8")
def test_a_page_is_shut_to_every_role_without_the_ability(cast: dict[Role, User]):
    view = needs(Ability.INVITE)(lambda request: page(request))
    opened = {role for role, person in cast.items() if asked(view, person) is None}
    assert opened == {Role.ADMINISTRATOR}


def test_a_class_of_views_names_its_ability_in_an_attribute(greta: User, amina: User):
    class Page(Gated, View):
        ability = Ability.INVITE

    assert asked(Page.as_view(), greta) is None
    assert asked(Page.as_view(), amina).status_code == 403


def test_a_word_in_place_of_an_ability_opens_nothing(greta: User):
    view = lambda request: page(request)  # noqa: E731 - a view of its own, so that the mark stays on it
    view.ability = "invite"
    assert asked(view, greta).status_code == 403


def test_an_open_door_needs_nobody():
    assert asked(open_door(lambda request: page(request)), AnonymousUser()) is None


def test_a_marked_page_is_shut_to_a_stranger(db: None):
    assert (
        asked(needs(Ability.SEE_OWN_ACCOUNT)(lambda request: page(request)), AnonymousUser()).status_code
        == 403
    )


def test_the_gate_leaves_the_public_door_alone():
    assert asked(page, AnonymousUser(), path="/") is None


def test_a_closed_account_gets_through_no_gate(greta: User):
    User.objects.filter(pk=greta.pk).update(left_at=timezone.now())
    view = needs(Ability.SEE_OWN_ACCOUNT)(lambda request: page(request))
    assert asked(view, User.objects.get(pk=greta.pk)).status_code == 403


def test_a_dangerous_page_asks_anew_who_is_there(greta: User, signed_in: SignedIn):
    answer = signed_in(greta).get("/desk/people/invite/")
    assert answer.status_code == 302
    assert "/desk/account/prove/" in answer.headers["Location"]
    assert signed_in(greta, proved=True).get("/desk/people/invite/").status_code == 200


@pytest.mark.promise("S8")
def test_a_role_that_ended_shuts_the_page_at_the_next_click(greta: User, signed_in: SignedIn):
    client = signed_in(greta)
    assert client.get("/desk/people/").status_code == 200
    take(greta, Role.ADMINISTRATOR)
    assert client.get("/desk/people/").status_code == 403


def test_a_role_that_ended_under_a_form_gives_back_what_was_typed(
    greta: User, amina: User, signed_in: SignedIn
):
    client = signed_in(greta)
    take(greta, Role.ADMINISTRATOR)
    give(greta, [Role.HELPLINE])
    answer = client.post("/desk/people/teams/", {"name": "Night <watch>", "new_password": "pssst"})
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was changed" in said
    assert "Night &lt;watch&gt;" in said
    assert "pssst" not in said


def test_an_account_without_a_role_is_told_that_it_waits(greta: User, signed_in: SignedIn):
    take(greta, Role.ADMINISTRATOR)
    assert "no role was agreed" in signed_in(greta).get("/desk/people/").content.decode()


def test_a_verb_that_refuses_ends_in_the_same_page(greta: User):
    request = RequestFactory().post("/desk/x/", {"name": "Night"})
    request.user = greta
    answer = Gate(page).process_exception(request, NotAllowed(Ability.INVITE))
    assert answer.status_code == 403
    assert "Night" in answer.content.decode()


def test_being_here_is_written_once_a_day(greta: User, django_assert_num_queries: Callable):
    today = timezone.now().date()
    with django_assert_num_queries(1):
        presence.seen(person=greta, today=today)
        presence.seen(person=greta, today=today)
    assert User.objects.get(pk=greta.pk).last_seen_on == today


def test_coming_here_answers_whether_the_account_is_needed(greta: User):
    today = timezone.now().date()
    User.objects.filter(pk=greta.pk).update(asked_on=today, last_seen_on=today)
    presence.seen(person=User.objects.get(pk=greta.pk), today=today)
    assert User.objects.get(pk=greta.pk).asked_on is None
