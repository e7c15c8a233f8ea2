"""The pages of the pathway editor: each verb through its page, and the roles that may not."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import editing, editions
from referral import editing_documents as documents
from referral.models.pathway import BookEdition, PathwayDraft
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


@pytest.fixture
def editor(jun: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(jun, proved=True)


@pytest.fixture
def reviewer(kofi: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(kofi, proved=True)


def at(draft: PathwayDraft, name: str = "") -> str:
    return f"/desk/pathways/drafts/{draft.pk}/{name}"


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Return what the form of a question would send, unchanged."""
    html = client.get(address).content.decode()
    page = html[html.index('name="seen"') :]
    sent: dict[str, Any] = {"seen": re.search(r'name="seen" value="(\w+)"', html)[1], "act": "save"}
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        sent[name] = text
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        sent[name] = chosen[1].replace("&amp;", "&") if chosen else ""
    return sent


def begun(client: Client, kind: str = "structure", folder: str = "p01") -> PathwayDraft:
    client.post(f"/desk/pathways/{folder}/draft/", {"kind": kind})
    return PathwayDraft.objects.get(folder=folder, kind=kind, state="draft")


def says(answer: Any) -> str:
    return answer.content.decode()


def test_the_list_and_the_picture_show_what_is_walked(editor: Client) -> None:
    assert "p01" in says(editor.get("/desk/pathways/"))
    html = says(editor.get("/desk/pathways/p01/"))
    assert "<svg" in html
    assert html.count('class="flow__box flow__box--question"') == 6
    assert "Emergency plan, at once" in html
    assert editor.get("/desk/pathways/p99/").status_code == 404


def test_a_form_that_changes_nothing_leaves_the_file_as_it_was(editor: Client) -> None:
    draft = begun(editor)
    for name in ("danger", "made", "who", "demand", "feel", "want"):
        address = at(draft, f"questions/{name}/")
        sent = form_of(editor, address)
        if name in ("danger", "feel", "want"):
            sent |= shown_of(editor, address)
        answer = editor.post(address, sent, follow=True)
        assert answer.status_code == 200, name
    draft.refresh_from_db()
    files = editing.taken_out("p01", draft)
    assert documents.load(files[P01]) == drafting.flow()


def shown_of(client: Client, address: str) -> dict[str, Any]:
    html = says(client.get(address))
    return {
        "known": re.findall(r'name="known" value="([^"]+)"', html),
        "show": re.findall(r'name="show" value="([^"]+)" checked', html),
    }


def test_an_answer_is_changed_moved_added_and_taken_out(editor: Client) -> None:
    draft = begun(editor)
    address = at(draft, "questions/who/")
    more = {"stranger.add": "+LEGAL/U2", "stranger.add_if": "", "stranger.next": "feel"}
    editor.post(address, {**form_of(editor, address), **more})
    editor.post(address, {**form_of(editor, address), "act": "down:stranger"})
    new = {"act": "add", "new_id": "both", "new_adult": "Both of them", "new_under18": "Both"}
    editor.post(address, {**form_of(editor, address), **new})
    draft.refresh_from_db()
    doc = documents.load(editing.taken_out("p01", draft)[P01])
    answers = drafting.question(doc, "who")["answers"]
    assert [one["id"] for one in answers] == ["known", "stranger", "both"]
    assert answers[1]["effects"] == ["fact:who:stranger", "+LEGAL/U2"]
    assert answers[1]["next"] == "feel"
    assert documents.load(editing.taken_out("p01", draft)[WORDS])["texts"]["who.both"] == "Both of them"
    editor.post(address, {**form_of(editor, address), "act": "remove:both"})
    assert (
        len(drafting.question(documents.load(editing.taken_out("p01", reread(draft))[P01]), "who")["answers"])
        == 2
    )


def reread(draft: PathwayDraft) -> PathwayDraft:
    return PathwayDraft.objects.get(pk=draft.pk)


