"""The pages of one draft: what it breaks and changes, its questions, and its review."""

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.desk_rows import names
from referral import (
    desk_pathways,
    desk_proofs,
    editing,
    editing_forms,
    editing_ids,
    editing_proof,
    editing_report,
    editing_review,
)
from referral import editing_documents as documents
from referral import editing_words as words
from referral.models.pathway import PathwayDraft
from referral.pathway.shapes import Book
from staff import agreement
from staff.agreement_forms import Agreeing, Refusing
from staff.gate import needs
from staff.roles import Ability

Act = Callable[[], object]
View = Callable[..., HttpResponse]
AUDIENCES: Final = documents.AUDIENCES


def wrong_said(code: str) -> str:
    """Return the words for a field that cannot be taken."""
    return {
        "id": _("An id has small letters, digits and dashes, and stays for ever. Nothing was saved."),
        "taken": _("This id is taken. Nothing was saved."),
        "text": _("Write the words for adults and for under 18 too. Nothing was saved."),
        "gone": _("What you changed is not there any more. Nothing was saved."),
    }[code]


def found(pk: uuid.UUID) -> PathwayDraft:
    """Return a draft. Raises: Http404."""
    draft = editing.draft(pk)
    if draft is None:
        raise Http404
    return draft


@needs(Ability.SEE_PATHWAYS)
@require_safe
def one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a draft: its picture, what it breaks, what it changes for those who walk, and what can be done."""
    draft = found(pk)
    try:
        book = editing.book_of(draft) if draft.is_open else editing.opened(editing.published())
    except editing.Refused as refusal:
        messages.error(request, str(refusal.says))
        book = editing.opened(editing.published())
    proposal = editing_review.proposal_of(draft)
    broken = _broken(draft, book)
    called = names([draft.created_by_id, draft.saved_by_id, *draft.writers])
    in_review = draft.state == editing.State.IN_REVIEW
    own = request.user.pk in draft.writers
    may_agree = in_review and request.user.may(Ability.AGREE_PATHWAY) and not own
    context = {
        **_around(request, draft, book),
        **desk_proofs.shown(editing_proof.of_files(laid(draft)), draft),
        "may_prove": draft.is_open and bool(draft.files) and request.user.may(Ability.PROPOSE_PATHWAY),
        "writers": [called.get(writer, "?") for writer in draft.writers],
        "picture": desk_pathways.drawn(book, draft.folder),
        "report": draft.found,
        "fresh": draft.is_open and editing_report.is_fresh(draft),
        "broken": broken,
        "broken_places": _places(broken, book, draft.folder),
        "blocking": editing_report.blocking(draft),
        "in_review": in_review,
        "may_propose": draft.state == editing.State.DRAFT and request.user.may(Ability.PROPOSE_PATHWAY),
        "may_agree": may_agree,
        "hindrance": _hindrance(request, proposal) if may_agree else "",
        "may_take_back": proposal is not None and proposal.proposer_id == request.user.pk,
        "agreeing": Agreeing(initial={"shown": proposal.digest}) if proposal else None,
        "refusing": Refusing(),
        **desk_pathways.plan_shown(book, draft.folder),
    }
    return render(request, "pathways/draft.html", context, using="desk")


def _hindrance(request: HttpRequest, proposal: Any) -> str:
    refusal = agreement.hindrance(request.user, proposal) if proposal else None
    return str(getattr(refusal, "says", "")) if refusal else ""


def _broken(draft: PathwayDraft, book: Book) -> list[list[Any]]:
    """Return what the last check found, or before one what shows without walking, and the whole proof's."""
    if draft.found:
        rows = [list(row) for row in draft.found["broken"]]
    elif draft.is_open and draft.files:
        rows = [[one.rule, one.pathway, one.detail, "", False] for one in editing_report.at_once(draft, book)]
    else:
        rows = []
    known = {tuple(row[:3]) for row in rows}
    if draft.is_open and draft.files:
        whole = desk_proofs.breaches(editing_proof.of_files(laid(draft)))
        rows += [row for row in whole if tuple(row[:3]) not in known]
    return [[*row, words.rule_said(row[0])] for row in rows]


def _places(broken: list[list[Any]], book: Book, folder: str) -> list[str]:
    """Return the questions of which something is said under what is broken."""
    pathway = book.pathways.get(folder)
    return list(words.at_place(broken, pathway.questions if pathway else (), folder))


def _around(request: HttpRequest, draft: PathwayDraft, book: Book) -> dict[str, Any]:
    doc = _doc(draft)
    return {
        "draft": draft,
        "folder": draft.folder,
        "title": desk_pathways.title(book, draft.folder),
        "kind": editing_review.KINDS[draft.kind],
        "may_write": desk_pathways.may_write(request.user, draft),
        "is_structure": draft.kind == editing.Kind.STRUCTURE,
        "questions": [
            (one["id"], editing_report.say(book, _text_key(draft.folder, one)))
            for one in doc.get("questions", [])
        ],
        "cards": [
            (one["id"], editing_report.say(book, f"cards.{one['id']}")) for one in doc.get("cards", [])
        ],
        "has_plan": "plan" in doc,
    }


