"""The pages of a partner's inbox: what stands on them, what each button does, and who finds nothing there."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from directory import capacity
from directory.models.service import Service
from referral import desk_inbox, referrals_shown, sending
from referral.consent import Item
from referral.models.case import Case
from referral.models.referral import Referral
from referral.referral_states import State
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person
from tests.referral.referring import CANARY, a_case, a_desk, now, refer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def case(amina: User) -> Case:
    return a_case(amina)


@pytest.fixture
def service(farah: User, greta: User) -> Service:
    return a_desk(farah, greta)


@pytest.fixture
def sent(amina: User, case: Case, service: Service) -> Referral:
    return refer(amina, case, service, Item.COUNTRY, Item.WORDS, words=CANARY)


@pytest.fixture
def partner(farah: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(farah)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, row: Referral, what: str, **said: object) -> str:
    """Press a button of a referral and return the page that comes."""
    address = reverse("inbox:act", args=[row.reference, what])
    answer = client.post(address, said, follow=True)
    row.refresh_from_db()
    return answer.content.decode()


def last_acts(count: int) -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))[-count:]


def test_the_list_names_references_and_tells_nothing_that_was_shared(partner: Client, sent: Referral) -> None:
    text = page(partner, "inbox:every")
    assert sent.shown in text
    assert CANARY not in text
    assert "Kenya" not in text
    assert last_acts(1) == [Act.REFERRAL_LISTED]


def test_one_shows_what_was_agreed_to_and_each_look_is_on_record(
    partner: Client, sent: Referral, case: Case
) -> None:
    text = page(partner, "inbox:one", sent.reference)
    assert CANARY in text
    assert "Kenya" in text
    assert "25 or over" not in text  # it was not agreed to
    assert case.reference not in text
    assert case.shown not in text
    page(partner, "inbox:one", sent.shown)
    assert last_acts(2) == [Act.REFERRAL_SEEN, Act.REFERRAL_READ]


def test_accepted_begun_and_completed_from_the_page(partner: Client, sent: Referral) -> None:
    page(partner, "inbox:one", sent.reference)
    assert "Accepted" in press(partner, sent, "accept")
    press(partner, sent, "start")
    text = press(partner, sent, "complete", reason="need-met")
    assert sent.state == State.COMPLETED
    assert CANARY not in text
    assert "is over" in text


@pytest.mark.parametrize(
    ("what", "said", "state"),
    [
        ("waitlist", {"wait_days": "30"}, State.WAITLISTED),
        ("decline", {"reason": "full"}, State.DECLINED),
        ("ask", {"items": ["age-band"]}, State.ASKED),
        ("waitlist", {}, State.SEEN),
        ("waitlist", {"wait_days": "soon"}, State.SEEN),
        ("decline", {"reason": "their passport"}, State.SEEN),
        ("ask", {"items": ["name"]}, State.SEEN),
        ("complete", {"reason": "need-met"}, State.SEEN),
        ("start", {}, State.SEEN),
    ],
)
def test_each_button_makes_its_move_or_changes_nothing(
    what: str, said: dict[str, object], state: State, partner: Client, sent: Referral
) -> None:
    page(partner, "inbox:one", sent.reference)
    press(partner, sent, what, **said)
    assert sent.state == state


def test_a_button_that_there_is_not_is_no_page(partner: Client, sent: Referral) -> None:
    assert partner.post(reverse("inbox:act", args=[sent.reference, "revoke"])).status_code == 404


@pytest.mark.promise("S7")
def test_what_the_person_stopped_closes_here_at_once_and_says_so(
    amina: User, case: Case, partner: Client, sent: Referral
) -> None:
    assert CANARY in page(partner, "inbox:one", sent.reference)
    sending.withdraw_consent(person=amina, reference=case.reference, referral=sent, now=now())
    text = page(partner, "inbox:one", sent.reference)
    assert CANARY not in text
    assert "The person has stopped this" in text
    assert press(partner, sent, "accept")
    assert sent.state == State.WITHDRAWN
    for name, method in (("inbox:letter", partner.get), ("inbox:export", partner.post)):
        assert method(reverse(name, args=[sent.reference])).status_code == 404


def test_what_nobody_answered_has_gone_back_before_the_list_is_read(partner: Client, sent: Referral) -> None:
    Referral.objects.update(answer_by=now() - dt.timedelta(minutes=1))
    text = page(partner, "inbox:every")
    assert "Nothing waits for your answer" in text
    sent.refresh_from_db()
    assert sent.state == State.EXPIRED


def test_what_was_sent_again_waits_for_an_answer_on_the_page_of_today_too(
    amina: User, farah: User, partner: Client, case: Case, sent: Referral
) -> None:
    page(partner, "inbox:one", sent.reference)
    press(partner, sent, "ask", items=["language"])
    assert [row.label for row in desk_inbox.panel(farah).rows] == ["Under way"]
    sending.answer(person=amina, reference=case.reference, referral=sent, items=["language"],
                   agreed=["person"], now=now())  # fmt: skip
    assert [row.label for row in desk_inbox.panel(farah).rows] == [
        "Waiting for your answer", "Of these: needed today",
    ]  # fmt: skip
    (row,) = referrals_shown.of_case(case, amina).rows
    assert row.answer_by is not None


def test_after_the_last_day_nothing_can_be_read(partner: Client, sent: Referral) -> None:
    page(partner, "inbox:one", sent.reference)
    Referral.objects.update(until=now().date() - dt.timedelta(days=1))
    assert CANARY not in page(partner, "inbox:one", sent.reference)


# --- room, in two presses from anywhere: the inbox, and a button of it ---


def test_room_is_said_with_one_press_of_the_inbox(partner: Client, service: Service) -> None:
    assert 'value="waitlist:14"' in page(partner, "inbox:every")
    partner.post(reverse("inbox:room", args=[service.pk]), {"said": "waitlist:14"})
    told = capacity.told([service.pk], today=now().date())[service.pk]
    assert (told.status, told.wait_days, told.places) == ("waitlist", 14, None)
    assert last_acts(1) == [Act.CAPACITY_REPORTED]


def test_room_is_said_in_numbers(partner: Client, service: Service) -> None:
    said = {"status": "accepting", "wait_days": "2", "places": "5"}
    partner.post(reverse("inbox:room", args=[service.pk]), said)
    told = capacity.told([service.pk], today=now().date())[service.pk]
    assert (told.status, told.wait_days, told.places) == ("accepting", 2, 5)


@pytest.mark.parametrize(
    "said", [{}, {"said": "lots:1"}, {"said": "waitlist:soon"}, {"status": "accepting", "wait_days": "-1"}]
)
def test_room_that_no_form_offers_is_refused_with_words(
    said: dict[str, str], partner: Client, service: Service
) -> None:
    answer = partner.post(reverse("inbox:room", args=[service.pk]), said, follow=True)
    assert "Choose how much room there is" in answer.content.decode()
    assert capacity.told([service.pk], today=now().date()) == {}


# --- out of the house ---


def test_letter_and_file_hold_what_was_agreed_to_and_are_on_record(partner: Client, sent: Referral) -> None:
    letter = page(partner, "inbox:letter", sent.reference)
    assert CANARY in letter
    assert "25 or over" not in letter
    answer = partner.post(reverse("inbox:export", args=[sent.reference]))
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert sent.shown.lower() in answer.headers["Content-Disposition"]
    assert CANARY in json.dumps(json.loads(answer.content))
    assert last_acts(2) == [Act.REFERRAL_PRINTED, Act.REFERRAL_EXPORTED]


# --- who may not ---


def doors(row: Referral, service: Service) -> list[tuple[str, str, int]]:
    """Return each address with the method it takes and what another partner's team is answered."""
    return [
        ("get", reverse("inbox:one", args=[row.reference]), 404),
        ("get", reverse("inbox:letter", args=[row.reference]), 404),
        ("post", reverse("inbox:export", args=[row.reference]), 404),
        ("post", reverse("inbox:act", args=[row.reference, "accept"]), 404),
        ("post", reverse("inbox:room", args=[service.pk]) + "?", 302),
    ]


def test_another_partner_finds_nothing_of_it(
    sent: Referral, service: Service, signed_in: Callable[..., Client]
) -> None:
    for other in (
        make_person("paula", Role.PARTNER, team="Other house"),
        make_person("quentin", Role.PARTNER),
    ):
        client = signed_in(other)
        assert sent.shown not in page(client, "inbox:every")
        for method, address, status in doors(sent, service):
            answer = getattr(client, method)(address, {"said": "closed:"} if method == "post" else {})
            assert answer.status_code == status, address
    sent.refresh_from_db()
    assert sent.state == State.SENT
    assert capacity.told([service.pk], today=now().date()) == {}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNER])
def test_no_other_role_opens_the_inbox(
    role: Role, cast: dict[Role, User], sent: Referral, service: Service, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(cast[role])
    assert client.get(reverse("inbox:every")).status_code == 403
    for method, address, _status in doors(sent, service):
        assert getattr(client, method)(address).status_code == 403, address
    sent.refresh_from_db()
    assert sent.state == State.SENT