def test_an_id_that_is_taken_and_words_that_are_missing_are_refused(editor: Client) -> None:
    draft = begun(editor)
    address = at(draft, "questions/who/")
    words = {"new_adult": "Words", "new_under18": "Words"}
    for new, why in (
        ({"new_id": "known", **words}, "taken"),
        ({"new_id": "Not An Id", **words}, "small letters"),
        ({"new_id": "fine"}, "for adults and for under 18"),
    ):
        answer = editor.post(address, {**form_of(editor, address), "act": "add", **new})
        assert answer.status_code == 422
        assert why in says(answer)
    assert reread(draft).files == {}


def test_what_cannot_be_read_is_shown_again_with_its_place(editor: Client) -> None:
    draft = begun(editor)
    address = at(draft, "questions/who/")
    answer = editor.post(address, {**form_of(editor, address), "stranger.effects": "fact:made-up"})
    assert answer.status_code == 422
    assert "questions who answers stranger" in says(answer)
    assert "fact:made-up" in says(answer)


def test_of_two_forms_the_later_is_refused_and_keeps_what_was_typed(editor: Client) -> None:
    draft = begun(editor)
    address = at(draft, "questions/who/")
    first = form_of(editor, address)
    editor.post(address, {**first, "stranger.effects": "fact:who:stranger\n+LEGAL/U2"})
    answer = editor.post(address, {**first, "stranger.effects": "fact:who:stranger\n+DIGITAL/U3"})
    assert answer.status_code == 422
    assert "Somebody else has written in this draft" in says(answer)
    assert "+DIGITAL/U3" in says(answer)
    assert "+LEGAL/U2" in editing.taken_out("p01", reread(draft))[P01]


def test_lines_of_the_plan_get_a_condition_and_what_they_advise(editor: Client) -> None:
    draft = begun(editor)
    seen = draft.digest
    line = {"now.talk.here": "1", "now.talk.if": "not crisis", "now.talk.tags": ["talk-helpline", "choice"]}
    editor.post(at(draft, "plan/"), {"seen": seen, "act": "save", **line})
    new = {
        "act": "add",
        "new_section": "keep",
        "new_id": "notes",
        "new_adult": "Notes.",
        "new_under18": "Notes.",
    }
    editor.post(at(draft, "plan/"), {"seen": reread(draft).digest, **new})
    plan = documents.load(editing.taken_out("p01", reread(draft))[P01])["plan"]
    assert plan["now"][0] == {"id": "talk", "if": "not crisis", "tags": ["talk-helpline", "choice"]}
    assert [one["id"] for one in plan["keep"]] == ["proof", "notes"]


def test_a_card_gets_another_date(editor: Client) -> None:
    draft = begun(editor, folder="cards")
    address = at(draft, "cards/blackmail/")
    assert editor.get(address).status_code == 200
    editor.post(address, {"seen": draft.digest, "act": "save", "owner": "Jun", "review_by": "2028-01-01"})
    card = documents.load(editing.taken_out("cards", reread(draft))["pathways/cards/cards.json"])["cards"][4]
    assert (card["owner"], card["review_by"]) == ("Jun", "2028-01-01")


def test_words_are_changed_side_by_side(editor: Client) -> None:
    draft = begun(editor, "wording")
    html = says(editor.get(at(draft, "words/")))
    assert 'name="left who"' in html
    assert 'name="right who"' in html
    sent = {"seen": draft.digest, "left": "en.adult", "right": "en.under18", "key": ["who"]}
    editor.post(at(draft, "words/"), {**sent, "left who": "Who is\n it?", "right who": "Who?"})
    files = editing.taken_out("p01", reread(draft))
    assert documents.load(files[WORDS])["texts"]["who"] == "Who is it?"
    assert documents.load(files["pathways/p01/en.under18.json"])["texts"]["who"] == "Who?"


def test_a_draft_is_walked_at_the_desk_and_nowhere_else(editor: Client) -> None:
    draft = drafting.another_word(User.objects.get(name="Jun"), "A word of the draft?")
    sent = {"go": "walk", "start": "p01", "edition": "x", "language": "en",
            "a": ["danger:no", "p01.made:yes"]}  # fmt: skip
    page = editor.post(at(draft, "walk/"), sent)
    assert "A word of the draft?" in says(page)
    assert "Nobody but the desk sees this" in says(page)
    assert says(page).count("csrfmiddlewaretoken") == says(page).count('method="post"')
    public = Client().post("/en/", sent)
    assert "A word of the draft?" not in says(public)
    assert "csrfmiddlewaretoken" not in says(public)


