"""A draft is begun, written, held against what is published, agreed to by another person, and taken back."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from referral import editing, editing_report, editing_review, editing_shown, editions
from referral import editing_documents as documents
from referral.models.pathway import BookEdition, PathwayDraft
from staff import agreement
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.referral import drafting
from tests.referral.drafting import P01, WORDS
from tests.referral.small_book import book_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds: what is proved here does not hang on what they say."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


def test_the_seeds_are_walked_until_something_is_published() -> None:
    assert editions.current() is editions.seeds()
    assert editing.edition_now() == editions.seeds().edition


@pytest.mark.promise("S8")
def test_two_people_publish_and_everybody_walks_it(jun: User, kofi: User) -> None:
    before = editions.current().edition
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    assert after != before
    assert "+LEGAL/U2" in drafting.answer(drafting.flow(), "who", "stranger")["effects"]
    row = BookEdition.objects.get(edition=after)
    assert (row.proposer_id, row.agreer_id, row.before) == (jun.pk, kofi.pk, before)
    entries = AuditEntry.objects.filter(act__startswith="pathway.").order_by("number")
    acts = list(entries.values_list("act", flat=True))
    assert acts == [
        "pathway.drafted", "pathway.saved", "pathway.checked", "pathway.submitted", "pathway.published"
    ]  # fmt: skip


@pytest.mark.promise("S8")
def test_nobody_who_wrote_in_a_draft_agrees_to_it(jun: User, kofi: User) -> None:
    draft = drafting.more_law(jun)
    PathwayDraft.objects.filter(pk=draft.pk).update(writers=[jun.pk, kofi.pk])
    draft.refresh_from_db()
    proposal = drafting.proposed(jun, draft)
    with pytest.raises(agreement.NotCarriedOut) as refused:
        agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)
    assert refused.value.says == editing_review.OwnWriting.says
    assert not BookEdition.objects.published().exists()


def test_a_walk_finishes_for_a_day_on_the_edition_it_began_on(jun: User, kofi: User) -> None:
    before = editions.current().edition
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    assert editions.book(before).edition == before
    assert editions.book("nothing").edition == after
    BookEdition.objects.filter(edition=before).update(superseded_at=timezone.now() - dt.timedelta(hours=25))
    editions.forget()
    assert editions.book(before).edition == after


def test_one_person_goes_one_step_back_and_no_walk_goes_on_with_what_was_wrong(jun: User, kofi: User) -> None:
    before = editions.current().edition
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    editing_review.roll_back(person=kofi)
    editions.forget()
    assert editions.current().edition == before
    assert editions.book(after).edition == before
    with pytest.raises(editing_review.NothingBefore):
        editing_review.roll_back(person=kofi)
    assert AuditEntry.objects.filter(act="pathway.rolled-back", actor_id=kofi.pk).count() == 1


@pytest.mark.promise("S8")
def test_an_older_edition_comes_back_by_two_people(jun: User, kofi: User) -> None:
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    editing_review.roll_back(person=jun)
    proposal = editing_review.propose_restoring(person=jun, edition=BookEdition.objects.get(edition=after))
    shown = [str(line[0]) for line in editing_shown.restoring_lines(proposal.contents)]
    assert "Need" in shown  # LEGAL is gained
    agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)
    editions.forget()
    assert editions.current().edition == after


@pytest.mark.promise("S13")
def test_the_last_edition_is_walked_while_the_database_does_not_answer(
    jun: User, kofi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))

    def down(*args: object, **named: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("referral.models.pathway.BookEditionQuerySet.walked", down)
    editions.look_again()
    assert editions.current().edition == after


# --- what a draft may hold ---


def test_words_and_structure_are_written_apart(jun: User) -> None:
    words, flow = drafting.flow(path=WORDS), drafting.flow()
    words["texts"]["who"] = "Another question?"
    drafting.answer(flow, "who", "stranger")["effects"].append("+LEGAL/U2")
    structure = editing.begin(person=jun, folder="p01", kind="structure")
    wording = editing.begin(person=jun, folder="p01", kind="wording")
    with pytest.raises(editing.NotStructure):
        write(jun, structure, {P01: documents.dump(flow), WORDS: documents.dump(words)})
    with pytest.raises(editing.NotWording):
        write(jun, wording, {P01: documents.dump(flow), WORDS: documents.dump(words)})
    write(jun, structure, {P01: documents.dump(flow)})
    write(jun, wording, {WORDS: documents.dump(words)})


def write(person: User, draft: PathwayDraft, files: dict[str, str]) -> PathwayDraft:
    return editing.write(person=person, draft=draft, files=files, seen=draft.digest)


def test_a_draft_is_about_one_pathway(jun: User) -> None:
    other = drafting.flow(path="pathways/p02/flow.json")
    other["own_rules"].append("Another.")
    draft = editing.begin(person=jun, folder="p01", kind="structure")
    with pytest.raises(editing.NotTheFolder):
        write(jun, draft, {"pathways/p02/flow.json": documents.dump(other)})


def test_what_cannot_be_read_is_not_saved_and_the_place_is_named(jun: User) -> None:
    doc = drafting.flow()
    drafting.answer(doc, "who", "stranger")["effects"].append("fact:no-such-fact")
    draft = editing.begin(person=jun, folder="p01", kind="structure")
    with pytest.raises(editing.Unreadable) as refused:
        write(jun, draft, {P01: documents.dump(doc)})
    assert "questions who answers stranger effects 2" in str(refused.value.says)
    draft.refresh_from_db()
    assert draft.files == {}


def test_of_two_who_write_at_once_the_second_is_told(jun: User) -> None:
    draft = editing.begin(person=jun, folder="p01", kind="structure")
    doc = drafting.flow()
    drafting.answer(doc, "who", "stranger")["effects"].append("+LEGAL/U2")
    write(jun, draft, {P01: documents.dump(doc)})
    with pytest.raises(editing.ChangedMeanwhile):
        write(jun, draft, {P01: documents.dump(drafting.flow())})
    draft.refresh_from_db()
    assert P01 in draft.files


def test_one_draft_of_a_kind_is_open_at_a_time(jun: User) -> None:
    draft = editing.begin(person=jun, folder="p01", kind="structure")
    with pytest.raises(editing.AlreadyDrafted):
        editing.begin(person=jun, folder="p01", kind="structure")
    editing.discard(person=jun, draft=draft)
    editing.begin(person=jun, folder="p01", kind="structure")
    with pytest.raises(editing.UnknownFolder):
        editing.begin(person=jun, folder="p99", kind="structure")


# --- what is refused ---


def test_a_broken_rule_is_found_and_is_not_proposed(jun: User) -> None:
    doc = drafting.flow()
    doc["plan"]["now"].insert(0, {"id": "now-quiet", "tags": ["block"]})
    draft = editing_report.made(person=jun, draft=drafting.written(jun, doc))
    assert {"H22", "TEXT"} <= {row[0] for row in editing_report.blocking(draft)}
    with pytest.raises(editing_review.BrokenRules):
        editing_review.propose(person=jun, draft=draft)


def test_what_was_published_meanwhile_has_to_be_proposed_anew(jun: User, kofi: User) -> None:
    words = drafting.proposed(jun, drafting.another_word(jun))
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    with pytest.raises(agreement.Changed):
        agreement.agree(person=kofi, proposal=words, digest=words.digest)
    agreement.withdraw(person=jun, proposal=words)
    draft = PathwayDraft.objects.get(kind="wording")
    assert draft.state == "draft"
    drafting.published_by(jun, kofi, draft)
    assert drafting.flow(path=WORDS)["texts"]["who"] == "What has happened up to now?"
    assert "+LEGAL/U2" in drafting.answer(drafting.flow(), "who", "stranger")["effects"]


def test_a_refused_draft_is_a_draft_again(jun: User, kofi: User) -> None:
    draft = drafting.more_law(jun)
    drafting.proposed(jun, draft)
    editing_review.refuse(person=kofi, draft=draft, reason_code="not-right")
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == ("draft", None)
    drafting.proposed(jun, draft)
    editing_review.take_back(person=jun, draft=draft)
    assert not BookEdition.objects.published().exists()


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.PATHWAY_EDITOR])
def test_nobody_but_editors_writes_or_proposes(cast: dict[Role, User], jun: User, role: Role) -> None:
    draft, other = drafting.more_law(jun), cast[role]
    with pytest.raises(NotAllowed):
        editing.begin(person=other, folder="p02", kind="wording")
    with pytest.raises(NotAllowed):
        write(other, draft, {})
    with pytest.raises(NotAllowed):
        editing.discard(person=other, draft=draft)
    with pytest.raises(NotAllowed):
        editing.bring_in(person=other, files={})
    with pytest.raises(NotAllowed):
        editing_review.propose(person=other, draft=draft)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.PATHWAY_REVIEWER])
def test_nobody_but_reviewers_agrees(cast: dict[Role, User], jun: User, role: Role) -> None:
    proposal = drafting.proposed(jun, drafting.more_law(jun))
    with pytest.raises((NotAllowed, agreement.Refused)):
        agreement.agree(person=cast[role], proposal=proposal, digest=proposal.digest)
    if role != Role.PATHWAY_EDITOR:
        with pytest.raises(NotAllowed):
            editing_review.roll_back(person=cast[role])
