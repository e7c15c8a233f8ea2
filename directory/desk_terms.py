"""The pages of words: what people type, what foreign terms mean, and our own tree of terms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory import countries, term_lists, topics_tree, wording
from directory.models.search import Synonym
from directory.models.topic import TermRule
from directory.search.folding import folded
from directory.term_forms import RuleForm, SynonymForm
from staff.gate import needs
from staff.roles import Ability

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Node:
    """A term of a tree with those below it."""

    name: str
    description: str
    below: tuple["Node", ...]


@needs(Ability.EDIT_TERMS)
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show what people type and what we understand by it."""
    wanted = folded(request.GET.get("q", ""))
    rows = [row for row in Synonym.objects.order_by("language", "position", "pk") if _has(row, wanted)]
    language = get_language() or "en"
    shown = [
        (row, countries.language_name(row.language, language), row.phrases.split("\n"), _kinds(row.kinds))
        for row in rows
    ]
    context = {"rows": shown, "q": request.GET.get("q", "")}
    return render(request, "listings/synonyms.html", context, using="desk")


@needs(Ability.EDIT_TERMS)
@require_http_methods(["GET", "POST"])
def synonym(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Change an entry, add one, or take one away."""
    row = _found(Synonym, pk)
    form = SynonymForm(request.POST if request.method == "POST" else None, initial=_synonym(row))
    return _one(
        request, row, form, "synonym", _("What people type"),
        put=lambda said: term_lists.put_synonym(person=request.user, synonym=row, **said),
        drop=lambda: term_lists.drop_synonym(person=request.user, synonym=row),
    )  # fmt: skip


@needs(Ability.EDIT_TERMS)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show what the terms of foreign files mean here."""
    found = TermRule.objects.order_by("taxonomy", "position", "pk")
    if wanted := folded(request.GET.get("q", "")):
        found = found.filter(pattern__contains=wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, wording.word(wording.KINDS, row.kind)) for row in page]
    context = {"rows": rows, "page": page, "q": request.GET.get("q", "")}
    return render(request, "listings/rules.html", context, using="desk")


@needs(Ability.EDIT_TERMS)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Change a rule, add one, or take one away."""
    row = _found(TermRule, pk)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_rule(row))
    return _one(
        request, row, form, "rule", _("What a foreign term means"),
        put=lambda said: term_lists.put_rule(person=request.user, rule=row, **said),
        drop=lambda: term_lists.drop_rule(person=request.user, rule=row),
    )  # fmt: skip


@needs(Ability.SEE_LISTINGS)
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show our needs and kinds as a tree, and the public taxonomy they are mapped to; read-only."""
    found = [(one.taxonomy, _roots(one)) for one in topics_tree.trees()]
    context = {"trees": found, "may_edit": request.user.may(Ability.EDIT_TERMS)}
    return render(request, "listings/tree.html", context, using="desk")


def _one(
    request: HttpRequest, row: Synonym | TermRule | None, form: Any, name: str, title: str, *,
    put: Callable[[dict[str, Any]], object], drop: Callable[[], object],
) -> HttpResponse:  # fmt: skip
    back = f"listings:{name}s"
    if request.method == "POST" and request.POST.get("act") == "drop" and row is not None:
        drop()
        messages.success(request, _("It is gone, and on record."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            put(form.cleaned_data)
        except term_lists.RuleThere as refusal:
            form.add_error(None, str(refusal.says))
        else:
            messages.success(request, _("It is kept, and on record."))
            return redirect(back)
    context = {"row": row, "form": form, "title": title, "back": back}
    status = 422 if form.errors else 200
    return render(request, "listings/term.html", context, status=status, using="desk")


def _found(model: Any, pk: int | None) -> Any:
    row = model.objects.filter(pk=pk).first() if pk else None
    if pk and row is None:
        raise Http404
    return row


def _synonym(row: Synonym | None) -> dict[str, Any]:
    if row is None:
        return {"language": get_language() or "en"}
    return {"language": row.language, "phrases": row.phrases, "kinds": row.kinds, "note": row.note}


def _rule(row: TermRule | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"taxonomy": row.taxonomy, "pattern": row.pattern, "kind": row.kind, "note": row.note}


def _has(row: Synonym, wanted: str) -> bool:
    return wanted in folded(row.phrases)


def _kinds(codes: list[str]) -> list[str]:
    return [wording.word(wording.KINDS, code) for code in codes]


def _roots(one: topics_tree.Tree) -> list[Node]:
    ids = {term["id"] for term in one.terms}
    return [_node(term, one) for term in one.terms if term.get("parent_id") not in ids]


def _node(term: Any, one: topics_tree.Tree) -> Node:
    below = tuple(_node(other, one) for other in one.terms if other.get("parent_id") == term["id"])
    return Node(term["name"], term.get("description", ""), below)
