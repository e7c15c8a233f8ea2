"""Case review at the desk: draw, answer from lists, give back; and what reviews ask of the pathways."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from referral import case_review, case_words, editing_report, editions, figure_words
from referral.case_access import Refused
from referral.case_review import SAMPLES, Learned
from referral.models.figure import CaseDraw
from referral.review_lists import Question
from staff import navigation
from staff.gate import needs
from staff.roles import Ability

PAGE: Final = "review:page"
LESSONS: Final = "review:lessons"


@needs(Ability.REVIEW_CASES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what this person drew, and a form to draw more."""
    now = timezone.now()
    context = {
        "rows": [_row(one) for one in case_review.waiting(person=request.user, now=now)],
        "left": case_review.drawable(request.user, now=now).count(),
        "samples": SAMPLES,
    }
    return render(request, "review/page.html", context, using="desk")


@needs(Ability.REVIEW_CASES)
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw by chance."""
    asked = request.POST.get("count", "")
    count = int(asked) if asked in map(str, SAMPLES) else SAMPLES[0]
    try:
        drawn = case_review.draw(person=request.user, count=count, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal.says))
    else:
        said = ngettext("%(count)d case was drawn.", "%(count)d cases were drawn.", drawn)
        messages.success(request, said % {"count": drawn})
    return redirect(PAGE)


@needs(Ability.REVIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the questions about a drawn case, and keep what is answered."""
    now, says = timezone.now(), ""
    if request.method == "POST":
        try:
            case_review.keep(person=request.user, pk=pk, learned=_learned(request), now=now)
        except case_review.NotAnswered as refusal:
            says = str(refusal.says)
        except Refused as refusal:
            messages.warning(request, str(refusal.says))
            return redirect(PAGE)
        else:
            messages.success(request, _("Counted with the others. Nothing else was kept."))
            return redirect(PAGE)
    try:
        found = case_review.opened(person=request.user, pk=pk, now=now)
    except Refused as refusal:
        messages.warning(request, str(refusal.says))
        return redirect(PAGE)
    context = {**_form(request), "row": _row(found), "says": says}
    return render(request, "review/one.html", context, using="desk", status=400 if says else 200)


@needs(Ability.REVIEW_CASES)
@require_POST
def give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo a draw."""
    return _done(
        request,
        lambda: case_review.give_back(person=request.user, pk=pk, now=timezone.now()),
        _("Given back. Somebody else may draw it."),
    )


@needs(Ability.SEE_PATHWAYS)
@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """Show what reviews ask the pathways' editors to look at."""
    book = editions.current()
    rows = [
        {
            "pk": one.pk,
            "pathway": one.pathway,
            "title": editing_report.say(book, f"{one.pathway}.title"),
            "question": _question(one.pathway, one.question),
            "flaw": figure_words.FLAWS.get(one.kind, one.kind),
            "since": figure_words.period(one.month),
        }
        for one in case_review.lessons()
    ]
    context = {"rows": rows, "may_edit": request.user.may(Ability.EDIT_PATHWAY)}
    return render(request, "review/lessons.html", context, using="desk")


@needs(Ability.EDIT_PATHWAY)
@require_POST
def lesson_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a lesson away."""
    if case_review.lesson_done(person=request.user, pk=pk):
        messages.success(request, _("Put away. It is on record with your name."))
    return redirect(LESSONS)


def _done(request: HttpRequest, verb: Callable[[], None], says: str) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        messages.warning(request, str(refusal.says))
    else:
        messages.success(request, says)
    return redirect(PAGE)


def _row(found: CaseDraw) -> dict[str, Any]:
    case = found.case
    return {
        "pk": found.pk,
        "case": case,
        "urgency": case_words.word(case_words.URGENCIES, case.urgency),
        "reason": case_words.word(case_words.CLOSING, case.close_reason),
    }


def _learned(request: HttpRequest) -> Learned:
    sent = request.POST
    answers = {question: sent[question] for question in Question if question in sent}
    return Learned(answers, sent.get("lesson", ""), flaw=sent.get("flaw", ""), where=sent.get("where", ""))


def _form(request: HttpRequest) -> dict[str, Any]:
    sent = request.POST
    return {
        "questions": [(name, said, sent.get(name, "")) for name, said in figure_words.QUESTIONS.items()],
        "answers": list(figure_words.ANSWERS.items()),
        "lessons": list(figure_words.LESSONS.items()),
        "flaws": list(figure_words.FLAWS.items()),
        "places": list(_places()),
        "lesson": sent.get("lesson", ""),
        "flaw": sent.get("flaw", ""),
        "where": sent.get("where", ""),
    }


def _places() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield each pathway with its questions, as a list to choose from."""
    book = editions.current()
    for folder in sorted(book.pathways):
        asked = book.pathways[folder].questions.values()
        own = [(f"{folder}.{one.id}", editing_report.say(book, one.text)) for one in asked]
        yield folder, editing_report.say(book, f"{folder}.title"), own


def _question(pathway: str, name: str) -> str:
    """Return the words of a question; of one that there is no more, its name."""
    book = editions.current()
    flow = book.pathways.get(pathway)
    known = flow.questions.get(name) if flow else None
    return editing_report.say(book, known.text) if known else name


def register() -> None:
    """Tell the desk of the reviews."""
    navigation.register(navigation.Item(PAGE, gettext_lazy("Review"), Ability.REVIEW_CASES, "y"))
