"""Further pages of one draft: its plan, what happens on entry, the cards, a new question, and its words."""

import uuid
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from referral import desk_drafts, editing, editing_forms, editing_report
from referral import editing_documents as documents
from referral import editing_words as words
from referral.desk_drafts import found
from referral.models.pathway import PathwayDraft
from referral.pathway.shapes import Book
from staff.gate import needs
from staff.roles import Ability

ENGLISH: Final = "en.adult"
YOUNG: Final = "en.under18"


@needs(Ability.EDIT_PATHWAY)
@require_POST
@desk_drafts.where_it_fits
def new_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a question to the flow, with its words, and open it."""
    draft = found(pk)
    try:
        doc, texts = editing_forms.new_question(desk_drafts._doc(draft), request.POST)
        says = desk_drafts._saved(request, draft, doc, texts)
    except editing_forms.Wrong as wrong:
        says = desk_drafts.wrong_said(wrong.code)
    if says:
        messages.error(request, says)
        return redirect("editing:draft", pk)
    return redirect("editing:question", pk, request.POST["new_id"].strip())


@needs(Ability.SEE_PATHWAYS)
@require_http_methods(["GET", "HEAD", "POST"])
@desk_drafts.where_it_fits
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the lines of the plan with what each advises, and what happens when the flow begins."""
    draft = found(pk)
    doc, book = desk_drafts._doc(draft), editing.book_of(draft)
    if "plan" not in doc:
        raise Http404
    says, changed = "", doc
    if request.method == "POST":
        request.user.require(Ability.EDIT_PATHWAY)
        says, changed = _plan_posted(request, draft, doc)
        if not says:
            messages.success(request, _("Saved in the draft."))
            return redirect("editing:plan", pk)
    context = {
        **desk_drafts._around(request, draft, book),
        "sections": [
            _section(book, draft.folder, name, changed["plan"][name]) for name in editing_forms.SECTIONS
        ],
        "broken": desk_drafts._broken(draft, book),
        "entry": "\n".join(changed.get("on_entry", [])),
        "entry_said": [words.effect_said(one, book) for one in changed.get("on_entry", [])],
        "effects_offered": words.effects_offered(book),
        "says": says,
        "typed": request.POST if says else {},
    }
    return render(request, "pathways/plan.html", context, using="desk", status=422 if says else 200)


def _plan_posted(request: HttpRequest, draft: PathwayDraft, doc: documents.Doc) -> tuple[str, documents.Doc]:
    texts: dict[str, str] = {}
    try:
        if "entry.effects" in request.POST:
            doc = editing_forms.entry(doc, request.POST)
        else:
            doc, texts = editing_forms.plan(doc, request.POST)
    except editing_forms.Wrong as wrong:
        return desk_drafts.wrong_said(wrong.code), doc
    return desk_drafts._saved(request, draft, doc, texts), doc


def _section(book: Book, folder: str, name: str, lines: list[documents.Doc]) -> dict[str, Any]:
    return {
        "name": name,
        "title": words.SECTIONS[name],
        "lines": [_line(book, f"{folder}.plan.{one['id']}", one) for one in lines],
    }


def _line(book: Book, key: str, one: documents.Doc) -> dict[str, Any]:
    held = set(one.get("tags", []))
    return {
        "id": one["id"],
        "text": editing_report.say(book, key),
        "if": one.get("if", ""),
        "dated": one.get("dated", False),
        "tags": [(tag, tag in held) for tag in words.tags_offered()],
        "held": one.get("tags", []),
    }