def _text_key(folder: str, question: Mapping[str, Any]) -> str:
    return f"shared.{question['use']}" if "use" in question else f"{folder}.{question['id']}"


def _doc(draft: PathwayDraft) -> documents.Doc:
    """Return the structure of the draft's folder; empty where the folder is not there any more."""
    text = laid(draft).get(documents.structure_path(draft.folder))
    return documents.load(text) if text else {}


def laid(draft: PathwayDraft) -> editing.Files:
    """Return all files with the draft in them; those that are published where it fits there no more."""
    try:
        return editing.files_of(draft) if draft.is_open else editing.published()
    except editing.Refused:
        return editing.published()


def where_it_fits(view: View) -> View:
    """Lead back to the page of the draft, with the reason, where a page can't be made of it any more."""

    @wraps(view)
    def led(request: HttpRequest, pk: uuid.UUID, **named: str) -> HttpResponse:
        try:
            return view(request, pk, **named)
        except editing.Refused as refusal:
            messages.error(request, str(refusal.says))
            return redirect("editing:draft", pk)

    return led


# --- what is done with it ---


def _done(request: HttpRequest, pk: uuid.UUID, act: Act, done: str) -> HttpResponse:
    try:
        act()
    except (editing.Refused, agreement.Refused) as refusal:
        messages.error(request, str(refusal.says))
    else:
        messages.success(request, done)
    return redirect("editing:draft", pk)


@needs(Ability.EDIT_PATHWAY)
@require_POST
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Follow the walks, and hold them against those of what is published."""
    draft = found(pk)
    return _done(request, pk, lambda: editing_report.made(person=request.user, draft=draft), _("Checked."))


@needs(Ability.PROPOSE_PATHWAY)
@require_POST
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the draft before a second person."""
    draft = found(pk)
    done = _("It is in review. A second person decides; people walk what they walked before.")
    return _done(request, pk, lambda: editing_review.propose(person=request.user, draft=draft), done)


