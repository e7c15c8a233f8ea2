"""Referring from the page of a case: the person's word item by item, following, ending; and who may not."""

from collections.abc import Callable

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models.service import Service
from referral import matching_staff, partnering, referrals_shown, sending
from referral.consent import Item
from referral.models.case import Case
from referral.models.referral import Referral, ToldNumber
from referral.referral_states import State
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.referral.referring import CANARY, CHILD, FACTS, a_case, a_desk, now, refer, trained

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SAID = {"act": "send", "need": "SAFETY", "items": ["country"], "agreed": ["person"], "days": "30"}


@pytest.fixture
def case(amina: User) -> Case:
    return a_case(amina)


@pytest.fixture
def service(farah: User, greta: User) -> Service:
    return a_desk(farah, greta)


@pytest.fixture
def worker(amina: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(amina)


def post(client: Client, case: Case, listed: Service, **said: object) -> HttpResponse:
    address = reverse("referring:choose", args=[case.reference])
    return client.post(address, {"need": "SAFETY", "service": listed.pk, **said})


def act(client: Client, row: Referral, what: str, **said: object) -> str:
    """Press a button of a referral on its case and return the page that comes."""
    address = reverse("referring:act", args=[row.case.reference, row.pk, what])
    answer = client.post(address, said, follow=True)
    row.refresh_from_db()
    return answer.content.decode()


def test_nothing_is_ticked_beforehand_and_each_item_is_read_out(
    worker: Client, case: Case, service: Service
) -> None:
    text = post(worker, case, service, act="consent").content.decode()
    assert "Kenya" in text
    assert "25 or over" in text
    ticked = [
        line for line in text.split("<input") if 'name="items"' in line and "checked" in line.split(">")[0]
    ]
    assert ticked == []
    assert not Referral.objects.exists()


def test_what_was_ticked_is_sent_and_the_case_says_so(worker: Client, case: Case, service: Service) -> None:
    answer = post(worker, case, service, **SAID)
    assert answer.headers["Location"].startswith(reverse("cases:one", args=[case.reference]))
    page = worker.get(answer.headers["Location"]).content.decode()
    row = Referral.objects.get()
    assert (row.state, row.shown in page, service.name in page) == (State.SENT, True, True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"agreed": []}, "own word nothing is shared"),
        ({"days": "365"}, "Nothing was sent yet"),
        ({"items": ["passport"]}, "Nothing was sent yet"),
        ({"words": "some words"}, "Tick that these words are shared"),
        ({"words": "Call Maria Okafor, +254 700 123456", "items": ["words"]}, "as if it named somebody"),
    ],
)
def test_a_consent_that_is_not_whole_sends_nothing_and_says_why(
    wrong: dict[str, object], says: str, worker: Client, case: Case, service: Service
) -> None:
    answer = post(worker, case, service, **{**SAID, **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Referral.objects.exists()


def test_words_that_look_like_a_name_go_when_they_were_read_again(
    worker: Client, case: Case, service: Service
) -> None:
    said = {**SAID, "words": "Ask for Maria Okafor", "items": ["words"], "sure": "on"}
    assert post(worker, case, service, **said).status_code == 302
    assert Referral.objects.count() == 1


def test_giving_a_number_is_kept_and_sends_nothing(worker: Client, case: Case, service: Service) -> None:
    post(worker, case, service, act="tell")
    assert (ToldNumber.objects.count(), Referral.objects.count()) == (1, 0)
    assert service.name in worker.get(reverse("cases:one", args=[case.reference])).content.decode()


@pytest.mark.parametrize("wrong", [{"service": "no-uuid"}, {"need": "LEGAL"}, {"service": "0" * 32}])
def test_a_service_or_a_need_that_the_case_has_not_is_no_page(
    wrong: dict[str, str], worker: Client, case: Case, service: Service
) -> None:
    assert post(worker, case, service, **{"act": "consent", **wrong}).status_code == 404


def test_without_a_choice_it_leads_to_who_can_help(worker: Client, case: Case) -> None:
    answer = worker.get(reverse("referring:choose", args=[case.reference]))
    assert answer.headers["Location"] == reverse("cases:match", args=[case.reference])


@pytest.mark.promise("S7")
def test_the_person_stops_it_from_the_page_and_the_page_is_honest(
    amina: User, farah: User, worker: Client, case: Case, service: Service
) -> None:
    row = refer(amina, case, service, Item.COUNTRY)
    partnering.read(person=farah, reference=row.reference, now=now())
    page = worker.get(reverse("cases:one", args=[case.reference])).content.decode()
    assert "What they have seen, they have seen" in page
    text = act(worker, row, "withdraw")
    assert row.state == State.WITHDRAWN
    assert "can read nothing of it any more" in text


@pytest.mark.parametrize(
    ("what", "said", "state"),
    [
        ("revoke", {"reason": "wrong-service"}, State.REVOKED),
        ("revoke", {"reason": "partner-ended-it"}, State.SENT),
        ("not-reached", {}, State.UNREACHABLE),
        ("followed", {}, State.SENT),
        ("again", {}, State.SENT),
    ],
)
def test_each_button_does_what_it_says(
    what: str, said: dict[str, str], state: State, amina: User, worker: Client, case: Case, service: Service
) -> None:
    row = refer(amina, case, service)
    act(worker, row, what, **said)
    assert row.state == state
    if what in ("followed", "again"):
        assert (row.follow_up_on is None) == (what == "followed")


def test_a_declined_one_offers_the_next_service(
    amina: User, farah: User, greta: User, worker: Client, case: Case
) -> None:
    ranked = matching_staff.for_case(FACTS, None, now=now()).by_need[0].services
    first, second = (Service.objects.get(pk=one.service_pk) for one in ranked[:2])
    row = refer(amina, case, a_desk(farah, greta, service=first))
    partnering.read(person=farah, reference=row.reference, now=now())
    partnering.decline(person=farah, reference=row.reference, reason="full", now=now())
    page = worker.get(reverse("cases:one", args=[case.reference])).content.decode()
    assert "Next:" in page
    assert second.name.replace("&", "&amp;") in page.partition("Next:")[2][:200]


def test_what_is_asked_for_is_given_with_the_persons_word(
    amina: User, farah: User, worker: Client, case: Case, service: Service
) -> None:
    row = refer(amina, case, service)
    partnering.read(person=farah, reference=row.reference, now=now())
    partnering.ask(person=farah, reference=row.reference, items=[Item.COUNTRY, Item.WORDS], now=now())
    page = worker.get(reverse("cases:one", args=[case.reference])).content.decode()
    assert "They ask for more" in page
    act(worker, row, "answer", items=["words"], agreed=["person"], words="Call Maria Okafor, +254 700 123456")
    assert row.state == State.ASKED
    act(worker, row, "answer", items=["country", "words"], agreed=["person"], words=CANARY)
    assert row.state == State.SENT
    _row, told = partnering.read(person=farah, reference=row.reference, now=now())
    assert told is not None
    assert told.items == {"country": "KE", "words": CANARY}


def test_the_referrals_of_a_case_are_opened_with_one_question_for_its_key(
    amina: User, farah: User, case: Case, service: Service, greta: User
) -> None:
    for listed in (service, a_desk(farah, greta, nth=1)):
        row = refer(amina, case, listed, Item.COUNTRY)
        partnering.read(person=farah, reference=row.reference, now=now())
        partnering.accept(person=farah, reference=row.reference, now=now())
    with CaptureQueriesContext(connections["keys"]) as asked:
        assert [len(row.steps) for row in referrals_shown.of_case(case, amina).rows] == [3, 3]
    assert len(asked) == 1


def test_a_childs_is_checked_by_a_supervisor_from_the_page(
    amina: User, chidi: User, worker: Client, service: Service, signed_in: Callable[..., Client]
) -> None:
    case = a_case(amina, facts=CHILD)
    page = post(worker, case, service, act="consent", need="CHILD_PROTECTION").content.decode()
    assert "This is a child" in page
    assert "until specialists" in page
    post(worker, case, service, **{**SAID, "need": "CHILD_PROTECTION"})
    row = Referral.objects.get()
    assert row.state == State.DRAFTED
    address = reverse("referring:check", args=[case.reference, row.pk])
    assert worker.post(address).status_code == 403
    trained(chidi)
    supervisor = signed_in(chidi)
    assert (
        "I have checked the consent"
        in supervisor.get(reverse("cases:one", args=[case.reference])).content.decode()
    )
    supervisor.post(address)
    row.refresh_from_db()
    assert (row.state, row.checked_by) == (State.SENT, chidi)


def test_letter_and_file_leave_while_the_consent_holds(
    amina: User, worker: Client, case: Case, service: Service
) -> None:
    row = refer(amina, case, service, Item.WORDS, words=CANARY)
    at = [case.reference, row.pk]
    assert CANARY in worker.get(reverse("referring:letter", args=at)).content.decode()
    assert CANARY in worker.post(reverse("referring:export", args=at)).content.decode()
    last = AuditEntry.objects.order_by("-number").values_list("act", flat=True)[:2]
    assert list(last) == [Act.REFERRAL_EXPORTED, Act.REFERRAL_PRINTED]
    sending.withdraw_consent(person=amina, reference=case.reference, referral=row, now=now())
    assert worker.get(reverse("referring:letter", args=at)).status_code == 404


# --- who may not ---


def doors(row: Referral) -> list[tuple[str, str]]:
    at = [row.case.reference, row.pk]
    return [
        ("post", reverse("referring:choose", args=at[:1])),
        ("get", reverse("referring:letter", args=at)),
        ("post", reverse("referring:export", args=at)),
        ("post", reverse("referring:act", args=[*at, "withdraw"])),
        ("post", reverse("referring:check", args=at)),
    ]


def test_a_worker_of_another_team_finds_nothing(
    amina: User, bruno: User, case: Case, service: Service, signed_in: Callable[..., Client]
) -> None:
    row = refer(amina, case, service)
    trained(bruno)
    client = signed_in(bruno)
    said = {"act": "consent", "service": str(service.pk), "need": "SAFETY"}
    for method, address in doors(row):
        answer = getattr(client, method)(address, said if method == "post" else {})
        assert answer.status_code == (403 if "check" in address else 404), address
    row.refresh_from_db()
    assert row.state == State.SENT


def test_a_referral_of_one_case_is_not_moved_through_another(
    amina: User, worker: Client, case: Case, service: Service
) -> None:
    row, other = refer(amina, case, service), a_case(amina)
    for name, more in (("referring:act", ["withdraw"]), ("referring:export", [])):
        worker.post(reverse(name, args=[other.reference, row.pk, *more]))
    row.refresh_from_db()
    assert row.state == State.SENT
    assert not AuditEntry.objects.filter(act=Act.REFERRAL_EXPORTED).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HELPLINE, Role.SUPERVISOR)])
def test_no_other_role_refers(
    role: Role, cast: dict[Role, User], amina: User, case: Case, service: Service,
    signed_in: Callable[..., Client],
) -> None:  # fmt: skip
    row, client = refer(amina, case, service), signed_in(cast[role])
    User.objects.filter(pk=cast[role].pk).update(team=amina.team)
    for method, address in doors(row):
        assert getattr(client, method)(address).status_code == 403, address
    row.refresh_from_db()
    assert row.state == State.SENT