@needs(Ability.SEE_PATHWAYS)
@require_http_methods(["GET", "HEAD", "POST"])
@desk_drafts.where_it_fits
def card(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Show one card: who answers for it, until when it holds, its lines."""
    draft = found(pk)
    doc, book = desk_drafts._doc(draft), editing.book_of(draft)
    says = ""
    if request.method == "POST":
        request.user.require(Ability.EDIT_PATHWAY)
        try:
            changed, texts = editing_forms.card(doc, name, request.POST)
            says = desk_drafts._saved(request, draft, changed, texts)
        except editing_forms.Wrong as wrong:
            says = desk_drafts.wrong_said(wrong.code)
        if not says:
            messages.success(request, _("Saved in the draft."))
            return redirect("editing:card", pk, name)
    one = next((one for one in doc.get("cards", []) if one["id"] == name), None)
    if one is None:
        raise Http404
    context = {
        **desk_drafts._around(request, draft, book),
        "card": one,
        "name": name,
        "text": editing_report.say(book, f"cards.{name}"),
        "lines": [_line(book, f"cards.{name}.{line['id']}", line) for line in one["lines"]],
        "sections": words.SECTIONS.items(),
        "says": says,
        "typed": request.POST if says else {},
    }
    return render(request, "pathways/card.html", context, using="desk", status=422 if says else 200)


# --- words ---


@needs(Ability.SEE_PATHWAYS)
@require_http_methods(["GET", "HEAD", "POST"])
@desk_drafts.where_it_fits
def wording(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the words side by side, for two audiences or in two languages; take those that are changed."""
    draft = found(pk)
    files = editing.files_of(draft) if draft.is_open else editing.published()
    choices = _choices(files, draft.folder)
    if not choices:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    left = asked.get("left", ENGLISH) if asked.get("left", ENGLISH) in choices else next(iter(choices))
    right = asked.get("right", YOUNG) if asked.get("right", YOUNG) in choices else next(iter(choices))
    says = ""
    if request.method == "POST":
        request.user.require(Ability.EDIT_PATHWAY)
        says = _words_posted(request, draft, files, left, right)
        if not says:
            messages.success(request, _("Saved in the draft."))
            return _back_to(draft, files, left, right, request.POST.get("group", ""))
    book = editing.book_of(draft) if draft.is_open else editing.opened(files)
    context = {
        **desk_drafts._around(request, draft, book),
        "left": left,
        "right": right,
        "choices": choices.items(),
        "left_language": left.partition(".")[0],
        "right_language": right.partition(".")[0],
        "groups": _groups(files, draft.folder, left, right, request.POST if says else {}),
        "broken": desk_drafts._broken(draft, book),
        "says": says,
    }
    return render(request, "pathways/wording.html", context, using="desk", status=422 if says else 200)


def _back_to(draft: PathwayDraft, files: editing.Files, left: str, right: str, group: str) -> HttpResponse:
    """Lead back to the words that were saved, at their group if there is one of this name."""
    names = {one["name"] for one in _groups(files, draft.folder, left, right, {})}
    query = urlencode({"left": left, "right": right})
    address = f"{reverse('editing:wording', args=[draft.pk])}?{query}"
    return redirect(f"{address}#{group}" if group in names else address)


def _choices(files: editing.Files, folder: str) -> dict[str, str]:
    """Return the wordings that there are, English first, as `en.adult`."""
    known = [whose for path in files if (whose := documents.whose(path)) and whose[0] == folder]
    order = {name: number for number, name in enumerate(documents.AUDIENCES)}
    known.sort(key=lambda one: (one[1] != "en", one[1], order[one[2]]))
    return {f"{language}.{who}": f"{language}, {words.AUDIENCES[who]}" for _, language, who in known}


def _words_posted(
    request: HttpRequest, draft: PathwayDraft, files: editing.Files, left: str, right: str
) -> str:
    changed = {}
    for side, choice in (("left", left), ("right", right)):
        path = documents.wording_path(draft.folder, *choice.split(".", 1))
        changed[path] = editing_forms.reworded(changed.get(path, files[path]), request.POST, side)
    try:
        editing.write(person=request.user, draft=draft, files=changed, seen=request.POST.get("seen", ""))
    except editing.Refused as refusal:
        return str(refusal.says)
    return ""


def _groups(files: editing.Files, folder: str, left: str, right: str, typed: Any) -> list[dict[str, Any]]:
    """Return the texts by the question, the plan or the card they are of."""
    sides = [documents.texts(files, folder, *choice.split(".", 1)) for choice in (left, right)]
    english = documents.texts(files, folder, "en", "adult")
    found: dict[str, list[dict[str, Any]]] = {}
    for key in dict.fromkeys((*english, *sides[0], *sides[1])):
        group = key.partition(".")[0].partition("@")[0]
        row = {
            "key": key,
            "left": typed.get(f"left {key}", sides[0].get(key, "")),
            "right": typed.get(f"right {key}", sides[1].get(key, "")),
        }
        found.setdefault(group, []).append(row)
    return [{"name": name, "rows": rows} for name, rows in found.items()]
