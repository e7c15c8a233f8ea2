"""A plan is carried out as it was shown: drafts and proposals, a first stock, or nothing at all."""

import pytest

from directory import intake, planning, writing
from directory.hsds.diff import Action
from directory.models.edition import Edition, EditionState, Origin
from directory.models.outward import OutwardService
from directory.models.service import Service
from directory.states import State
from staff import agreement
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.directory.importing import Make, service


def test_planning_changes_nothing(planned: Make) -> None:
    planned([service(1)])
    assert not Service.objects.exists()
    assert not Edition.objects.exists()


def test_what_is_new_becomes_a_draft_that_nobody_reads(planned: Make, dalia: User) -> None:
    plan = planned([service(1), service(2)])
    intake.carry_out(person=dalia, digest=plan.digest)
    assert set(Service.objects.values_list("state", "feed")) == {(State.DRAFT.value, "feed")}
    assert {edition.origin for edition in Edition.objects.all()} == {Origin.IMPORT}
    assert not OutwardService.objects.exists()


def test_a_second_run_of_the_same_file_changes_nothing(planned: Make, dalia: User) -> None:
    intake.carry_out(person=dalia, digest=planned([service(1)]).digest)
    again = planned([service(1)])
    assert again.actions == {"same": 1}
    assert not again.changes_something


def test_a_plan_is_gone_once_it_was_carried_out(planned: Make, dalia: User) -> None:
    plan = planned([service(1)])
    intake.carry_out(person=dalia, digest=plan.digest)
    assert not plan.path.exists()
    with pytest.raises(intake.PlanGone):
        intake.carry_out(person=dalia, digest=plan.digest)


def test_a_change_is_shown_by_field_and_becomes_a_draft_on_top(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    plan = planned([service(1, name="Another name")])
    _plan, file = planning.opened(plan.digest)
    step = next(file.steps(Action.CHANGED))
    assert [(one.path, one.before, one.after) for one in step.fields] == [("name", "Line 1", "Another name")]
    file.close()
    intake.carry_out(person=dalia, digest=plan.digest)
    assert Service.objects.get().name == "Line 1"
    assert Edition.objects.get(state=EditionState.DRAFT).document["name"] == "Another name"


def test_what_the_feed_has_no_more_becomes_a_proposal_to_withdraw(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1), service(2)]).digest)
    plan = planned([service(1)])
    assert plan.actions == {"same": 1, "gone": 1}
    intake.carry_out(person=dalia, digest=plan.digest)
    proposal = Edition.objects.get(removes=True)
    assert proposal.service.name == "Line 2"
    assert proposal.service.state == State.SOURCED.value
    assert planned([service(1)]).actions == {"same": 1}


def test_a_file_that_breaks_off_takes_nothing_for_gone(planned: Make, dalia: User, tmp_path) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1), service(2)]).digest)
    path = tmp_path / "half.ndjson"
    path.write_text(
        '{"id": "1", "name": "Line 1", "status": "active", "waypost": {"country": "US"}}\n{"id": "2", "na'
    )
    plan = planning.make(planning.Source(path), feed="feed", country="US")
    assert plan.gone_held_back
    assert "gone" not in plan.actions


def test_a_service_that_is_refused_is_not_gone(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    assert planned([service(1, name="")]).actions == {}


def test_a_draft_that_somebody_works_on_is_left_alone(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    row = Service.objects.get()
    writing.save_draft(
        person=dalia,
        document={**writing.document_of(row), "name": "By hand"},
        service=row,
        origin=Origin.DESK,
    )
    plan = planned([service(1, name="By the feed")])
    assert plan.actions == {"busy": 1}
    intake.carry_out(person=dalia, digest=plan.digest)
    assert Edition.objects.get(state=EditionState.DRAFT).document["name"] == "By hand"


def test_a_plan_that_the_directory_has_overtaken_does_nothing(planned: Make, dalia: User) -> None:
    first, other = planned([service(1)]), planned([service(1, name="Other words")])
    intake.carry_out(person=dalia, digest=first.digest)
    with pytest.raises(intake.Outdated):
        intake.carry_out(person=dalia, digest=other.digest)
    assert Edition.objects.get().document["name"] == "Line 1"


def test_a_first_stock_is_sourced_and_can_be_read_at_once(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    assert Service.objects.get().state == State.SOURCED.value
    assert OutwardService.objects.get().sourced


def test_a_first_stock_needs_an_empty_directory(planned: Make, dalia: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    more = planned([service(1), service(2)])
    with pytest.raises(intake.NotEmpty):
        intake.load_first_stock(person=dalia, digest=more.digest)
    assert Service.objects.count() == 1


def test_more_stock_takes_a_second_person(planned: Make, dalia: User, emeka: User) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    proposal = intake.propose_stock(person=dalia, digest=planned([service(1), service(2)]).digest)
    assert Service.objects.count() == 1
    with pytest.raises(agreement.NotYours):
        agreement.agree(person=dalia, proposal=proposal, digest=proposal.digest)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert set(Service.objects.values_list("state", flat=True)) == {State.SOURCED.value}
    assert Service.objects.count() == 2


def test_stock_never_writes_over_what_people_have_taken_in_hand(
    planned: Make, dalia: User, emeka: User
) -> None:
    intake.load_first_stock(person=dalia, digest=planned([service(1)]).digest)
    Service.objects.update(state=State.RECORD_ONLY.value)
    proposal = intake.propose_stock(person=dalia, digest=planned([service(1, name="New words")]).digest)
    agreement.agree(person=emeka, proposal=proposal, digest=proposal.digest)
    assert Service.objects.get().state == State.RECORD_ONLY.value
    assert Edition.objects.get(state=EditionState.DRAFT).document["name"] == "New words"


@pytest.mark.parametrize("name", ["amina", "bruno", "chidi", "emeka", "farah", "greta", "hana"])
def test_only_an_editor_of_listings_imports(name: str, planned: Make, request: pytest.FixtureRequest) -> None:
    plan, person = planned([service(1)]), request.getfixturevalue(name)
    for verb in (intake.carry_out, intake.load_first_stock, intake.propose_stock):
        with pytest.raises(NotAllowed):
            verb(person=person, digest=plan.digest)
    assert not Service.objects.exists()


def test_an_import_is_on_record_with_its_numbers(planned: Make, dalia: User) -> None:
    plan = planned("page.json")
    intake.carry_out(person=dalia, digest=plan.digest)
    entry = AuditEntry.objects.filter(act="import.done").last()
    assert entry is not None
    assert entry.actor_id == dalia.pk
    assert f'"added":{plan.actions["added"]}' in entry.facts
    assert plan.digest in entry.facts


def test_a_plan_that_nobody_confirms_goes(planned: Make) -> None:
    plan = planned([service(1)])
    assert planning.sweep() == 0
    assert planning.sweep(now=plan.path.stat().st_mtime + (planning.KEPT_DAYS + 1) * 86_400) == 1
    assert not plan.path.exists()


@pytest.mark.parametrize("feed", ["", "With Blanks", "../up", "a" * 61])
def test_a_feed_has_a_plain_name(feed: str, planned: Make) -> None:
    with pytest.raises(planning.BadFeed):
        planned([service(1)], feed=feed)
