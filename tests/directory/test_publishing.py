"""Withdrawing takes one person and works at once; restoring takes two."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from directory import published, publishing, seeding
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion
from directory.states import RESTORED, State
from staff import agreement
from staff.acts import Act
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.directory.making import service, write_seeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_seeds(tmp_path, service(), service("gb-second"))
    seeding.load(folder=tmp_path)
    published.forget()
    return tmp_path


@pytest.fixture
def line(folder: Path) -> Service:
    return Service.objects.get(seed_id="gb-line")


def state_of(line: Service) -> str:
    return Service.objects.get(pk=line.pk).state


def asked(dalia: User, line: Service) -> Proposal:
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.CLOSED)
    return publishing.propose_restoring(person=dalia, service=line)


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_is_gone_from_the_public_side(dalia, line):
    assert "gb-line" in published.current(clock=lambda: 1000.0).listings
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.NOT_SAFE)
    # Another process notices at its next look, a second later at most.
    assert "gb-line" not in published.current(clock=lambda: 1001.0).listings


@pytest.mark.promise("S6")
def test_this_process_drops_it_the_moment_it_is_written(dalia, line, django_capture_on_commit_callbacks):
    published.current(clock=lambda: 1000.0)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(person=dalia, service=line, why=Withdrawal.CLOSED)
    assert "gb-line" not in published.current(clock=lambda: 1000.0).listings


def test_withdrawing_is_on_record_with_its_reason_and_who_did_it(dalia, line):
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.NOT_SAFE)
    entry = AuditEntry.objects.about("listing", str(line.pk)).get()
    assert (entry.act, entry.actor_id) == (Act.LISTING_WITHDRAWN, dalia.pk)
    assert '"reason":"not-safe"' in entry.facts


@pytest.mark.parametrize("who", ["chidi", "dalia", "emeka"])
def test_one_person_who_works_on_listings_is_enough(request, who, line):
    person = request.getfixturevalue(who)
    publishing.withdraw(person=person, service=line, why=Withdrawal.CLOSED)
    assert state_of(line) == State.WITHDRAWN


@pytest.mark.parametrize("who", ["amina", "bruno", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_else_withdraws(request, who, line):
    with pytest.raises(NotAllowed):
        publishing.withdraw(person=request.getfixturevalue(who), service=line, why=Withdrawal.CLOSED)
    assert state_of(line) == State.SOURCED
    assert not AuditEntry.objects.about("listing", str(line.pk)).exists()


def test_what_is_withdrawn_cannot_be_withdrawn_again(dalia, line):
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.CLOSED)
    before = DirectoryVersion.objects.get().number
    with pytest.raises(publishing.NotToBeWithdrawn):
        publishing.withdraw(person=dalia, service=line, why=Withdrawal.NOT_SAFE)
    assert DirectoryVersion.objects.get().number == before


@pytest.mark.promise("S8")
def test_asking_alone_restores_nothing(dalia, line):
    asked(dalia, line)
    assert state_of(line) == State.WITHDRAWN


@pytest.mark.promise("S8")
def test_a_second_person_restores_what_it_was(dalia, emeka, line):
    proposal = asked(dalia, line)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    row = Service.objects.get(pk=line.pk)
    assert (row.state, row.state_before, row.withdrawn_why) == (State.SOURCED, "", "")
    assert "gb-line" in published.current(clock=lambda: 2000.0).listings
    acts = AuditEntry.objects.about("listing", str(line.pk)).in_order().values_list("act", flat=True)
    assert list(acts) == [Act.LISTING_WITHDRAWN, Act.LISTING_RESTORED]


@pytest.mark.promise("S8")
@pytest.mark.parametrize("who", ["dalia", "chidi", "greta", "amina", "hana"])
def test_nobody_but_a_verifier_who_did_not_ask_restores(request, who, dalia, line):
    proposal = asked(dalia, line)
    with pytest.raises((NotAllowed, agreement.OwnProposal)):
        agreement.agree(person=request.getfixturevalue(who), proposal=proposal, digest=proposal.digest)
    assert state_of(line) == State.WITHDRAWN


@pytest.mark.parametrize("who", ["chidi", "emeka", "amina", "greta", "hana"])
def test_only_an_editor_asks_to_restore(request, who, dalia, line):
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.CLOSED)
    with pytest.raises(NotAllowed):
        publishing.propose_restoring(person=request.getfixturevalue(who), service=line)


def test_what_is_not_withdrawn_needs_no_restoring(dalia, line):
    with pytest.raises(publishing.NotWithdrawn):
        publishing.propose_restoring(person=dalia, service=line)


def test_a_number_that_changed_meanwhile_has_to_be_shown_anew(dalia, emeka, line):
    proposal = asked(dalia, line)
    line.phones.update(number="0800 999")
    with pytest.raises(agreement.Changed):
        agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert state_of(line) == State.WITHDRAWN


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_stays_withdrawn_when_the_seeds_are_loaded_again(dalia, line, folder):
    publishing.withdraw(person=dalia, service=line, why=Withdrawal.CLOSED)
    write_seeds(folder, service(name="Another name"), service("gb-second"))
    assert seeding.load(folder=folder).left_alone == 1
    row = Service.objects.get(pk=line.pk)
    assert (row.state, row.state_before, row.name) == (State.WITHDRAWN, State.SOURCED, line.name)
    write_seeds(folder, service("gb-second"))
    seeding.load(folder=folder)
    assert state_of(line) == State.WITHDRAWN


def test_a_restored_listing_takes_what_the_seeds_said_meanwhile(dalia, emeka, line, folder):
    proposal = asked(dalia, line)
    write_seeds(folder, service(name="Another name"), service("gb-second"))
    seeding.load(folder=folder)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert Service.objects.get(pk=line.pk).name == line.name
    seeding.load(folder=folder)
    assert Service.objects.get(pk=line.pk).name == "Another name"


def test_a_withdrawal_without_what_it_was_does_not_fit_into_the_table(line):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=line.pk).update(state=State.WITHDRAWN)


def test_what_may_be_restored_is_what_may_be_withdrawn():
    assert {State.RECORD_ONLY, State.WITHDRAWN}.isdisjoint(RESTORED)
    assert {State.PUBLISHED, State.DUE, State.STALE, State.SOURCED, State.DRAFT, State.IN_REVIEW} == RESTORED
