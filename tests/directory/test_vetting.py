"""What has to happen before somebody may agree to an edition, and who may not do which step (S8)."""

import datetime as dt

import pytest

from directory import vetting
from directory.models.edition import Edition, EditionState
from directory.states import State
from directory.vetting import CHECKS
from staff import agreement
from staff.acts import Act
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.directory.vetted import (
    ALL,
    agree,
    document,
    draft,
    fresh,
    submitted,
)
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]


@pytest.fixture
def edition(dalia: User):
    """A new listing in review: nobody read it yet, so nothing in it is sensitive."""
    return submitted(dalia)


def acts(service_id: object) -> list[str]:
    return list(AuditEntry.objects.about("listing", str(service_id)).in_order().values_list("act", flat=True))


def says(edition, person: User) -> list[type]:
    return [type(found) for found in vetting.hindrances(fresh(edition), person)]


# --- submit, take back, put aside ---


def test_a_submitted_draft_is_in_review_and_waits_for_a_second_person(dalia, emeka, edition):
    assert (edition.state, edition.service.state) == (EditionState.IN_REVIEW, State.IN_REVIEW)
    assert list(agreement.waiting_for(emeka)) == [vetting.proposal_of(edition)]
    assert acts(edition.service_id) == [Act.LISTING_DRAFTED, Act.LISTING_SUBMITTED]


@pytest.mark.parametrize("who", ["amina", "chidi", "emeka", "farah", "greta", "hana", "jun", "kofi"])
def test_only_an_editor_submits(request, who, dalia):
    made = draft(dalia)
    with pytest.raises(NotAllowed):
        vetting.submit(person=request.getfixturevalue(who), edition=made)
    assert fresh(made).state == EditionState.DRAFT


def test_what_is_in_review_is_not_submitted_twice(dalia, edition):
    with pytest.raises(vetting.NotADraft):
        vetting.submit(person=dalia, edition=edition)
    assert Proposal.objects.count() == 1


def test_its_proposer_takes_it_back_and_it_is_a_draft_again(dalia, edition):
    vetting.take_back(person=dalia, edition=edition)
    row = fresh(edition)
    assert (row.state, row.service.state, row.cooling_until) == (EditionState.DRAFT, State.DRAFT, None)
    assert acts(edition.service_id)[-1] == Act.LISTING_TAKEN_BACK


def test_nobody_else_takes_it_back(emeka, edition):
    with pytest.raises(NotAllowed):
        vetting.take_back(person=emeka, edition=edition)
    assert fresh(edition).state == EditionState.IN_REVIEW


def test_a_proposal_that_runs_out_leaves_a_draft_behind(edition):
    ends = vetting.proposal_of(edition).expires_at
    agreement.expire(now=ends + dt.timedelta(minutes=1))
    assert fresh(edition).state == EditionState.DRAFT


def test_what_ran_out_is_taken_back_without_waiting_for_the_timer(dalia, edition):
    Proposal.objects.update(expires_at=edition.submitted_at)
    vetting.take_back(person=dalia, edition=edition)
    assert fresh(edition).state == EditionState.DRAFT


def test_a_draft_that_is_put_aside_makes_room_for_another(dalia):
    first = draft(dalia)
    vetting.discard(person=dalia, edition=first)
    assert draft(dalia, name="Anew").pk != first.pk
    assert fresh(first).state == EditionState.SUPERSEDED


# --- refuse ---


def test_a_verifier_refuses_with_a_reason_and_nothing_is_public(emeka, edition):
    vetting.refuse(person=emeka, edition=edition, reason_code="not-checked")
    row = fresh(edition)
    assert (row.state, row.service.state) == (EditionState.REFUSED, State.DRAFT)
    entry = AuditEntry.objects.get(act=Act.LISTING_REFUSED)
    assert entry.actor_id == emeka.pk
    assert '"reason":"not-checked"' in entry.facts


@pytest.mark.parametrize("who", ["amina", "chidi", "dalia", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_but_a_verifier_refuses(request, who, edition):
    with pytest.raises((NotAllowed, agreement.OwnProposal)):
        vetting.refuse(person=request.getfixturevalue(who), edition=edition, reason_code="not-right")
    assert fresh(edition).state == EditionState.IN_REVIEW


def test_a_refusal_on_the_page_of_agreements_refuses_the_edition_too(emeka, edition):
    agreement.refuse(person=emeka, proposal=vetting.proposal_of(edition), reason_code="not-safe")
    assert fresh(edition).state == EditionState.REFUSED


# --- the checklist ---


def test_without_the_checklist_nobody_agrees(emeka, edition):
    with pytest.raises(agreement.NotCarriedOut) as refusal:
        agree(emeka, edition)
    assert refusal.value.says == vetting.ChecklistOpen.says
    assert fresh(edition).service.state == State.IN_REVIEW


@pytest.mark.parametrize("left_out", sorted(CHECKS))
def test_every_single_point_counts(emeka, edition, left_out):
    vetting.tick(person=emeka, edition=edition, checked=ALL - {left_out})
    assert says(edition, emeka) == [vetting.ChecklistOpen]


def test_somebody_elses_ticks_are_not_ones_own(emeka, edition):
    other = make_person("other", Role.VERIFIER)
    vetting.tick(person=other, edition=edition, checked=ALL)
    assert says(edition, emeka) == [vetting.ChecklistOpen]
    assert says(edition, other) == []


def test_ticks_of_an_earlier_wording_do_not_count(dalia, emeka, edition):
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    vetting.take_back(person=dalia, edition=edition)
    again = submitted(dalia, service=fresh(edition).service, **{**document(), "name": "Another name"})
    assert again.pk == edition.pk
    assert says(again, emeka) == [vetting.ChecklistOpen]


def test_ticks_belong_to_the_digest_that_was_looked_at(emeka, edition):
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    Edition.objects.filter(pk=edition.pk).update(digest="0" * 64)  # as sealing a part of it does
    assert vetting.ChecklistOpen in says(edition, emeka)


def test_the_last_word_counts(emeka, edition):
    vetting.tick(person=emeka, edition=edition, checked=ALL)
    vetting.tick(person=emeka, edition=edition, checked=ALL - {"web"})
    assert says(edition, emeka) == [vetting.ChecklistOpen]


@pytest.mark.parametrize("who", ["amina", "chidi", "dalia", "farah", "greta", "hana", "jun", "kofi"])
def test_nobody_but_a_verifier_ticks(request, who, edition):
    with pytest.raises(NotAllowed):
        vetting.tick(person=request.getfixturevalue(who), edition=edition, checked=ALL)
    assert not edition.checklists.exists()


def test_a_point_that_is_not_on_the_list_is_refused(emeka, edition):
    with pytest.raises(ValueError, match="not on the checklist"):
        vetting.tick(person=emeka, edition=edition, checked={"made-up"})


# --- one's own ---


def test_whoever_wrote_a_draft_agrees_to_it_not_even_when_somebody_else_proposed_it(dalia):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    made = draft(both)
    vetting.submit(person=dalia, edition=made)
    with pytest.raises(vetting.OwnDraft):
        vetting.tick(person=both, edition=made, checked=ALL)
    assert vetting.OwnDraft in says(made, both)


def test_whoever_proposed_a_draft_does_not_agree_to_it(dalia):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    made = draft(dalia)
    vetting.submit(person=both, edition=made)
    assert says(made, both)[0] is agreement.OwnProposal
    with pytest.raises(agreement.OwnProposal):
        agree(both, fresh(made))
