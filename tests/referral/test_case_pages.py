"""The pages of cases, as somebody at the desk opens and presses them; without script."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from referral import alarm, case_reading
from referral.models.case import Case, Contact, Duty, Note, RemovalRequest
from referral.models.figure import Counter
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignedIn = Callable[..., Client]
NOW = timezone.now


@pytest.fixture
def desk(amina: User, signed_in: SignedIn) -> Client:
    casing.trained(amina)
    return signed_in(amina)


def html(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def at(case: Case, what: str = "") -> str:
    return f"/desk/cases/{case.reference}/{what}"


def test_a_case_is_taken_worked_on_and_closed_by_its_pages(desk: Client, amina: User) -> None:
    case = casing.from_code(amina)
    assert case.shown in html(desk.get("/desk/cases/"))
    assert "Take it" in html(desk.get(at(case)))
    desk.post(at(case, "take/"))
    assert desk.post(at(case, "note/"), {"text": "asked for a quiet hour"}).status_code == 302
    page = html(desk.get(at(case)))
    assert "asked for a quiet hour" in page
    assert page.index("Danger") < page.index("Who may be listening") < page.index("At this hour")
    assert desk.get(at(case, "match/")).status_code == 200
    desk.post(at(case, "close/"), {"reason": "need-met"})
    case.refresh_from_db()
    assert case.state == "closed"
    desk.post(at(case, "reopen/"))
    case.refresh_from_db()
    assert (case.state, case.taken_by) == ("open", amina)


def test_a_note_that_names_somebody_comes_back_with_a_warning_and_is_kept_only_on_a_word(
    desk: Client, amina: User
) -> None:
    case = casing.from_call(amina)
    answer = desk.post(at(case, "note/"), {"text": "call 07700 900123"})
    assert answer.status_code == 422
    assert "call 07700 900123" in html(answer)
    assert "a number" in html(answer)
    assert not Note.objects.exists()
    desk.post(at(case, "note/"), {"text": "call 07700 900123", "all_the_same": "on"})
    assert Note.objects.count() == 1


def test_urgency_goes_up_by_a_press_and_down_with_a_reason(desk: Client, amina: User) -> None:
    case = casing.empty(amina, "U2")
    desk.post(at(case, "raise/"), {"urgency": "U1"})
    desk.post(at(case, "lower/"), {"urgency": "U3"})
    case.refresh_from_db()
    assert case.urgency == "U1"
    desk.post(at(case, "lower/"), {"urgency": "U3", "reason": "safe-now"})
    case.refresh_from_db()
    assert case.urgency == "U3"


def test_a_case_is_passed_to_a_colleague_and_put_back(desk: Client, amina: User) -> None:
    anna = make_person("anna", Role.HELPLINE, team="Day")
    casing.trained(anna)
    case = casing.from_call(amina)
    desk.post(at(case, "release/"))
    desk.post(at(case, "pass/"), {"to": f"person:{anna.pk}"})
    case.refresh_from_db()
    assert case.taken_by == anna
    assert "Why do you open it?" in html(desk.get(at(case)))


def test_a_call_is_walked_in_professional_words_and_becomes_a_case(desk: Client, amina: User) -> None:
    page = html(desk.get("/desk/cases/new/call/"))
    assert "p00.entry:picture" in page
    walked = {"edition": "", "asked": "p00.entry", "now": "p00.entry:picture"}
    page = html(desk.post("/desk/cases/new/call/", walked))
    assert 'name="a" value="p00.entry:picture"' in page
    assert "In danger" in page or "danger:no" in page
    given = {"a": ["p00.entry:picture"], "asked": "danger", "now": "danger:no", "act": ""}
    assert 'value="danger:no"' in html(desk.post("/desk/cases/new/call/", given))
    start = {"a": ["p00.entry:picture", "danger:no"], "act": "start", "country": "PN", "language": "fr"}
    answer = desk.post("/desk/cases/new/call/", start)
    case = Case.objects.get()
    assert answer.headers["Location"] == at(case)
    found = case_reading.opened(person=amina, reference=case.reference, now=NOW())
    assert (found.facts.country, found.facts.language, case.taken_by) == ("PN", "fr", amina)
    assert found.told is not None
    assert found.told.answers == {"p00.entry": ("picture",), "danger": ("no",)}


def test_an_answer_that_is_none_asks_again(desk: Client) -> None:
    answer = desk.post("/desk/cases/new/call/", {"asked": "p00.entry"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_an_empty_case_begins_with_facts_from_lists(desk: Client, amina: User) -> None:
    assert desk.get("/desk/cases/new/empty/").status_code == 200
    said = {"urgency": "U0", "needs": ["SAFETY"], "country": "KE", "language": "en", "age_band": "16-17"}
    desk.post("/desk/cases/new/empty/", said)
    case = Case.objects.get()
    found = case_reading.opened(person=amina, reference=case.reference, now=NOW())
    assert (case.urgency, found.facts.needs, found.facts.minor) == ("U0", {"SAFETY": 2}, True)
    desk.post(at(case, "facts/"), {"needs": ["LEGAL"], "country": "KE"})
    found = case_reading.opened(person=amina, reference=case.reference, now=NOW())
    assert found.facts.needs == {"LEGAL": 2}


def test_nobody_begins_before_their_training_is_confirmed(amina: User, signed_in: SignedIn) -> None:
    client = signed_in(amina)
    start = {"a": ["p00.entry:picture"], "act": "start", "country": "GB", "language": "en"}
    assert client.post("/desk/cases/new/call/", start).status_code == 422
    assert not Case.objects.exists()
    late = (NOW() + dt.timedelta(days=1)).date()
    assert client.post("/desk/cases/training/", {"on": late.isoformat()}).status_code == 422
    assert client.post("/desk/cases/training/", {"on": NOW().date().isoformat()}).status_code == 302
    assert client.post("/desk/cases/new/call/", start).status_code == 302


def test_filters_stay_in_the_session(desk: Client, amina: User) -> None:
    for country in ("KE", "PN"):
        casing.empty(amina, country=country)
    assert html(desk.get("/desk/cases/?whose=mine&country=PN")).count("queue__one ") == 1
    assert html(desk.get("/desk/cases/")).count("queue__one ") == 1
    assert html(desk.get("/desk/cases/?country=")).count("queue__one ") == 2


def test_an_open_queue_is_told_only_of_a_change_and_keeps_no_session_open(desk: Client, amina: User) -> None:
    casing.from_code(amina)
    mark = desk.get("/desk/cases/").context["mark"]
    before = AuditEntry.objects.count()
    quiet = desk.get("/desk/cases/live/", {"mark": mark})
    assert (quiet.status_code, AuditEntry.objects.count(), quiet.cookies.get("sessionid")) == (
        204, before, None,
    )  # fmt: skip
    casing.from_code(amina)
    assert html(desk.get("/desk/cases/live/", {"mark": mark})).count("queue__one ") == 2


def test_what_is_overdue_says_so_in_words_and_by_a_sign(desk: Client, amina: User) -> None:
    case = casing.from_code(amina)
    Case.objects.filter(pk=case.pk).update(due_at=NOW() - dt.timedelta(hours=3))
    page = html(desk.get("/desk/cases/"))
    assert "overdue by 3 hours" in page
    assert "▲" in page


def test_contact_details_need_a_yes_and_a_last_day_and_are_shown_on_a_press(
    desk: Client, amina: User
) -> None:
    case, until = casing.from_call(amina), (NOW() + dt.timedelta(days=7)).date().isoformat()
    said = {"way": "sms", "value": "07700 900456", "until": until}
    assert "own yes" in html(desk.post(at(case, "contact/"), said))
    assert not Contact.objects.exists()
    desk.post(at(case, "contact/"), {**said, "agreed": "on"})
    assert "07700" not in html(desk.get(at(case, "contact/"))) + html(desk.get(at(case)))
    assert "07700 900456" in html(desk.post(at(case, "contact/show/")))
    assert AuditEntry.objects.filter(act="case.contact-seen", subject_id=case.reference).count() == 1
    desk.post(at(case, "contact/remove/"))
    assert not Contact.objects.exists()


def test_an_adults_address_is_passed_on_and_its_answer_followed(desk: Client, amina: User) -> None:
    case = casing.empty(amina, age_band="25-over")
    said = {"address": "https://pictures.example/a/1", "platform": "P", "service": "S", "all_adults": "on"}
    desk.post(at(case, "removal/"), said)
    row = RemovalRequest.objects.get()
    assert "https://pictures.example/a/1" in html(desk.get(at(case, "removal/")))
    desk.post(at(case, f"removal/{row.pk}/"), {"state": "removed"})
    row.refresh_from_db()
    assert row.state == "removed"


def test_for_an_adults_picture_no_service_for_childrens_is_named_and_for_a_childs_it_is(
    desk: Client, amina: User
) -> None:
    adult, child = casing.empty(amina, age_band="25-over"), casing.empty(amina, age_band="16-17")
    assert "Take It Down" not in html(desk.get(at(adult, "removal/")))
    assert "StopNCII" in html(desk.get(at(adult, "removal/")))
    assert "Internet Watch Foundation" in html(desk.get(at(child, "removal/")))
    assert "StopNCII" not in html(desk.get(at(child, "removal/")))


@pytest.mark.parametrize(
    ("band", "word"), [("16-17", "on"), ("", "on"), ("25-over", "")], ids=["young", "unknown", "no word"]
)
def test_where_a_child_may_be_shown_the_hotline_is_named_and_nothing_is_kept(
    desk: Client, amina: User, band: str, word: str
) -> None:
    case = casing.empty(amina, age_band=band)
    said = {"address": "https://pictures.example/a/1", "platform": "P", "service": "S", "all_adults": word}
    page = html(desk.post(at(case, "removal/"), said))
    assert "Give the address to a hotline" in page
    assert "pictures.example" not in page
    assert "leaves the desk" in page
    assert not RemovalRequest.objects.exists()
    assert "pictures.example" not in " ".join(str(row) for row in AuditEntry.objects.values())


def test_a_new_u0_writes_to_those_on_duty_without_a_word_of_it(desk: Client, amina: User) -> None:
    desk.post("/desk/cases/duty/", {"hours": "8", "sound": "on"})
    case = casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    alarm.call(case.pk)
    alarm.call(case.pk)
    assert [letter.to for letter in mail.outbox] == [[amina.email]]
    assert case.shown not in mail.outbox[0].body + mail.outbox[0].subject
    told = desk.get("/desk/cases/bell/").json()
    assert told == {"now": 1, "overdue": 0, "rings": True, "sound": True, "duty": True}
    desk.post("/desk/cases/duty/", {"hours": "8"})
    assert desk.get("/desk/cases/bell/").json()["sound"] is False
    desk.post("/desk/cases/duty/", {"hours": "end"})
    assert Duty.objects.get().until is None


def test_who_practises_sees_invented_cases_alone_and_they_are_in_no_figure(desk: Client, amina: User) -> None:
    true = casing.from_code(amina)
    counted = Counter.objects.count()
    desk.post("/desk/cases/practice/", {"practise": "yes"})
    page = html(desk.get("/desk/cases/"))
    assert true.shown not in page
    assert page.count("queue__one ") == 3
    case = Case.objects.filter(practice=True).first()
    assert case is not None
    desk.post(at(case, "take/"))
    assert "An invented case" in html(desk.get(at(case)))
    desk.post(at(case, "close/"), {"reason": "need-met"})
    assert Counter.objects.count() == counted
    desk.post("/desk/cases/practice/", {"practise": "no"})
    assert true.shown in html(desk.get("/desk/cases/"))


def test_the_next_case_is_the_first_of_the_queue_and_then_the_one_behind_it(
    desk: Client, amina: User
) -> None:
    first, second = casing.from_code(amina), casing.from_code(amina)
    assert desk.get("/desk/cases/next/").headers["Location"] == at(first)
    after = desk.get("/desk/cases/next/", {"after": first.reference})
    assert after.headers["Location"] == at(second)


def test_the_list_of_keys_names_those_of_cases(desk: Client) -> None:
    page = html(desk.get("/desk/keys/"))
    assert "Walk the questions with a caller" in page
    assert "Close this case" in page
