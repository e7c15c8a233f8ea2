"""An edition becomes what people read on the word of two people, once, and as it was shown (S6, S8)."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from directory import published, publishing, seeding, vetting, writing
from directory.models.edition import Edition, EditionState, Origin, Verification
from directory.models.outward import OutwardService
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion
from directory.states import State
from staff import agreement
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.directory.making import service as seed
from tests.directory.making import write_seeds
from tests.directory.vetted import (
    ALL,
    SERVICE,
    agree,
    cooled,
    document,
    fresh,
    submitted,
    with_number,
)
from tests.directory.vetted import published as publish

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    yield
    published.forget()


@pytest.fixture
def ready(dalia: User, emeka: User) -> Edition:
    """A new listing in review that Emeka has looked at from end to end."""
    edition = submitted(dalia)
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    return edition


def listing() -> Service:
    return Service.objects.get(pk=SERVICE)


def is_public(listing: str = "gb-drafted") -> bool:
    published.forget()
    shown = listing in published.current().listings
    sent = OutwardService.objects.shown(show_sourced=True).filter(listing=listing).exists()
    assert shown == sent
    return shown


@pytest.mark.promise("S6")
def test_nobody_reads_it_before_a_second_person_agreed(ready):
    assert not is_public()


@pytest.mark.promise("S6")
def test_then_it_is_public_for_as_long_as_it_counts_as_verified(emeka, ready, settings):
    agree(emeka, ready)
    row, edition = listing(), fresh(ready)
    assert is_public()
    assert (row.state, edition.state) == (State.PUBLISHED, EditionState.PUBLISHED)
    assert row.due_on == row.verified_at.date() + dt.timedelta(days=settings.WAYPOST_VERIFY_DAYS)


def test_publishing_is_a_verification_of_its_own(emeka, ready):
    agree(emeka, ready)
    made = Verification.objects.get()
    assert (made.person_id, made.outcome, made.due_on) == (emeka.pk, "true", listing().due_on)


def test_publishing_is_on_record_with_edition_and_second_person(dalia, emeka, ready):
    agree(emeka, ready)
    entry = AuditEntry.objects.get(act=Act.LISTING_PUBLISHED)
    assert entry.actor_id == emeka.pk
    assert str(ready.pk) in entry.facts
    assert ready.digest in entry.facts


def test_the_directory_has_another_version_and_this_process_drops_what_it_remembered(
    emeka, ready, django_capture_on_commit_callbacks
):
    published.current()
    before = DirectoryVersion.objects.get().number
    with django_capture_on_commit_callbacks(execute=True):
        agree(emeka, ready)
    assert DirectoryVersion.objects.get().number > before
    assert "gb-drafted" in published.current().listings


@pytest.mark.parametrize("who", ["amina", "chidi", "dalia", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_but_a_verifier_agrees(request, who, ready):
    with pytest.raises((NotAllowed, agreement.OwnProposal)):
        agree(request.getfixturevalue(who), ready)
    assert not is_public()


def test_a_second_edition_takes_the_place_of_the_first(dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, name="Another name")
    vetting.tick(person=emeka, edition=second, checked=ALL)
    assert listing().name == "A line"
    agree(emeka, second)
    assert listing().name == "Another name"
    states = Edition.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [EditionState.SUPERSEDED, EditionState.PUBLISHED]


def test_the_page_shows_state_and_every_field_before_and_after(dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, name="Another name")
    lines = publishing.publishing_lines(vetting.proposal_of(second).contents)
    assert ("Name", "A line", "Another name") in [tuple(map(str, line)) for line in lines]
    assert [str(part) for part in lines[1]] == ["State", "Published", "Published"]


# --- what was shown is what is done ---


def test_an_edition_that_says_something_else_by_now_is_not_published(emeka, ready):
    proposal = vetting.proposal_of(ready)
    digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
    Edition.objects.filter(pk=ready.pk).update(document={**ready.document, "name": "Slipped in"})
    with pytest.raises(agreement.Changed):
        agreement.agree(person=emeka, proposal=proposal, digest=digest)
    assert not is_public()


def test_tables_that_changed_since_the_draft_stop_it(dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, name="Another name")
    vetting.tick(person=emeka, edition=second, checked=ALL)
    Service.objects.filter(pk=SERVICE).update(description="Changed behind the back.")
    assert vetting.TablesChanged in [type(found) for found in vetting.hindrances(fresh(second), emeka)]
    with pytest.raises(agreement.Refused):
        agree(emeka, second)
    assert listing().name == "A line"


@pytest.mark.promise("S6")
def test_what_somebody_withdrew_in_the_meantime_does_not_come_back_with_an_older_yes(chidi, dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, name="Another name")
    vetting.tick(person=emeka, edition=second, checked=ALL)
    publishing.withdraw(person=chidi, service=row, why=Withdrawal.NOT_SAFE)
    with pytest.raises(agreement.Changed):
        agree(emeka, second)
    assert listing().state == State.WITHDRAWN


# --- an older edition ---


def test_an_older_edition_is_proposed_again_and_goes_the_same_way(dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, **{"phones": with_number(document(), "020 7946 0999")["phones"]})
    second = cooled(second)
    vetting.record_call_back(person=emeka, edition=second, outcome="confirmed")
    vetting.tick(person=emeka, edition=second, checked=ALL)
    agree(emeka, second)

    publishing.propose_restoring_edition(person=dalia, edition=Edition.objects.get(number=1))
    third = Edition.objects.get(number=3)
    assert (third.origin, third.state, third.sensitive) == (
        Origin.RESTORED, EditionState.IN_REVIEW, ["phones"],
    )  # fmt: skip
    kept = [type(found) for found in vetting.hindrances(third, emeka)]
    assert kept == [vetting.ChecklistOpen, vetting.NoCallBack, vetting.StillCooling]


@pytest.mark.parametrize("who", ["amina", "chidi", "emeka", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_but_an_editor_proposes_an_older_edition(request, who, dalia, emeka):
    row = publish(dalia, emeka)
    second = submitted(dalia, service=row, name="Another name")
    vetting.tick(person=emeka, edition=second, checked=ALL)
    agree(emeka, second)
    with pytest.raises(NotAllowed):
        publishing.propose_restoring_edition(
            person=request.getfixturevalue(who), edition=Edition.objects.get(number=1)
        )
    assert Edition.objects.count() == 2


def test_what_is_public_now_is_no_older_edition(dalia, emeka):
    publish(dalia, emeka)
    with pytest.raises(publishing.NotAnOlderEdition):
        publishing.propose_restoring_edition(person=dalia, edition=Edition.objects.get())


def test_a_draft_that_was_put_aside_was_never_public(dalia, emeka):
    row = publish(dalia, emeka)
    aside = writing.save_draft(
        person=dalia, document={**document(), "name": "Never read"}, service=row, origin=Origin.DESK
    )
    vetting.discard(person=dalia, edition=aside)
    with pytest.raises(publishing.NotAnOlderEdition):
        publishing.propose_restoring_edition(person=dalia, edition=fresh(aside))


# --- what a feed has no more ---


def removing(dalia: User, row: Service) -> Edition:
    """Return the proposal of an import to withdraw what its feed has no more."""
    gone = writing.save_draft(
        person=dalia, document=writing.document_of(row), service=row, origin=Origin.IMPORT, feed="a-feed"
    )
    Edition.objects.filter(pk=gone.pk).update(removes=True)
    vetting.submit(person=dalia, edition=fresh(gone))
    return fresh(gone)


@pytest.mark.promise("S6")
def test_agreeing_to_a_removal_withdraws(dalia, emeka):
    row = publish(dalia, emeka)
    agree(emeka, removing(dalia, row))
    row.refresh_from_db()
    assert (row.state, row.state_before, row.withdrawn_why) == ("withdrawn", "published", "closed")
    assert not is_public()


def test_proposing_a_removal_alone_withdraws_nothing(dalia, emeka):
    row = publish(dalia, emeka)
    removing(dalia, row)
    assert is_public()


# --- sourced listings ---


def test_a_sourced_listing_becomes_vetted_and_the_seeds_leave_it_alone_after(dalia, emeka, tmp_path):
    write_seeds(tmp_path, seed())
    seeding.load(folder=tmp_path)
    row = Service.objects.get(seed_id="gb-line")
    edition = submitted(dalia, service=row, description="Checked by us.")
    assert Service.objects.get(pk=row.pk).state == State.SOURCED
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    agree(emeka, edition)
    write_seeds(tmp_path, seed(name="From the seeds"))
    seeding.load(folder=tmp_path)
    row.refresh_from_db()
    assert (row.state, row.name, row.description) == (State.PUBLISHED, "A line", "Checked by us.")


# --- restoring after a long time ---


@pytest.mark.promise("S6")
def test_what_comes_back_after_its_date_comes_back_overdue_and_is_not_shown(dalia, emeka):
    row = publish(dalia, emeka)
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.CLOSED)
    Service.objects.filter(pk=SERVICE).update(due_on=timezone.now().date() - dt.timedelta(days=1))
    proposal = publishing.propose_restoring(person=dalia, service=listing())
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert listing().state == State.STALE
    assert not is_public()


# --- two people at the same moment ---


@pytest.mark.django_db(transaction=True)
def test_two_verifiers_at_the_same_moment_publish_once(dalia, emeka):
    if connection.vendor == "sqlite":
        connection.close()  # each thread opens its own
    edition = submitted(dalia)
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    proposal = vetting.proposal_of(edition)
    barrier, outcomes = Barrier(2), []

    def decide() -> None:
        try:
            barrier.wait()
            agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
            outcomes.append("agreed")
        except agreement.Closed:
            outcomes.append("closed")
        finally:
            connection.close()

    threads = [Thread(target=decide) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["agreed", "closed"]
    assert Verification.objects.count() == 1
