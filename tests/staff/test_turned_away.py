"""Who asks for a page that is not part of their work is on record: once a day for each kind of page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from staff import turned_away
from staff.gate import Gate
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Ability, NotAllowed, Role
from tests.people import take

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]
NOW = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)


def refusals(act: str = "page.refused") -> list[tuple[int | None, str, str, str]]:
    found = AuditEntry.objects.filter(act=act).order_by("number")
    return list(found.values_list("actor_id", "subject_kind", "subject_id", "facts"))


def missed() -> list[tuple[int | None, str, str, str]]:
    return refusals("page.missed")


def test_it_says_who_and_which_kind_of_page_and_nothing_of_the_address(
    amina: User, signed_in: SignedIn
) -> None:
    assert signed_in(amina).get("/desk/people/?q=somebody").status_code == 403
    assert refusals() == [(amina.pk, "page", "see-people", "{}")]


def test_a_hundred_times_on_one_day_is_one_entry(amina: User, signed_in: SignedIn) -> None:
    client = signed_in(amina)
    for number in range(100):
        client.get(f"/desk/people/{number}/")
    assert len(refusals()) == 1


def test_each_kind_of_page_and_each_person_stands_for_itself(
    amina: User, bruno: User, signed_in: SignedIn
) -> None:
    for person in (amina, bruno):
        client = signed_in(person)
        for path in ("/desk/people/", "/desk/people/teams/", "/desk/record/"):
            client.get(path)
    kinds = ("see-people", "manage-teams", "read-record")
    assert refusals() == [(person.pk, "page", kind, "{}") for person in (amina, bruno) for kind in kinds]


def test_the_next_day_has_an_entry_of_its_own(amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment in (NOW, NOW, NOW + timedelta(minutes=1), NOW + timedelta(hours=20)):
        monkeypatch.setattr("staff.audit.timezone.now", lambda moment=moment: moment)
        turned_away.note(person=amina, ability=Ability.READ_RECORD, now=moment)
    assert len(refusals()) == 2


def test_a_form_and_a_verb_that_refuse_are_on_record_too(amina: User, signed_in: SignedIn) -> None:
    signed_in(amina).post("/desk/people/teams/", {"name": "Night"})
    request = RequestFactory().post("/desk/x/")
    request.user = amina  # type: ignore[attr-defined]
    Gate(_page).process_exception(request, NotAllowed(Ability.INVITE))
    assert [kind for _actor, _page, kind, _facts in refusals()] == ["manage-teams", "invite"]


def test_a_page_that_names_no_ability_is_on_record_as_such(amina: User) -> None:
    request = RequestFactory().get("/desk/x/")
    request.user = amina  # type: ignore[attr-defined]
    Gate(_page).process_view(request, _page, (), {})
    assert refusals() == [(amina.pk, "page", "no-ability", "{}")]


def _page(request: HttpRequest) -> None:
    raise AssertionError("never asked")


def test_who_names_what_is_not_theirs_or_not_there_is_on_record_once_a_day(
    chidi: User, amina: User, bruno: User, signed_in: SignedIn
) -> None:
    client = signed_in(chidi)
    assert client.get(f"/desk/people/{amina.pk}/").status_code == 200
    assert missed() == []
    for pk in (bruno.pk, 99999, bruno.pk):
        assert client.get(f"/desk/people/{pk}/").status_code == 404
    assert missed() == [(chidi.pk, "page", "see-people", "{}")]
    assert refusals() == []


def test_who_tries_out_references_of_cases_is_on_record(amina: User, signed_in: SignedIn) -> None:
    for number in range(5):
        assert signed_in(amina).get(f"/desk/cases/00000{number}/").status_code == 404
    assert missed() == [(amina.pk, "page", "see-cases", "{}")]


def test_an_address_that_does_not_exist_is_a_slip_and_on_no_record(amina: User, signed_in: SignedIn) -> None:
    assert signed_in(amina).get("/desk/none/").status_code == 404
    assert (missed(), refusals()) == ([], [])


def test_what_opens_and_who_is_not_signed_in_leave_no_such_entry(
    client: Client, greta: User, signed_in: SignedIn
) -> None:
    assert signed_in(greta).get("/desk/people/").status_code == 200
    assert client.get("/desk/people/").status_code == 302
    assert client.get("/desk/record/").status_code == 302
    assert refusals() == []


def test_a_role_that_ended_is_turned_away_on_record(greta: User, signed_in: SignedIn) -> None:
    client = signed_in(greta)
    take(greta, Role.ADMINISTRATOR)
    client.get("/desk/people/")
    assert refusals() == [(greta.pk, "page", "see-people", "{}")]


def test_the_auditor_sees_it(amina: User, hana: User, signed_in: SignedIn) -> None:
    signed_in(amina).get("/desk/people/")
    said = signed_in(hana).get("/desk/record/", {"act": "page.refused"}).content.decode()
    assert "Page asked for that is not part of their work" in said
    assert "see-people" in said


def test_knocking_again_writes_nothing_and_locks_nothing(
    amina: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    turned_away.note(person=amina, ability=Ability.INVITE, now=timezone.now())
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        turned_away.note(person=amina, ability=Ability.INVITE, now=timezone.now())