def test_it_is_checked_proposed_agreed_and_taken_back_on_the_pages(editor: Client, reviewer: Client) -> None:
    draft = begun(editor)
    address = at(draft, "questions/who/")
    editor.post(address, {**form_of(editor, address), "stranger.add": "+LEGAL/U2"})
    editor.post(at(draft, "check/"))
    html = says(editor.get(at(draft)))
    assert "No rule is broken" in html
    assert "gained" in html
    drafting.proved(drafting.whole(reread(draft)))
    editor.post(at(draft, "propose/"))
    page = reviewer.get(at(draft))
    assert page.context["hindrance"] == ""
    shown = page.context["agreeing"].initial["shown"]
    assert "Agreed" in says(reviewer.post(at(draft, "agree/"), {"shown": shown}, follow=True))
    editions.forget()
    assert editions.current().edition == BookEdition.objects.get(is_current=True).edition
    assert "people walk it" in says(editor.get("/desk/pathways/editions/"))
    assert "again, within a second" in says(reviewer.post("/desk/pathways/editions/back/", follow=True))
    taken = BookEdition.objects.get(rolled_back_at__isnull=False)
    editor.post(f"/desk/pathways/editions/{taken.edition}/again/")
    assert "asked for again" in says(editor.get("/desk/pathways/editions/"))


@pytest.mark.promise("S8")
def test_whoever_wrote_is_offered_no_word_on_it(editor: Client, jun: User, kofi: User) -> None:
    draft = drafting.more_law(jun)
    drafting.proposed(jun, draft)
    context = editor.get(at(draft)).context
    assert (context["may_agree"], context["may_take_back"], context["may_write"]) == (False, True, False)


# --- files ---


def test_what_is_taken_out_and_brought_in_again_differs_in_nothing(editor: Client) -> None:
    packed = editor.get("/desk/pathways/p01/files/").content
    answer = bring_in(editor, packed)
    assert "exactly what is published" in says(answer)
    assert not PathwayDraft.objects.exists()


def test_files_changed_elsewhere_become_two_drafts_and_then_the_very_same_bytes(
    editor: Client, jun: User, kofi: User
) -> None:
    files = dict(editing.taken_out("p01"))
    flow, words = documents.load(files[P01]), documents.load(files[WORDS])
    drafting.question(flow, "who")["answers"].insert(
        0, {"id": "both", "effects": ["fact:who:known", "card:known-person"]}
    )
    words["texts"] = {"who.both": "Both", **words["texts"], "who": "Who, do you think?"}
    files[P01], files[WORDS] = documents.dump(flow), documents.dump(words)
    young = documents.load(files["pathways/p01/en.under18.json"])
    young["texts"]["who.both"] = "Both"
    files["pathways/p01/en.under18.json"] = documents.dump(young)
    bring_in(editor, zipped(files))
    assert set(PathwayDraft.objects.values_list("kind", flat=True)) == {"structure", "wording"}
    for kind in ("structure", "wording"):
        drafting.published_by(jun, kofi, PathwayDraft.objects.get(kind=kind))
    files[P01] = documents.dump({**flow, "edition": flow["edition"] + 1})
    assert {path: editing.taken_out("p01")[path] for path in files} == files


def test_a_file_that_is_no_pathway_is_not_taken_in(editor: Client) -> None:
    assert "not a zip" in says(bring_in(editor, b"nothing"))
    other = zipped({"pathways/p01/../../x.json": "{}"})
    assert "another pathway too" in says(bring_in(editor, other))


def bring_in(client: Client, packed: bytes) -> Any:
    return client.post("/desk/pathways/import/", {"file": SimpleUploadedFile("p.zip", packed)}, follow=True)


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return packed.getvalue()
