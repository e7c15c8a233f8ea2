"""Following another directory: what comes in, what goes, and when nothing is done."""

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from directory import pulling_wire
from directory.models.edition import Edition, EditionState
from directory.models.following import Followed
from directory.models.service import Service
from directory.states import State
from staff import agreement
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from tests.directory.pulling_from import Elsewhere, elsewhere, load, row, shown

pytestmark = pytest.mark.usefixtures("beside")


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere(*(row(number) for number in range(1, 8))) as found:
        yield found


def pull(there: Elsewhere, *options: str, **said: Any) -> str:
    out = io.StringIO()
    call_command("hsds_pull", there.url, "--source", "there", *options, stdout=out, **said)
    return out.getvalue()


def own(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def states() -> dict[int, str]:
    return {key.int: state for key, state in Service.objects.filter(feed="there").values_list("pk", "state")}


def vetted(number: int) -> None:
    Service.objects.filter(pk=own(number)).update(state=State.PUBLISHED.value)


# --- what comes in ---


def test_what_comes_in_is_drafts_that_two_people_publish(there: Elsewhere) -> None:
    said = pull(there, "--yes")
    assert "7 read = 7 taken + 0 taken with repairs + 0 refused" in said
    assert set(states().values()) == {State.DRAFT.value}
    assert not shown()


@pytest.mark.usefixtures("empty_directory")
def test_a_first_stock_of_an_empty_directory_may_be_sourced(there: Elsewhere) -> None:
    pull(there, "--yes", "--as", "sourced")
    assert shown() == set(range(1, 8))


def test_a_second_pull_without_a_change_costs_one_request_and_changes_nothing(there: Elsewhere) -> None:
    load(there)
    asked, entries = len(there.asked), AuditEntry.objects.count()
    said = pull(there, "--yes", "--as", "sourced")
    assert "nothing changed there" in said
    assert "nothing was changed" in said
    assert len(there.asked) == asked + 1
    assert AuditEntry.objects.count() == entries


def test_the_next_pull_reads_only_what_changed(there: Elsewhere) -> None:
    pull(there, "--yes")
    there.put(row(3, description="Somebody else listens."))
    there.changed = {str(own(3))}
    there.asked.clear()
    said = pull(there, "--yes")
    assert "what changed since the last pull; 1 rows" in said
    pages = [question for path, question in there.asked if path == "/services" and "page" in question]
    assert pages
    assert all("modified_after" in question for question in pages)
    assert (
        Edition.objects.get(service_id=own(3), state="draft")
        .document["description"]
        .startswith("Somebody else")
    )


def test_a_dry_run_changes_nothing_and_follows_nothing(there: Elsewhere, tmp_path: Path) -> None:
    assert "7 added" in pull(there, "--dry-run", "--report", str(tmp_path / "report.csv"))
    assert not states()
    assert not Followed.objects.exists()
    assert (tmp_path / "report.csv").read_text().startswith("file,row,field")


def test_without_a_yes_nothing_is_done_where_nobody_can_be_asked(
    there: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(there)
    there.withdraw(str(own(2)))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--yes"):
        pull(there)
    assert 2 in shown()
    assert not list(tmp_path.rglob("*.plan"))


def test_changes_of_sourced_listings_wait_for_a_second_person(
    there: Elsewhere, dalia: User, emeka: User
) -> None:
    load(there)
    there.put(row(3, name="Line three"), row(9))
    before = Followed.objects.get().since
    assert "waits at the desk" in pull(there, "--yes", "--as", "sourced", "--by", dalia.email)
    assert Followed.objects.get().since == before
    assert "earlier pull waits" in pull(there, "--yes", "--as", "sourced", "--by", dalia.email)
    with pytest.raises(CommandError):
        pull(there, "--yes", "--as", "sourced", "--by", "nobody@example.org")
    proposal = Proposal.objects.get()
    kind = agreement.kind_of(proposal)
    agreement.agree(person=emeka, proposal=proposal, digest=agreement.digest_now(kind, proposal.contents))
    assert shown() == {*range(1, 8), 9}
    assert Service.objects.get(pk=own(3)).name == "Line three"
    assert "nothing was changed" in pull(there, "--yes", "--as", "sourced")


def test_each_row_is_taken_repaired_or_refused(there: Elsewhere) -> None:
    there.put(row(8, name=""), row(9, status="open for all"))
    said = pull(there, "--yes")
    assert "9 read = 7 taken + 1 taken with repairs + 1 refused" in said
    assert "no-name" in said


def test_what_is_here_from_elsewhere_is_left_alone(there: Elsewhere) -> None:
    load(there)
    Service.objects.filter(pk=own(1)).update(feed="")
    Service.objects.filter(pk=own(2)).update(feed="another")
    there.put(row(1, name="Taken over"), row(2, name="Taken over"), row(3, name="Ours"))
    there.withdraw(str(own(2)))
    said = pull(there, "--yes", "--whole")
    assert "1 changed" in said
    assert "1 elsewhere" in said
    assert not Service.objects.filter(name="Taken over").exists()
    assert 2 in shown()


# --- what goes ---


@pytest.mark.promise("S6")
def test_what_was_withdrawn_there_and_is_sourced_here_is_hidden_by_the_next_pull(there: Elsewhere) -> None:
    load(there)
    there.withdraw(str(own(2)), str(own(5)))
    there.changed = set()
    assert "2 hidden" in pull(there, "--yes")
    assert shown() == {1, 3, 4, 6, 7}
    assert states()[2] == states()[5] == State.WITHDRAWN
    assert "nothing changed there" in pull(there, "--yes")


@pytest.mark.promise("S6")
def test_it_is_hidden_although_the_rest_waits_for_a_second_person(there: Elsewhere, dalia: User) -> None:
    load(there)
    there.put(row(3, name="Line three"))
    there.withdraw(str(own(2)))
    pull(there, "--yes", "--as", "sourced", "--by", dalia.email)
    assert shown() == {1, 3, 4, 5, 6, 7}
    assert Service.objects.get(pk=own(3)).name == "Line 3"


def test_what_two_people_vetted_here_is_proposed_and_not_hidden(there: Elsewhere) -> None:
    load(there)
    vetted(2)
    there.withdraw(str(own(2)))
    assert "1 gone" in pull(there, "--yes")
    assert states()[2] == State.PUBLISHED
    assert Edition.objects.filter(service_id=own(2), removes=True, state=EditionState.DRAFT).count() == 1


@pytest.mark.promise("S6")
def test_a_draft_of_what_was_withdrawn_is_put_aside(there: Elsewhere) -> None:
    pull(there, "--yes")
    there.withdraw(str(own(2)))
    assert "1 drafts put aside" in pull(there, "--yes")
    assert set(Edition.objects.filter(service_id=own(2)).values_list("state", flat=True)) == {"superseded"}
    assert "nothing changed there" in pull(there, "--yes")


@pytest.mark.promise("S8")
def test_what_comes_back_is_a_draft_until_two_people_have_read_it(there: Elsewhere) -> None:
    load(there)
    there.withdraw(str(own(2)))
    pull(there, "--yes")
    there.went = []
    there.put(row(2))
    pull(there, "--yes", "--as", "drafts")
    assert 2 not in shown()
    assert Edition.objects.filter(service_id=own(2), state=EditionState.DRAFT).count() == 1
    assert "nothing was changed" in pull(there, "--yes", "--whole")


@pytest.mark.promise("S6")
def test_a_whole_reading_finds_what_no_list_of_withdrawals_tells(there: Elsewhere) -> None:
    load(there)
    del there.rows[str(own(4))]
    there.edition += 1
    there.changed = set()
    pull(there, "--yes")
    assert 4 in shown()
    pull(there, "--yes", "--whole")
    assert 4 not in shown()


# --- which directories are followed ---


def test_known_directories_are_pulled_by_their_names_and_one_that_fails_keeps_no_other_back(
    there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling_wire, "TRIES", 1)
    load(there)
    Followed.objects.create(
        name="a-dead-one", url="https://127.0.0.1:9", pulled_at=Followed.objects.get().since
    )
    there.withdraw(str(own(2)))
    said = io.StringIO()
    with pytest.raises(CommandError, match="a-dead-one"):
        call_command("hsds_pull", "--known", "--yes", stdout=said, stderr=io.StringIO())
    assert 2 not in shown()


def test_where_none_is_followed_the_timer_does_nothing() -> None:
    call_command("hsds_pull", "--known", "--yes", stdout=(said := io.StringIO()))
    assert said.getvalue() == ""


def test_a_name_stands_for_one_address(there: Elsewhere) -> None:
    pull(there, "--yes")
    with elsewhere(row(1)) as other:
        with pytest.raises(CommandError, match="--moved"):
            pull(other, "--yes")
        assert "everything" in pull(other, "--yes", "--moved")
        call_command("hsds_pull", "--list", stdout=(said := io.StringIO()))
        assert other.url in said.getvalue()
        call_command("hsds_pull", "--forget", "there", stdout=io.StringIO())
    assert not Followed.objects.exists()
    assert states()
