"""The auditor's pages: filters, fifty at a time, every look on record, and a file that ends in the head."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client

from staff import audit, record_export
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from staff.verifying import kept_head, verified
from tests.emptying import unguarded

pytestmark = pytest.mark.django_db
RECORD, EXPORT, VERIFY = "/desk/record/", "/desk/record/export/", "/desk/record/verify/"


@pytest.fixture
def auditor(hana: User, signed_in) -> Client:
    return signed_in(hana, proved=True)


def put(
    act: Act = Act.TEAM_MADE, *, actor: User | None = None, times: int = 1, subject: str = "team"
) -> None:
    for number in range(times):
        audit.record(act=act, actor=actor, subject_kind=subject, subject_id=number + 1)


def looks() -> list[dict[str, object]]:
    return [json.loads(entry.facts) for entry in AuditEntry.objects.in_order().filter(act=Act.RECORD_READ)]


def rows(page) -> list[str]:
    return [row.entry.act for row in page.context["rows"]]


def sent(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


# --- who ---


@pytest.mark.promise("S9")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR], ids=str)
def test_no_other_role_reads_exports_or_verifies(role: Role, cast: dict[Role, User], signed_in):
    client = signed_in(cast[role], proved=True)
    before = audit.head()
    assert [client.get(RECORD).status_code, client.get(EXPORT).status_code] == [403, 403]
    assert [client.post(EXPORT).status_code, client.post(VERIFY).status_code] == [403, 403]
    after = AuditEntry.objects.filter(number__gt=before.number).values_list("act", "actor_id")
    assert set(after) == {("page.refused", cast[role].pk)}  # and that they asked is what stands there


def test_a_stranger_is_sent_to_sign_in(client: Client):
    assert client.get(RECORD).status_code == 302
    assert client.post(EXPORT).status_code in {302, 403}


# --- reading ---


@pytest.mark.promise("S9")
def test_every_look_is_on_record_with_what_was_looked_for(auditor: Client, hana: User, greta: User):
    put(actor=greta, times=3)
    auditor.get(
        RECORD, {"act": "team.made", "person": greta.pk, "since": "2026-01-01", "until": "2099-12-31"}
    )
    entry = AuditEntry.objects.newest_first().first()
    newest = entry.number - 1
    assert (entry.act, entry.actor_id) == (Act.RECORD_READ, hana.pk)
    assert looks() == [
        {
            "only": "team.made", "person": greta.pk, "since": "2026-01-01", "until": "2099-12-31", "page": 1,
            "first": newest - 2, "last": newest,
        }
    ]  # fmt: skip


@pytest.mark.promise("S9")
def test_each_page_of_fifty_is_a_look_of_its_own(auditor: Client):
    put(times=120)
    first = auditor.get(RECORD, {"act": "team.made"})
    third = auditor.get(RECORD, {"act": "team.made", "page": 3})
    assert [len(rows(first)), len(rows(third))] == [50, 20]
    assert [look["page"] for look in looks()] == [1, 3]


def test_the_newest_entry_comes_first(auditor: Client):
    put(times=3)
    numbers = [row.entry.number for row in auditor.get(RECORD).context["rows"]]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"act": "team.made"}, {"team.made"}),
        ({"kind": "listing"}, {"listing.withdrawn"}),
        ({"act": "team.made", "kind": "listing"}, set()),
        ({"until": "2020-01-01"}, set()),
        ({"since": "2020-01-01", "kind": "team"}, {"team.made"}),
    ],
)
def test_the_filters_narrow(auditor: Client, asked: dict[str, str], found: set[str]):
    put()
    put(Act.LISTING_WITHDRAWN, subject="listing")
    assert set(rows(auditor.get(RECORD, asked))) == found


def test_a_person_is_found_by_what_they_did(auditor: Client, greta: User, ivan: User):
    put(actor=greta)
    put(actor=ivan)
    page = auditor.get(RECORD, {"person": ivan.pk})
    assert [row.actor for row in page.context["rows"]] == ["Ivan"]


def test_a_day_is_whole_and_both_ends_belong_to_it(auditor: Client, monkeypatch: pytest.MonkeyPatch):
    for hour in (0, 23):
        moment = datetime(2026, 3, 4, hour, 59, 59, 999_000, tzinfo=UTC)
        with monkeypatch.context() as patch:
            patch.setattr(audit.timezone, "now", lambda moment=moment: moment)
            put()
    assert len(rows(auditor.get(RECORD, {"since": "2026-03-04", "until": "2026-03-04"}))) == 2


@pytest.mark.parametrize(
    "asked",
    [{"act": "no.act"}, {"person": "0"}, {"kind": "Not a kind"}, {"since": "soon"},
     {"since": "2026-02-02", "until": "2026-02-01"}],
)  # fmt: skip
def test_a_filter_that_does_not_fit_shows_nothing_and_says_so(auditor: Client, asked: dict[str, str]):
    put()
    page = auditor.get(RECORD, asked)
    assert (page.status_code, page.context["rows"]) == (200, [])
    assert "field does not fit" in page.content.decode()
    assert [look.keys() for look in looks()] == [{"page"}]


def test_somebody_who_is_gone_altogether_keeps_a_number(auditor: Client):
    put()
    audit.record(act=Act.PERSON_LEFT, actor=User(pk=987_654), subject_kind="person", subject_id=987_654)
    assert "987654" in auditor.get(RECORD).content.decode()


def test_the_table_has_a_caption_and_headed_columns(auditor: Client):
    put()
    _before, _caption, table = auditor.get(RECORD).content.decode().partition('<caption id="entries">')
    assert table.partition("</thead>")[0].count('<th scope="col"') == 6


@pytest.mark.promise("S9")
def test_what_cannot_be_put_on_record_is_not_shown(auditor: Client):
    put()
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_audithead")
    for answer in (auditor.get(RECORD), auditor.post(EXPORT)):
        assert answer.status_code == 500
        assert "team" not in answer.content.decode().lower()


# --- the file ---


@pytest.mark.promise("S9")
def test_an_export_asks_for_a_new_proof_first(hana: User, signed_in):
    client = signed_in(hana)
    before = audit.head()
    assert [client.get(EXPORT).status_code, client.post(EXPORT).status_code] == [302, 302]
    assert audit.head() == before


@pytest.mark.promise("S9")
def test_an_export_is_on_record_and_stands_in_its_own_file(auditor: Client, hana: User):
    put(times=3)
    lines = sent(auditor.post(EXPORT))
    entry = AuditEntry.objects.get(act=Act.RECORD_EXPORTED)
    assert entry.actor_id == hana.pk
    assert lines[0] == list(record_export.COLUMNS)
    assert lines[-2][0] == str(entry.number)


@pytest.mark.promise("S9")
def test_the_last_line_of_an_export_is_a_head_that_verifying_reads(auditor: Client):
    put(times=3)
    text = b"".join(auditor.post(EXPORT).streaming_content).decode()
    assert kept_head(text) == audit.head()
    assert verified(kept=kept_head(text)).whole


def test_the_page_before_an_export_says_how_much_it_is_and_sends_nothing(auditor: Client):
    put(times=3)
    page = auditor.get(EXPORT, {"act": "team.made"})
    assert page.context["count"] == 3
    assert "attachment" not in page.headers.get("Content-Disposition", "")
    assert not AuditEntry.objects.filter(act=Act.RECORD_EXPORTED).exists()


def test_an_export_holds_what_was_looked_for(auditor: Client):
    put(times=3)
    put(Act.LISTING_WITHDRAWN, subject="listing")
    lines = sent(auditor.post(EXPORT, {"act": "listing.withdrawn"}))
    assert [line[2] for line in lines[1:-1]] == ["listing.withdrawn"]


def test_an_export_that_asks_for_nonsense_sends_no_file(auditor: Client):
    answer = auditor.post(EXPORT, {"act": "no.act"})
    assert "text/html" in answer.headers["Content-Type"]
    assert not AuditEntry.objects.filter(act=Act.RECORD_EXPORTED).exists()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_carry_out_is_disarmed(cell: str):
    assert record_export.guarded(cell) == f"'{cell}"


def test_a_formula_that_somebody_wrote_into_the_table_is_disarmed_in_the_file(auditor: Client):
    put()
    with transaction.atomic(), unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_auditentry SET subject_id = '=cmd()' WHERE act = 'team.made'")
    assert "'=cmd()" in {line[5] for line in sent(auditor.post(EXPORT))[1:-1]}


# --- verifying ---


@pytest.mark.promise("S9")
def test_the_page_says_that_the_record_is_whole_and_puts_that_on_record(auditor: Client, hana: User):
    put(times=3)
    page = auditor.post(VERIFY)
    entry = AuditEntry.objects.newest_first().first()
    assert "are whole" in page.content.decode()
    assert (entry.act, entry.actor_id, json.loads(entry.facts)["count"]) == (Act.RECORD_VERIFIED, hana.pk, 0)


@pytest.mark.promise("S9")
def test_the_page_names_what_is_wrong(auditor: Client):
    put(times=3)
    number = audit.head().number
    with transaction.atomic(), unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_auditentry SET actor_id = 9 WHERE number = %s", [number - 1])
    page = auditor.post(VERIFY)
    assert page.context["found"] == [("changed", number - 1, number - 1)]


@pytest.mark.promise("S9")
def test_the_page_says_that_the_head_is_gone(auditor: Client):
    put()
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_audithead")
    assert "Its head is gone" in auditor.post(VERIFY).content.decode()


def test_verifying_is_asked_for_by_a_form(auditor: Client):
    assert auditor.get(VERIFY).status_code == 405
