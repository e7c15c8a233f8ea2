"""The second person reads the whole difference: headings, tags, dates and owners, and nothing is cut off."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import editing, editing_fields, editing_report, editing_review, editing_shown, editions
from referral import editing_documents as documents
from referral.models.complaint import Complaint
from referral.models.pathway import BookEdition, PathwayDraft
from staff import agreement
from staff.models.person import User
from tests.referral import drafting
from tests.referral.drafting import P01, WORDS
from tests.referral.small_book import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]
CARDS = "pathways/cards/cards.json"


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


def lines(person: User, draft: PathwayDraft) -> list[tuple[str, str, str]]:
    """Return what a second person would read of the difference."""
    checked = editing_report.made(person=person, draft=draft)
    return [(str(what), str(was), str(now)) for what, was, now in editing_shown.of_report(checked.report)]


def test_a_line_that_turns_round_is_lost_and_gained(jun: User) -> None:
    doc = drafting.flow()
    doc["plan"]["now"].append(doc["plan"]["do_not"].pop())
    found = lines(jun, drafting.written(jun, doc))
    said = "Some plain words."
    assert ("Line of a plan", f"Better not: {said}", "") in found
    assert ("Line of a plan", "", f"Now: {said}") in found


def test_a_card_under_another_heading_and_its_fields_are_read(jun: User) -> None:
    doc = drafting.flow(path=CARDS)
    card = doc["cards"][2]
    assert card["id"] == "first-72-hours"
    card |= {"section": "do_not", "review_by": "2036-01-01", "owner": "Nobody"}
    card["lines"][0]["tags"] = ["doctor"]
    card["lines"][1]["dated"] = False
    doc["cards"].insert(0, doc["cards"].pop())
    found = lines(jun, drafting.written(jun, doc, path=CARDS))
    place = f"{CARDS} cards first-72-hours"
    rows = {what: (was, now) for what, was, now in found}
    assert rows[f"{place} section"] == ("now", "do_not")
    assert rows[f"{place} review_by"][1] == "2036-01-01"
    assert rows[f"{place} owner"][1] == "Nobody"
    assert rows[f"{place} lines 1 tags"] == ('["doctor", "care-clock"]', '["doctor"]')
    assert rows[f"{place} lines 2 dated"] == ("true", "false")
    assert f"{CARDS} cards order" in rows


def test_what_a_wording_says_of_itself_is_read(jun: User) -> None:
    doc = drafting.flow(path=WORDS)
    doc |= {"made": "by a machine", "read_by_native_speaker": "somebody"}
    found = lines(jun, drafting.written(jun, doc, kind="wording", path=WORDS))
    assert {(f"{WORDS} made", "for a test", "by a machine"),
            (f"{WORDS} read_by_native_speaker", "", "somebody")} <= set(found)  # fmt: skip


def test_a_file_that_differs_is_never_silent() -> None:
    text = documents.dump({"id": "p01", "needs": []})
    assert editing_fields.rows({P01: text}, {P01: text.replace("  ", "    ")}) == [
        (P01, "", editing_fields.WRITTEN)
    ]
    assert editing_fields.rows({P01: text}, {}) == [(P01, "(file)", "")]


def test_nothing_is_cut_off(jun: User) -> None:
    doc = drafting.flow(path=WORDS)
    doc["texts"] = {key: f"{said} {key}" for key, said in doc["texts"].items()}
    rows = [["k", "en", "adult", "a", "b"]] * 300
    report = {"moved": [["q", "a", "b", "c", ""]] * 90, "changed": [], "reworded": rows, "files": []}
    assert len(editing_shown.of_report(report)) == 390
    assert len(lines(jun, drafting.written(jun, doc, kind="wording", path=WORDS))) >= len(doc["texts"])


def test_an_agreement_to_restore_reads_what_was_worked_out_once(
    jun: User, kofi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    editing_review.roll_back(person=jun)
    row = BookEdition.objects.get(edition=after)
    proposal = editing_review.propose_restoring(person=jun, edition=row)

    def never(*args: object, **named: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(editing_report, "difference", never)
    monkeypatch.setattr(editing_report.stock, "current", never)
    assert agreement.hindrance(kofi, proposal) is None
    agreement.agree(person=kofi, proposal=proposal, digest=proposal.digest)


def test_a_check_that_was_overtaken_writes_nothing(jun: User, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafting.more_law(jun)
    report = editing_report.made(person=jun, draft=draft).report
    seen = PathwayDraft.objects.get(pk=draft.pk)
    PathwayDraft.objects.filter(pk=draft.pk).update(state="in-review")
    monkeypatch.setattr(editing_report, "_worked_out", lambda draft: {"broken": [], "digest": draft.digest})
    with pytest.raises(editing.ChangedMeanwhile):
        editing_report.made(person=jun, draft=seen)
    assert PathwayDraft.objects.get(pk=draft.pk).report == report


def test_one_check_at_a_time(jun: User, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafting.more_law(jun)

    def again(one: PathwayDraft) -> dict[str, Any]:
        with pytest.raises(editing_report.Checking):
            editing_report.made(person=jun, draft=one)
        raise editing.Outdated

    monkeypatch.setattr(editing_report, "_worked_out", again)
    for _ in range(2):  # and the second finds the way free again
        with pytest.raises(editing.Outdated):
            editing_report.made(person=jun, draft=draft)


def test_nothing_of_a_preview_reaches_those_who_take_complaints(
    jun: User, signed_in: Callable[..., Client]
) -> None:
    draft = drafting.another_word(jun)
    sent = {"go": "complain", "wrong": "not-safe", "send": "1", "about": "site"}
    form = "application/x-www-form-urlencoded"
    assert Client().post("/", urlencode(sent), content_type=form).status_code == 200
    assert Complaint.objects.count() == 1  # so these fields are what the public door takes
    for more in ({}, {"complain": "site"}):
        answer = signed_in(jun).post(f"/desk/pathways/drafts/{draft.pk}/walk/", {**sent, **more})
        assert answer.status_code == 200
    assert Complaint.objects.count() == 1