@needs(Ability.AGREE_PATHWAY, step_up=True)
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish exactly what was shown. A GET comes from proving who one is: back to the page, to read anew."""
    draft, form = found(pk), Agreeing(request.POST)
    proposal = editing_review.proposal_of(draft)
    if request.method == "GET" or not form.is_valid() or proposal is None:
        return redirect("editing:draft", pk)
    shown = form.cleaned_data["shown"]
    act: Act = lambda: agreement.agree(person=request.user, proposal=proposal, digest=shown)  # noqa: E731
    return _done(request, pk, act, _("Agreed. Walks that begin now are on this edition."))


@needs(Ability.AGREE_PATHWAY)
@require_POST
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close the review without publishing."""
    draft, form = found(pk), Refusing(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why. Nothing was changed."))
        return redirect("editing:draft", pk)
    act: Act = lambda: editing_review.refuse(  # noqa: E731
        person=request.user, draft=draft, reason_code=form.cleaned_data["reason"]
    )
    return _done(request, pk, act, _("Refused. It is a draft again; people walk what they walked before."))


@needs(Ability.PROPOSE_PATHWAY)
@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make one's own proposal a draft again."""
    draft = found(pk)
    act: Act = lambda: editing_review.take_back(person=request.user, draft=draft)  # noqa: E731
    return _done(request, pk, act, _("It is a draft again."))


@needs(Ability.EDIT_PATHWAY)
@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the draft aside."""
    draft = found(pk)
    return _done(
        request, pk, lambda: editing.discard(person=request.user, draft=draft), _("It was put aside.")
    )


@needs(Ability.SEE_PATHWAYS)
@require_safe
def export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send the files of the pathway as this draft has them."""
    draft = found(pk)
    return desk_pathways.zipped(editing.written_in(draft), draft.folder)


# --- writing in it ---


def _saved(
    request: HttpRequest,
    draft: PathwayDraft,
    doc: documents.Doc,
    texts: Mapping[str, str],
    *,
    after: str = "",
) -> str:
    """Save a changed structure with the words that are new; return why not, or nothing."""
    now, path = editing.files_of(draft), documents.structure_path(draft.folder)
    files = editing_ids.without_words(now, doc, draft.folder)
    files[path] = documents.dump(editing_ids.with_retired(doc, documents.load(editing.published()[path])))
    now = {**now, **files}
    for audience in AUDIENCES:
        new = {key.partition(" ")[2]: said for key, said in texts.items() if key.startswith(f"{audience} ")}
        path = documents.wording_path(draft.folder, "en", audience)
        if new and path in now:
            files[path] = documents.with_texts(now[path], new, after=after)
    try:
        editing.write(person=request.user, draft=draft, files=files, seen=request.POST.get("seen", ""))
    except editing.Refused as refusal:
        return str(refusal.says)
    return ""


def _again(request: HttpRequest, template: str, context: dict[str, Any], says: str) -> HttpResponse:
    """Show the form again with what was typed, and why it was not saved."""
    again = {**context, "says": says, "typed": request.POST}
    return render(request, template, again, using="desk", status=422)


@needs(Ability.SEE_PATHWAYS)
@require_http_methods(["GET", "HEAD", "POST"])
@where_it_fits
def question(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Show a question of a draft, its answers and where each leads; take what is changed in it."""
    draft = found(pk)
    doc, book = _doc(draft), editing.book_of(draft)
    asked = editing_forms.question_of(doc, name)
    if asked is None:
        raise Http404
    if request.method == "POST":
        request.user.require(Ability.EDIT_PATHWAY)
        if request.POST.get("act") == "drop":
            changed, texts, says = editing_forms.without_question(doc, name), {}, ""
        else:
            changed, texts, says = _question_posted(doc, name, request)
        says = says or _saved(request, draft, changed, texts, after=_last_key(draft, name))
        if not says:
            messages.success(request, _("Saved in the draft."))
            gone = request.POST.get("act") == "drop"
            return redirect("editing:draft", pk) if gone else redirect("editing:question", pk, name)
        if texts or request.POST.get("act", "").startswith(("up", "down", "remove", "drop")):
            changed = doc
        shown = _question_context(request, draft, changed, book, name)
        return _again(request, "pathways/question.html", shown, says)
    context = _question_context(request, draft, doc, book, name)
    return render(request, "pathways/question.html", context, using="desk")


def _question_posted(
    doc: documents.Doc, name: str, request: HttpRequest
) -> tuple[documents.Doc, dict[str, str], str]:
    try:
        return (*editing_forms.question(doc, name, request.POST), "")
    except editing_forms.Wrong as wrong:
        return doc, {}, wrong_said(wrong.code)


def _last_key(draft: PathwayDraft, name: str) -> str:
    """Return behind which text those of a new answer stand."""
    known = documents.texts(editing.files_of(draft), draft.folder, "en", "adult")
    return next((key for key in reversed(known) if key.partition(".")[0] == name), "")


def _question_context(
    request: HttpRequest, draft: PathwayDraft, doc: documents.Doc, book: Book, name: str
) -> dict[str, Any]:
    asked = editing_forms.question_of(doc, name) or {"id": name}
    made = book.pathways[draft.folder].questions.get(name) if draft.folder in book.pathways else None
    keys = {one.id: one.key for one in made.answers} if made else {}
    mine = [one["id"] for one in asked.get("answers", [])]
    listed = mine if "use" not in asked else [one.id for one in made.answers] if made else []
    if "use" in asked:
        listed = _all_shared(editing.files_of(draft), asked["use"])
    broken = words.at_place(_broken(draft, book), [one["id"] for one in doc["questions"]], draft.folder)
    return {
        **_around(request, draft, book),
        "name": name,
        "asked": asked,
        "text": editing_report.say(book, _text_key(draft.folder, asked)),
        "answers": [_answer_row(book, draft.folder, asked, one, keys) for one in listed],
        "next": _ways_row(asked.get("next")),
        "broken": broken.get(name, []),
        "effects_offered": words.effects_offered(book),
        "targets_offered": words.targets_offered(book, draft.folder),
        "leads_here": [one["id"] for one in doc["questions"] if name in str(one.get("next", "")) or any(
            name in str(a.get("next", "")) for a in one.get("answers", []))],
        "used": "use" in asked,
    }  # fmt: skip


def _all_shared(files: Mapping[str, str], use: str) -> list[str]:
    shared = documents.load(files[documents.structure_path("shared")])
    asked = editing_forms.question_of(shared, use)
    known = [one["id"] for one in asked["answers"]] if asked else []
    return [*known, *(name for name in editing_forms.QUIET if name not in known)]


def _answer_row(
    book: Book, folder: str, asked: Mapping[str, Any], name: str, keys: Mapping[str, str]
) -> dict[str, Any]:
    written = next((one for one in asked.get("answers", []) if one["id"] == name), {})
    used = "use" in asked
    effects = asked.get("effects_by", {}).get(name, []) if used else written.get("effects", [])
    to = asked.get("answers_next", {}).get(name) if used else written.get("next")
    key = keys.get(name) or (f"shared.{asked['use']}.{name}" if used else f"{folder}.{asked['id']}.{name}")
    if name in editing_forms.QUIET and not book.say(key, language="en", audience="adult").text:
        key = f"shared.{name}"
    return {
        "id": name,
        "text": editing_report.say(book, key),
        "young": book.say(key, language="en", audience="under18").text,
        "if": written.get("if", ""),
        "alone": written.get("alone", False),
        "heading": written.get("heading", ""),
        "effects": "\n".join(effects),
        "said": [words.effect_said(one, book) for one in effects],
        "rows": max(2, len(effects)),
        "shown": not used or name in asked.get("show", [name]) or name in editing_forms.QUIET,
        **_ways_row(to),
    }


def _ways_row(to: Any) -> dict[str, Any]:
    several = isinstance(to, list) or " if " in (to or "")
    lines = to if isinstance(to, list) else [to] if to else []
    return {"to": "several" if several else to or "", "ways": "\n".join(lines)}
