"""Nothing is published before the whole proof of that very book, and not long after it either."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from directory import published
from directory.edition import Published
from referral import editing, editing_proof, editing_proof_run, editing_review, editions, proving
from referral.models.pathway import BookEdition, PathwayDraft
from referral.models.proof import SILENT, PathwayProof
from referral.pathway import table
from staff import agreement
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.referral import drafting
from tests.referral.small_book import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[PathwayProof]:
    """The runs whose process would have begun."""
    found: list[PathwayProof] = []
    monkeypatch.setattr(editing_proof, "start", found.append)
    return found


@pytest.fixture
def few_countries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two countries in place of all: what is asked there is proved elsewhere."""
    monkeypatch.setattr(proving, "everywhere", lambda: (None, "GB"))


def broken(person: User) -> PathwayDraft:
    """Return a draft with a line of advice that no walk may lead to."""
    doc = drafting.flow()
    doc["plan"]["now"].insert(0, {"id": "bad", "tags": ["block"]})
    return drafting.written(person, doc)


def refused(jun: User, draft: PathwayDraft) -> type[Exception]:
    with pytest.raises(editing.Refused) as refusal:
        editing_review.propose(person=jun, draft=draft)
    return refusal.type


# --- what publishing asks for ---


def test_without_a_proof_nothing_is_put_forward(jun: User) -> None:
    assert refused(jun, drafting.more_law(jun)) is editing_proof.NotProved


def test_a_proof_is_of_that_very_book(jun: User) -> None:
    draft = drafting.more_law(jun)
    drafting.proved(drafting.whole(draft))
    doc = drafting.flow(editing.files_of(draft))
    drafting.answer(doc, "who", "known")["effects"].append("+LEGAL/U3")
    files = {drafting.P01: drafting.documents.dump(doc)}
    changed = editing.write(person=jun, draft=draft, files=files, seen=draft.digest)
    assert refused(jun, changed) is editing_proof.NotProved


def test_a_proof_grows_old(jun: User, settings: Any) -> None:
    draft = drafting.more_law(jun)
    drafting.proved(drafting.whole(draft), days_ago=7.1)
    assert refused(jun, draft) is editing_proof.NotProved
    settings.WAYPOST_PROOF_DAYS = 8
    editing_review.propose(person=jun, draft=draft)


def test_the_newest_word_counts(jun: User) -> None:
    draft = drafting.more_law(jun)
    drafting.proved(drafting.whole(draft), days_ago=1)
    drafting.proved(drafting.whole(draft), state="broken")
    assert refused(jun, draft) is editing_proof.NotSound


def test_what_was_proved_when_it_was_proposed_may_have_to_be_proved_again(jun: User, kofi: User) -> None:
    proposal = drafting.proposed(jun, drafting.more_law(jun))
    PathwayProof.objects.update(ended_at=timezone.now() - 2 * editing_proof.holds())
    says = agreement.hindrance(kofi, proposal)
    assert says is not None
    assert says.says == editing_proof.NotProved.says
    with pytest.raises(agreement.NotCarriedOut) as refusal:
        agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)
    assert refusal.value.says == editing_proof.NotProved.says
    assert not BookEdition.objects.filter(is_current=True, origin="desk").exists()


def test_an_older_edition_needs_a_proof_too_and_the_seeds_bring_theirs(
    jun: User, kofi: User, tmp_path: Path
) -> None:
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    seeds = BookEdition.objects.get(edition=editions.seeds().edition)
    with pytest.raises(editing_proof.NotProved):
        editing_review.propose_restoring(person=jun, edition=seeds)
    (tmp_path / "walks").mkdir()
    (tmp_path / "walks" / "proved.txt").write_text(f"{table.structure(tmp_path / 'pathways')} 7 walks\n")
    proposal = editing_review.propose_restoring(person=jun, edition=seeds)
    (tmp_path / "walks" / "proved.txt").write_text("0123456789abcdef 7 walks\n")
    with pytest.raises(agreement.NotCarriedOut):
        agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)
    drafting.proved(editing_proof.digest_of(seeds.files))
    agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)


def test_what_was_found_broken_is_refused_even_if_the_house_came_with_it(jun: User, tmp_path: Path) -> None:
    (tmp_path / "walks").mkdir()
    (tmp_path / "walks" / "proved.txt").write_text(f"{table.structure(tmp_path / 'pathways')} 7 walks\n")
    digest = editing_proof.of_files(editions.seed_files())
    assert editing_proof.is_proved(digest)
    drafting.proved(digest, state="broken")
    with pytest.raises(editing_proof.NotSound):
        editing_proof.require(digest)


# --- a run ---


def test_the_command_proves_a_draft_and_keeps_what_came_of_it(
    jun: User, kofi: User, few_countries: None, started: list[PathwayProof]
) -> None:
    draft = drafting.more_law(jun)
    begun = editing_proof.begin(person=jun, draft=draft)
    out = StringIO()
    call_command("pathway_check", "--draft", str(draft.pk), "--processes", "1", stdout=out)
    row = PathwayProof.objects.get()
    assert row.pk == begun.pk
    assert (row.state, row.broken, row.digest) == ("clean", 0, drafting.whole(draft))
    assert row.walks > 40_000
    assert row.plans > 100
    assert row.people > 50
    assert f"{row.walks:,} walks" in out.getvalue()
    entries = AuditEntry.objects.filter(act__startswith="pathway.pro").order_by("number")
    assert [(one.act, one.actor_id) for one in entries] == [
        ("pathway.proof-begun", jun.pk), ("pathway.proved", None)
    ]  # fmt: skip
    proposal = editing_review.propose(person=jun, draft=draft)
    agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)


