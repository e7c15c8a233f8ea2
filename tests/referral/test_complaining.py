"""Complaints without a name: counted by kind and day, raised where it helps, seen by supervisors alone."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from directory import due, feedback, published
from directory.models.feedback import Feedback
from directory.models.service import Service
from directory.states import State
from referral import complaining, complaint_page, complaint_words
from referral.framing import NOT_KEPT
from referral.models.complaint import Complaint
from safety import retention
from safety.buckets import Buckets
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.referral.test_pages import FORM, PLAN, post

pytestmark = pytest.mark.django_db
FIND = [("go", "find"), ("find", "1"), ("country", "GB")]
SITE = [("go", "complain"), ("about", "site"), ("send", "1")]
TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(complaint_page, "buckets", Buckets(each=0, everybody=0))
    published.forget()
    yield
    published.forget()


@pytest.fixture
def listing(client: Client) -> str:
    """Return the id of a listing that the page of a search shows."""
    return post(client, FIND).content.decode().split('data-service="')[1].split('"')[0]


def about(listing: str, *wrong: str) -> list[tuple[str, str]]:
    return [("go", "complain"), ("about", listing), ("send", "1"), *(("wrong", one) for one in wrong)]


def counted() -> list[tuple[str | None, str]]:
    return sorted(Complaint.objects.values_list("service__seed_id", "wrong"), key=str)


# --- the page ---


@pytest.mark.parametrize("go", ["walk", "find", "emergency"])
def test_every_listing_leads_to_its_own_page_of_complaint(client: Client, go: str) -> None:
    page = post(client, [*PLAN, ("go", go), ("find", "1")]).content.decode()
    one = page.split('data-service="')[1].split('"')[0]
    asked = post(client, [*PLAN, ("go", go), ("find", "1"), ("said", one)]).content.decode()
    assert asked.count(f'name="complain" value="{one}"') == asked.count('name="complain"') == 1
    opened = post(client, [*PLAN, ("go", go), ("find", "1"), ("complain", one)]).content.decode()
    assert f'name="about" value="{one}"' in opened
    assert published.current().listings[one].name in opened.replace("&#39;", "'").replace("&amp;", "&")
    assert counted() == []


def test_the_page_takes_ticks_alone(client: Client, listing: str) -> None:
    for sent in ([("complain", listing)], [("complain", "site")]):
        page = post(client, sent).content.decode().replace(NOT_KEPT, "")  # disabled, hidden, never sent
        assert "<textarea" not in page
        assert set(
            part.split('"')[0] for part in page.split("<main>")[1].split("</main>")[0].split(' type="')[1:]
        ) <= {"hidden", "checkbox"}
        assert page.count('type="checkbox"') == (7 if sent[0][1] == listing else 5)


def test_it_is_reached_from_every_page(client: Client) -> None:
    for go in ("home", "walk", "find", "about", "child-rights"):
        assert 'name="go" value="complain"' in post(client, [("go", go)]).content.decode()


@pytest.mark.parametrize("kind", list(complaining.ABOUT_A_SERVICE))
def test_a_complaint_about_a_service_is_counted_and_raises_its_listing(
    client: Client, listing: str, kind: str
) -> None:
    page = post(client, about(listing, kind)).content.decode()
    assert "Thank you for telling us" in page
    assert counted() == [(listing, kind)]
    service = Service.objects.get(seed_id=listing)
    assert feedback.waiting([service.pk])[service.pk] == {complaining.RAISED_AS[kind]: 1}
    assert service.pk in {row.id for row in due.ranked(today=TODAY)}


@pytest.mark.parametrize("kind", list(complaining.ABOUT_THE_SITE))
def test_a_complaint_about_the_site_is_counted_and_raises_no_listing(client: Client, kind: str) -> None:
    assert "Thank you for telling us" in post(client, [*SITE, ("wrong", kind)]).content.decode()
    assert counted() == [(None, kind)]
    assert not Feedback.objects.exists()


def test_several_kinds_are_each_counted_and_raise_the_listing_once(client: Client, listing: str) -> None:
    post(client, about(listing, "not-safe", "broke-trust", "broke-trust"))
    assert counted() == [(listing, "broke-trust"), (listing, "not-safe")]
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("wrong", [[], ["refused"], ["nonsense"]])
def test_nothing_that_fits_is_asked_for_again(client: Client, wrong: list[str]) -> None:
    page = post(client, [*SITE, *(("wrong", one) for one in wrong)]).content.decode()
    assert "Nothing is ticked yet" in page
    assert counted() == []


def test_the_thanks_promise_no_answer_and_say_where_one_can_come_from(
    client: Client, settings: object
) -> None:
    settings.WAYPOST_CONTACT, settings.WAYPOST_COMPLAINT_BODY = "Help Coalition", "The Commissioner"
    page = post(client, [*SITE, ("wrong", "not-safe")]).content.decode()
    assert "No answer can come to you" in page
    assert "<bdi>Help Coalition</bdi>" in page
    assert "<bdi>The Commissioner</bdi>" in page
    settings.WAYPOST_CONTACT = settings.WAYPOST_COMPLAINT_BODY = ""
    assert "have named no way yet" in post(client, SITE).content.decode()


# --- nothing about whoever complains ---


@pytest.mark.promise("S1")
@pytest.mark.promise("S2")
def test_a_complaint_leaves_a_kind_a_day_and_what_it_is_about(client: Client, listing: str) -> None:
    before = rows()
    body = urlencode([*PLAN, *about(listing, "not-safe"), ("words", "canary9d2e")])
    answer = client.post(
        "/", body, content_type=FORM, headers={"user-agent": "canary"}, REMOTE_ADDR="203.0.113.9"
    )
    assert answer.cookies == {}
    changed = {table for table, number in rows().items() if number != before[table]}
    assert changed == {"directory_feedback", "referral_complaint"}
    fields = {field.name for field in Complaint._meta.get_fields()}
    assert fields == {"id", "service", "wrong", "on", "seen_at"}


def rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own table names
            counts[table] = cursor.fetchone()[0]
    return counts


def test_another_site_cannot_complain_for_somebody(client: Client, listing: str) -> None:
    body = urlencode(about(listing, "not-safe"))
    answer = client.post("/", body, content_type=FORM, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert counted() == []


@pytest.mark.parametrize("state", [State.RECORD_ONLY, State.DRAFT])
def test_a_listing_that_is_not_public_is_not_counted_nor_is_the_site_in_its_place(
    client: Client, listing: str, state: State
) -> None:
    Service.objects.filter(seed_id=listing).update(state=state)
    published.forget()
    assert "Thank you" in post(client, about(listing, "not-safe")).content.decode()
    assert counted() == []


def test_a_flood_is_slowed_and_a_day_of_it_fills_no_disk(
    client: Client, listing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaining, "MOST_A_DAY", 2)
    for _ in range(4):
        complaining.complain(about=listing, wrong=["refused"], today=TODAY)
    assert len(counted()) == 2
    monkeypatch.setattr(complaint_page, "buckets", Buckets(each=1, everybody=100))
    first, second = (post(client, [*SITE, ("wrong", "not-safe")]).content.decode() for _ in range(2))
    assert "Thank you" in first
    assert "again in a minute" in second
    assert 'value="not-safe" checked' in second


@pytest.mark.promise("S13")
def test_while_the_database_is_away_no_complaint_is_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(client, FIND)
    monkeypatch.setattr(published, "_newest", refuse)
    monkeypatch.setattr(published, "LOOK_EVERY_S", -1.0)
    page = post(client, [("complain", "site")]).content.decode()
    assert "keep a complaint at this moment" in page
    assert 'name="send"' not in page


@pytest.mark.promise("S13")
def test_when_the_database_refuses_it_is_said_plainly(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaining, "complain", refuse)
    page = post(client, [*SITE, ("wrong", "not-safe")]).content.decode()
    assert "We could not take that just now" in page
    assert "Thank you" not in page


def refuse(**_said: object) -> None:
    raise DatabaseError("away")


def test_the_tables_refuse_a_kind_that_there_is_not() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(wrong="nonsense", on=TODAY)


def test_every_kind_has_words_and_a_button_that_comes_nearest() -> None:
    kinds = set(complaining.Wrong)
    assert complaint_words.WRONG.keys() == complaint_words.WRONG_HERE.keys() == kinds
    assert complaining.RAISED_AS.keys() == kinds
    assert set(complaining.RAISED_AS.values()) <= feedback.ASKS


# --- the desk ---


def test_a_supervisor_sees_what_waits_and_puts_it_away_on_record(
    chidi: User, signed_in: Callable[..., Client], listing: str
) -> None:
    service = Service.objects.get(seed_id=listing)
    for wrong in (["not-safe"], ["not-safe", "refused"]):
        complaining.complain(about=listing, wrong=wrong, today=TODAY)
    complaining.complain(about="site", wrong=["cannot-use"], today=TODAY)
    desk = signed_in(chidi)
    page = desk.get("/desk/complaints/").content.decode()
    assert page.index("This site") < page.index(f"/desk/complaints/{service.pk}/seen/")
    assert "It was not safe for me: 2" in page
    assert "They turned me away: 1" in page
    assert "Complaints" in desk.get("/desk/").content.decode()
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert shown == ["cannot-use:1", "not-safe:2 refused:1"]
    desk.post("/desk/complaints/site/seen/", {"shown": shown[0]})
    desk.post(f"/desk/complaints/{service.pk}/seen/", {"shown": shown[1]})
    assert complaining.waiting() == []
    acts = AuditEntry.objects.filter(act=Act.COMPLAINTS_SEEN).values_list("subject_id", "facts")
    assert {key: json.loads(facts) for key, facts in acts} == {
        str(service.pk): {"count": 3},
        "site": {"count": 1},
    }


def test_what_is_put_away_is_put_away_once_and_what_comes_after_waits_again(
    chidi: User, listing: str
) -> None:
    service = Service.objects.get(seed_id=listing)
    complaining.complain(about=listing, wrong=["refused"], today=TODAY)
    assert complaining.seen(person=chidi, service=service, shown="refused:1") == 1
    with pytest.raises(complaining.NothingToSee):
        complaining.seen(person=chidi, service=service, shown="refused:1")
    complaining.complain(about=listing, wrong=["refused"], today=TODAY)
    assert [(one.service, one.total) for one in complaining.waiting()] == [(service, 1)]


@pytest.mark.parametrize("wrong", ["refused", "not-safe"])
def test_what_came_in_after_the_page_was_shown_is_not_put_away_with_the_rest(
    chidi: User, signed_in: Callable[..., Client], listing: str, wrong: str
) -> None:
    service = Service.objects.get(seed_id=listing)
    complaining.complain(about=listing, wrong=["refused"], today=TODAY)
    shown = complaining.waiting()[0].mark
    complaining.complain(about=listing, wrong=[wrong], today=TODAY)
    desk = signed_in(chidi)
    for sent in (shown, ""):
        answer = desk.post(f"/desk/complaints/{service.pk}/seen/", {"shown": sent}, follow=True)
        assert "More came in since this page was shown" in answer.content.decode()
        assert complaining.waiting()[0].total == 2
    assert not AuditEntry.objects.filter(act=Act.COMPLAINTS_SEEN).exists()
    assert complaining.seen(person=chidi, service=service, shown=complaining.waiting()[0].mark) == 2


def test_what_was_put_away_long_ago_is_due_and_what_waits_never_is() -> None:
    now = timezone.now()
    keep, day = retention.keep("complaint"), dt.timedelta(days=1)
    for seen_at in (now - keep - day, now - keep + day, None):
        Complaint.objects.create(wrong="refused", on=(now - 2 * keep).date(), seen_at=seen_at)
    assert [one.seen_at for one in complaining.due(now)] == [now - keep - day]
    for pk in Complaint.objects.values_list("pk", flat=True):
        complaining.destroy(pk)
    assert Complaint.objects.count() == 2


def test_nobody_but_a_supervisor_puts_complaints_away(cast: dict[Role, User], listing: str) -> None:
    complaining.complain(about=listing, wrong=["refused"], today=TODAY)
    service = Service.objects.get(seed_id=listing)
    for role in set(Role) - {Role.SUPERVISOR}:
        with pytest.raises(NotAllowed):
            complaining.seen(person=cast[role], service=service, shown="refused:1")
