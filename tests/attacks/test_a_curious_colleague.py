"""A colleague looks for cases that are not theirs: by number, search, count, export, and by the clock."""

import datetime as dt
import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral import case_access, case_glass, case_reading
from referral.models.case import Case
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.house.test_every_door import DESK_DOORS, NAMED
from tests.people import make_person
from tests.referral import casing, referring

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.one_engine]
NOBODYS = "0000000"


@pytest.fixture
def case(amina: User) -> Case:
    """A case of the day team, in a country of its own."""
    casing.trained(amina)
    return casing.empty(amina, country="PN", language="en", age_band="25-over")


@pytest.fixture
def colleague(bruno: User, signed_in: Callable[..., Client]) -> Client:
    """Bruno, of the night team, trained and signed in."""
    casing.trained(bruno)
    return signed_in(bruno, proved=True)


def bare(page: str, *words: str) -> str:
    """Return a page without what is random and what was asked for."""
    for word in words:
        page = page.replace(word, "")
    return NAMED.sub("", page.split('name="csrfmiddlewaretoken"')[0])


def test_every_address_with_the_number_answers_as_if_there_were_none(case: Case, colleague: Client) -> None:
    asked, differ = 0, []
    for door in DESK_DOORS:
        if "reference>" not in door.route:
            continue
        for method in ("get", "post"):
            true = getattr(colleague, method)(NAMED.sub(case.reference, door.route))
            none = getattr(colleague, method)(NAMED.sub(NOBODYS, door.route))
            asked += 1
            same = bare(true.content.decode(), case.reference, case.shown) == bare(
                none.content.decode(), NOBODYS, "000-0000"
            )
            if true.status_code != none.status_code or not same:
                differ.append((method, door.name, true.status_code, none.status_code))
    assert differ == []
    assert asked > 30


@pytest.mark.parametrize("words", ["PN"])
def test_no_list_search_or_filter_finds_it(case: Case, colleague: Client, words: str) -> None:
    for door in DESK_DOORS:
        if "<" in door.route or door.name in ("desk:sign-out", "account_logout"):
            continue
        answer = colleague.get(
            door.route, {"q": case.reference, "whose": "all", "country": words, "search": words}
        )
        said = b"" if answer.streaming else answer.content
        found = said.replace(
            f"{case.reference}".encode(), b"", said.count(b"value=")
        )  # a field shows what was typed
        assert case.shown.encode() not in found, door.name


def test_no_count_changes(case: Case, amina: User, bruno: User, colleague: Client) -> None:
    before = case_reading.mark(bruno, now=timezone.now())
    bell = colleague.get("/desk/cases/bell/").json()
    for _more in range(5):
        casing.empty(amina, urgency="U0")
    assert case_reading.mark(bruno, now=timezone.now()) == before
    assert colleague.get("/desk/cases/bell/").json() == bell


def test_no_export_of_somebody_elses_referral(
    case: Case, amina: User, greta: User, farah: User, colleague: Client, signed_in: Callable[..., Client]
) -> None:
    desk = referring.a_desk(farah, greta)
    sent = referring.refer(amina, referring.a_case(amina), desk)
    stranger = signed_in(make_person("stranger", Role.PARTNER, team="Another house"))
    for client in (colleague, stranger):
        for address in (
            f"/desk/inbox/{sent.reference}/", f"/desk/inbox/{sent.reference}/export/",
            f"/desk/cases/{sent.case.reference}/refer/", f"/desk/referrals/{sent.pk}/export/",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404, 405), address


def test_it_costs_the_same_to_ask_for_one_that_is_there_and_one_that_is_not(
    case: Case, colleague: Client
) -> None:
    """The same questions to the database, and about as much time: a clock tells neither from the other."""
    asked: dict[str, list[str]] = {}
    took: dict[str, list[float]] = {case.reference: [], NOBODYS: []}
    for reference in (case.reference, NOBODYS):
        with CaptureQueriesContext(connection) as queries:
            colleague.get(f"/desk/cases/{reference}/")
        asked[reference] = [
            query["sql"].replace(reference, "?") for query in queries if "referral_case" in query["sql"]
        ]
    for _again in range(7):
        for reference, times in took.items():
            began = time.perf_counter()
            colleague.get(f"/desk/cases/{reference}/")
            times.append(time.perf_counter() - began)
    assert len(asked[case.reference]) == len(asked[NOBODYS])
    there, nowhere = (statistics.median(times) for times in took.values())
    assert 1 / 3 < there / nowhere < 3


def test_breaking_the_glass_is_on_record_before_anything_is_shown(case: Case, bruno: User) -> None:
    casing.trained(bruno)
    with pytest.raises(case_access.NoSuchCase):
        case_reading.opened(person=bruno, reference=case.reference, now=timezone.now())
    with pytest.raises(case_glass.NoReason):
        case_glass.break_glass(person=bruno, reference=case.reference, reason="", now=timezone.now())
    case_glass.break_glass(person=bruno, reference=case.reference, reason="danger", now=timezone.now())
    assert AuditEntry.objects.filter(act="case.glass-broken", actor_id=bruno.pk).count() == 1
    later = timezone.now() + dt.timedelta(hours=5)
    assert not case_access.has_reason(bruno, case, now=later)