def test_a_broken_walk_is_kept_by_the_name_of_its_rule(jun: User) -> None:
    draft = broken(jun)
    with pytest.raises(CommandError, match="not fit to be published"):
        call_command("pathway_check", "--draft", str(draft.pk), "--processes", "1", stdout=StringIO())
    row = PathwayProof.objects.get()
    assert row.state == "broken"
    assert ["p01", "H22"] in [[pathway, rule] for rule, pathway, *_ in row.breaches]
    assert any("p01.made:yes" in walk for rule, *_, walk in row.breaches if rule == "H22")


def test_a_listing_that_does_not_suit_is_kept_too(
    jun: User, few_countries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = frozenset(published.current().listings)
    monkeypatch.setattr(editing_proof_run, "unfit_today", lambda: everything)
    draft = drafting.more_law(jun)
    with pytest.raises(CommandError):
        call_command("pathway_check", "--draft", str(draft.pk), "--processes", "1", stdout=StringIO())
    assert "WITHDRAWN" in {rule for rule, *_ in PathwayProof.objects.get().breaches}


def test_an_empty_directory_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stock: Published = replace(published.current(), listings={})
    outcome = editing_proof_run.computed(
        editions.seeds(), stock, unfit=frozenset(), processes=1, tell=lambda *told: None
    )
    assert [rule for rule, *_ in outcome.breaches] == ["DIRECTORY"]


def test_one_run_at_a_time_and_a_silent_one_makes_room(jun: User, started: list[PathwayProof]) -> None:
    draft = drafting.more_law(jun)
    first = editing_proof.begin(person=jun, draft=draft)
    with pytest.raises(editing_proof.Busy):
        editing_proof.begin(person=jun, draft=draft)
    with pytest.raises(editing_proof.Busy):
        editing_proof.taken(files=editing.published(), draft=None)
    PathwayProof.objects.update(beat_at=timezone.now() - SILENT)
    editing_proof.begin(person=jun, draft=draft)
    first.refresh_from_db()
    assert (first.state, PathwayProof.objects.running().count()) == ("broke-off", 1)
    with pytest.raises(editing_proof.Overtaken):
        editing_proof.beat(first)
    with pytest.raises(editing_proof.Overtaken):
        editing_proof.end(first, PathwayProof.State.CLEAN)


def test_a_run_whose_process_is_killed_is_seen_as_such(jun: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: object, **named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(editing_proof_run, "computed", killed)
    monkeypatch.setattr(editing_proof_run, "BEAT_SECONDS", 0.1)
    draft = drafting.more_law(jun)
    with pytest.raises(CommandError, match="begin it again"):
        call_command("pathway_check", "--draft", str(draft.pk), stdout=StringIO())
    assert PathwayProof.objects.get().state == "broke-off"
    assert refused(jun, draft) is editing_proof.NotProved


def test_only_who_may_propose_begins_one(kofi: User, jun: User) -> None:
    draft = drafting.more_law(jun)
    with pytest.raises(NotAllowed):
        editing_proof.begin(person=kofi, draft=draft)
    with pytest.raises(editing.NothingDiffers):
        editing_proof.begin(person=jun, draft=editing.begin(person=jun, folder="p02", kind="wording"))


# --- its page ---


def test_the_page_tells_how_far_it_is_and_what_is_broken_where(
    jun: User, signed_in: Callable[..., Client], started: list[PathwayProof],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    editor, draft = signed_in(jun), broken(jun)
    page = f"/desk/pathways/drafts/{draft.pk}/"
    assert "Start the whole proof" in editor.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"{page}proof/")
    assert [row.draft_id for row in started] == [draft.pk]
    PathwayProof.objects.update(at="walks", done=3, total=8, walks=1234)
    html = editor.get(page).content.decode()
    assert 'max="8" value="3"' in html
    assert "Walks so far: 1,234" in html
    assert "http-equiv" in html
    assert editor.get("/desk/pathways/proof/state/").json()["count"] == 3
    PathwayProof.objects.update(beat_at=timezone.now() - SILENT)
    assert "It broke off" in editor.get(page).content.decode()
    with pytest.raises(CommandError):
        call_command("pathway_check", "--draft", str(draft.pk), "--processes", "1", stdout=StringIO())
    html = editor.get(page).content.decode()
    assert "They stand under Rules" in html
    assert "p01.plan.bad is a plain step where the other may be known" in html
    assert "Put before a second person" not in html


def test_an_older_edition_is_proved_from_the_page_of_editions(
    jun: User, kofi: User, signed_in: Callable[..., Client], started: list[PathwayProof],
    django_capture_on_commit_callbacks: Any, few_countries: None,
) -> None:  # fmt: skip
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    editor, seeds = signed_in(jun), BookEdition.objects.get(edition=editions.seeds().edition)
    assert "Start the whole proof" in editor.get("/desk/pathways/editions/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"/desk/pathways/editions/{seeds.edition}/proof/")
    assert [row.edition for row in started] == [seeds.edition]
    call_command("pathway_check", "--edition", seeds.edition, "--processes", "1", stdout=StringIO())
    assert "Propose it again" in editor.get("/desk/pathways/editions/").content.decode()
    editing_review.propose_restoring(person=jun, edition=seeds)
