"""What the desk of the pathways refuses, and that a page says so in place of falling over."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import editing, editing_proof, editing_review, editions
from referral import editing_documents as documents
from referral.models.pathway import BookEdition, PathwayDraft
from staff.models.person import User
from tests.referral import drafting
from tests.referral.drafting import P01, WORDS
from tests.referral.small_book import book_of
from tests.referral.test_editing_ids import with_an_answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds."""
    settings.SEEDS_DIR = tmp_path
    book_of(tmp_path / "pathways")
    editions.forget()
    yield
    editions.forget()


@pytest.fixture
def editor(jun: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(jun, proved=True)


# --- a draft that fits no more ---


def test_every_page_of_a_draft_answers_after_a_roll_back(editor: Client, jun: User, kofi: User) -> None:
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    doc = drafting.flow()
    drafting.answer(doc, "who", "known")["effects"].append("+LEGAL/U3")
    draft = drafting.written(jun, doc)
    editing_review.roll_back(person=kofi)
    page = f"/desk/pathways/drafts/{draft.pk}/"
    assert "Put the draft aside" in editor.get(page).content.decode()
    for name in ("questions/who/", "plan/", "words/", "cards/blackmail/"):
        for ask in (editor.get, editor.post):
            answer = ask(f"{page}{name}", follow=True)
            assert answer.redirect_chain == [(page, 302)], name
            assert "Put this draft aside" in answer.content.decode()
    packed = editor.get(f"{page}files/").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert "+LEGAL/U3" in archive.read(P01).decode()
    editor.post(f"{page}aside/")
    assert PathwayDraft.objects.get(pk=draft.pk).state == "discarded"


def test_what_is_taken_out_has_what_was_published_since(jun: User, kofi: User) -> None:
    draft = with_an_answer(jun, "Both of it")
    drafting.published_by(jun, kofi, drafting.another_word(jun, "And then?"))
    texts = documents.load(editing.written_in(draft)[WORDS])["texts"]
    assert (texts["demand.both"], texts["who"]) == ("Both of it", "And then?")


# --- one person's way back ---


def test_one_person_goes_back_only_soon_after(jun: User, kofi: User, settings: Any) -> None:
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    long_ago = timezone.now() - dt.timedelta(hours=73)
    BookEdition.objects.filter(edition=after).update(published_at=long_ago)
    with pytest.raises(editing_review.TooLate):
        editing_review.roll_back(person=kofi)
    settings.WAYPOST_ROLL_BACK_HOURS = 74
    editing_review.roll_back(person=kofi)


@pytest.fixture
def broken_before(tmp_path: Path) -> None:
    """The house came with a line that no walk may lead to."""

    def bad(files: Any) -> None:
        files["p01/flow.json"]["plan"]["now"].insert(0, {"id": "bad", "tags": ["block"]})

    book_of(tmp_path / "pathways", bad)
    editions.forget()


def test_nobody_alone_brings_a_known_fault_back(broken_before: None, jun: User, kofi: User) -> None:
    doc = drafting.flow()
    doc["plan"]["now"][0]["tags"] = []
    after = drafting.published_by(jun, kofi, drafting.written(jun, doc))
    with pytest.raises(editing_review.BringsBackAFault):
        editing_review.roll_back(person=kofi)
    assert editing.edition_now() == after


def test_nor_what_the_whole_proof_found_broken(jun: User, kofi: User) -> None:
    before = editing_proof.of_files(editing.published())
    drafting.published_by(jun, kofi, drafting.more_law(jun))
    drafting.proved(before, state="broken")
    with pytest.raises(editing_review.BringsBackAFault):
        editing_review.roll_back(person=kofi)


# --- files from elsewhere ---


@pytest.mark.parametrize("folder", ["p77", "p٠١"])
def test_a_folder_that_there_is_not_is_not_brought_in(editor: Client, folder: str) -> None:
    files = {path.replace("/p01/", f"/{folder}/"): text for path, text in editing.taken_out("p01").items()}
    files = {path: text.replace('"id": "p01"', f'"id": "{folder}"') for path, text in files.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    sent = {"file": SimpleUploadedFile("p.zip", packed.getvalue())}
    said = editor.post("/desk/pathways/import/", sent, follow=True).content.decode()
    assert "There is no such pathway" in said or "another pathway too" in said
    assert not PathwayDraft.objects.exists()
    assert documents.folder_of("pathways/p٠١/flow.json") == ""


# --- words ---


def test_a_group_is_never_taken_from_what_was_sent(editor: Client, jun: User) -> None:
    draft = editing.begin(person=jun, folder="p01", kind="wording")
    page = f"/desk/pathways/drafts/{draft.pk}/words/"
    sent = {
        "seen": draft.digest,
        "left": "en.adult",
        "right": "en.under18",
        "key": ["who"],
        "left who": "Who?",
    }
    answer = editor.post(page, {**sent, "group": "who\r\nX: y&left=fr.adult"})
    assert answer["Location"] == f"{page}?left=en.adult&right=en.under18"
    draft.refresh_from_db()
    answer = editor.post(page, {**sent, "seen": draft.digest, "left who": "Who is it?", "group": "who"})
    assert answer["Location"] == f"{page}?left=en.adult&right=en.under18#who"


def test_a_folder_without_words_has_no_page_of_words(editor: Client, jun: User, tmp_path: Path) -> None:
    draft = editing.begin(person=jun, folder="shared", kind="wording")
    PathwayDraft.objects.filter(pk=draft.pk).update(folder="p66")
    assert editor.get(f"/desk/pathways/drafts/{draft.pk}/words/").status_code == 404
