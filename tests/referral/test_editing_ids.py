"""Ids are for ever: taken out they stay named, dropped or given anew they are refused. Flows count up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import editing, editing_report, editing_review, editions
from referral import editing_documents as documents
from referral.models.pathway import PathwayDraft
from referral.pathway import ids
from staff.models.person import User
from tests.referral import drafting
from tests.referral.drafting import P01, WORDS
from tests.referral.small_book import book_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


def broken_ids(person: User, draft: PathwayDraft) -> list[str]:
    checked = editing_report.made(person=person, draft=draft)
    return [detail for rule, _, detail, *_ in editing_report.blocking(checked) if rule == "ID"]


def without_police(doc: dict[str, Any]) -> dict[str, Any]:
    doc["plan"]["today"] = [one for one in doc["plan"]["today"] if one["id"] != "police"]
    return doc


def test_an_id_that_is_dropped_is_refused_by_its_name(jun: User) -> None:
    draft = drafting.written(jun, without_police(drafting.flow()))
    assert broken_ids(jun, draft) == ["p01.plan.police was published and is gone; name it under retired"]
    drafting.proved(drafting.whole(draft))
    with pytest.raises(editing_review.BrokenRules):
        editing_review.propose(person=jun, draft=draft)


def test_each_sort_of_id_is_missed(jun: User) -> None:
    doc = drafting.flow()
    drafting.question(doc, "demand")["answers"].pop()
    drafting.question(doc, "made")["answers"][0]["next"] = "demand"
    doc["questions"] = [one for one in doc["questions"] if one["id"] != "who"]
    found = broken_ids(jun, drafting.written(jun, doc))
    gone = {one.partition(" ")[0] for one in found}
    assert gone == {"p01.who", "p01.who:stranger", "p01.who:known", "p01.demand:no"}
    doc = drafting.flow(path="pathways/cards/cards.json")
    doc["cards"][4]["lines"].pop()
    found = broken_ids(jun, drafting.written(jun, doc, path="pathways/cards/cards.json"))
    assert [one.partition(" ")[0] for one in found] == ["cards.blackmail.known"]


def test_what_is_taken_out_at_the_desk_stays_named_and_takes_its_words_along(
    jun: User, kofi: User, signed_in: Callable[..., Client]
) -> None:
    editor = signed_in(jun)
    editor.post("/desk/pathways/p01/draft/", {"kind": "structure"})
    draft = PathwayDraft.objects.get()
    sent = {"seen": draft.digest, "act": "remove:today.police"}
    editor.post(f"/desk/pathways/drafts/{draft.pk}/plan/", sent)
    draft.refresh_from_db()
    files = editing.files_of(draft)
    assert documents.load(files[P01])["retired"] == ["plan.police"]
    assert "plan.police" not in documents.load(files[WORDS])["texts"]
    assert "p01.plan.police" in ids.ids(editing.opened(files))
    assert broken_ids(jun, draft) == []
    drafting.published_by(jun, kofi, draft)
    assert documents.load(editing.published()[P01])["retired"] == ["plan.police"]


def test_what_is_retired_does_not_come_back(jun: User, kofi: User) -> None:
    doc = without_police(drafting.flow())
    draft = editing.begin(person=jun, folder="p01", kind="structure")
    files = {P01: documents.dump({**doc, "retired": ["plan.police"]})}
    for path in (WORDS, "pathways/p01/en.under18.json"):
        files[path] = documents.with_texts(editing.published()[path], {"plan.police": None})
    editing.write(person=jun, draft=draft, files=files, seen=draft.digest)
    draft.refresh_from_db()
    drafting.published_by(jun, kofi, draft)
    again = drafting.flow()
    again["plan"]["today"].append({"id": "police", "tags": []})
    back = drafting.written(jun, again)
    assert broken_ids(jun, back) == ["p01.plan.police is retired and may not come back"]
    editing.discard(person=jun, draft=back)
    forgotten = drafting.flow()
    del forgotten["retired"]
    assert "p01.plan.police was published and is gone" in broken_ids(jun, drafting.written(jun, forgotten))[0]


def with_an_answer(person: User, words: str) -> PathwayDraft:
    doc = drafting.flow()
    drafting.question(doc, "demand")["answers"].append({"id": "both", "effects": ["+P03"]})
    draft = editing.begin(person=person, folder="p01", kind="structure")
    files = {P01: documents.dump(doc)}
    for path in (WORDS, "pathways/p01/en.under18.json"):
        files[path] = documents.with_texts(editing.published()[path], {"demand.both": words})
    return editing.write(person=person, draft=draft, files=files, seen=draft.digest)


def test_what_was_taken_back_comes_again_only_with_its_meaning(jun: User, kofi: User) -> None:
    drafting.published_by(jun, kofi, with_an_answer(jun, "Both of it"))
    editing_review.roll_back(person=kofi)
    other = with_an_answer(jun, "Neither of it")
    assert broken_ids(jun, other) == [
        "p01.demand:both was published once with other words; what is new needs a new id"
    ]
    editing.discard(person=jun, draft=other)
    assert broken_ids(jun, with_an_answer(jun, "Both of it")) == []


def test_a_flow_counts_up_by_one_when_it_changes_and_only_then(jun: User, kofi: User) -> None:
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    assert editions.current().pathways["p01"].edition == 2
    assert editions.current().pathways["p02"].edition == 1
    drafting.published_by(jun, kofi, drafting.another_word(jun))
    assert editions.current().pathways["p01"].edition == 2
    doc = drafting.flow()
    drafting.answer(doc, "who", "stranger")["effects"].remove("+LEGAL/U2")
    doc["edition"] = 40
    draft = drafting.written(jun, doc)
    assert documents.load(editing.files_of(draft)[P01])["edition"] == 3
    same = {**drafting.flow(), "edition": 7}
    editing.write(person=jun, draft=draft, files={P01: documents.dump(same)}, seen=draft.digest)
    draft.refresh_from_db()
    assert draft.files == {}


def test_a_number_that_was_published_once_is_never_given_again(jun: User, kofi: User) -> None:
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    editing_review.roll_back(person=kofi)
    doc = drafting.flow()
    assert doc["edition"] == 1
    drafting.answer(doc, "who", "known")["effects"].append("+LEGAL/U3")
    assert documents.load(editing.files_of(drafting.written(jun, doc))[P01])["edition"] == 3
