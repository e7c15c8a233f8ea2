"""How a case begins at the desk: a code, a call that is walked together, or a few facts from lists.

A walk lives in the form alone until its end: nothing of it is kept before the case is.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory import countries
from referral import case_access, case_words, casework, desk_cases, editions, question_page, telling, told
from referral.case_access import Refused
from referral.case_forms import EmptyForm, languages_spoken
from referral.pathway import trail
from referral.pathway.shapes import ENTRY_FLOW, Audience, Book
from referral.pathway.walk import Asked, Position, position, problem
from referral.rendering import sayer
from staff.gate import needs
from staff.roles import Ability

Answers = dict[str, tuple[str, ...]]
MOST_KEYS: Final = 9  # answers that have a key of their own


@needs(Ability.WORK_CASE)
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Show how a case can begin."""
    trained = case_access.is_trained(request.user, today=timezone.now().date())
    return render(request, "cases/new.html", {"trained": trained}, using="desk")


# --- a call ---


@needs(Ability.WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Walk the questions with somebody, in professional words; then start the case."""
    if not editions.is_known():
        messages.error(request, _("No pathways are known at this moment. Start an empty case."))
        return redirect("cases:new")
    book = editions.book(request.POST.get("edition", ""))
    answers, wrong = _answers(request, book)
    found = _at(book, answers)
    if request.POST.get("act") == "start":
        return _started(request, book, found)
    if found.question is None or request.POST.get("act") == "end":
        return _place(request, book, found)
    return _question(request, book, found, wrong=wrong)


def _at(book: Book, answers: Answers) -> Position:
    return position(book, answers, under18=False, start=ENTRY_FLOW)


def _answers(request: HttpRequest, book: Book) -> tuple[Answers, str]:
    """Return what was answered up to now, and what is wrong with the last answer."""
    post = request.POST
    answers = trail.read(post.getlist("a"))
    if post.get("act") == "back":
        steps = _at(book, answers).steps
        return {step.key: step.chosen for step in steps[:-1]}, ""
    asked = _at(book, answers).question
    given = trail.read(post.getlist("now")).get(asked.key, ()) if asked else ()
    if asked is None or post.get("act") in ("start", "end") or "asked" not in post:
        return answers, ""
    wrong = problem(asked, given)
    if wrong is None and given:
        return {**answers, asked.key: given}, ""
    says = question_page.context(asked, problem=wrong, ticked=())["notice"]
    return answers, says or _("Choose an answer, or leave the rest of the questions out.")


def _question(request: HttpRequest, book: Book, found: Position, *, wrong: str) -> HttpResponse:
    asked, say = found.question, sayer(book, language=_speaks(), audience=Audience.PROFESSIONAL)
    assert asked is not None  # noqa: S101 - the caller has looked
    context = {
        **_walked(book, found),
        "question": say(asked.text),
        "why": say(asked.why) if asked.why else "",
        "several": asked.several,
        "key": asked.key,
        "groups": _groups(asked, say),
        "wrong": wrong,
        "begins": not found.steps,
    }
    return render(request, "cases/call.html", context, using="desk", status=422 if wrong else 200)


def _groups(asked: Asked, say: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the answers under their headings, the first nine with a key."""
    groups: list[tuple[Any, list[dict[str, Any]]]] = []
    for number, choice in enumerate(asked.choices, start=1):
        heading = say(choice.heading) if choice.heading else ""
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append({
            "value": choice.value, "text": say(choice.text), "danger": choice.danger,
            "sign": str(number) if number <= MOST_KEYS else "",
        })  # fmt: skip
    return groups


def _walked(book: Book, found: Position) -> Mapping[str, Any]:
    """Return what every page of a walk carries: its edition, its answers, and these in words."""
    say = sayer(book, language=_speaks(), audience=Audience.PROFESSIONAL)
    answers = {step.key: step.chosen for step in found.steps}
    return {
        "edition": book.edition,
        "answers": trail.write(answers),
        "telling": telling.in_words(book, found, say),
        "steps": found.steps,
    }


def _place(request: HttpRequest, book: Book, found: Position, *, says: str = "") -> HttpResponse:
    """Ask where the person is and what they speak: the last two things before the case."""
    context = {
        **_walked(book, found),
        "stopped": found.stopped,
        "countries": countries.countries(_speaks()),
        "languages": languages_spoken(_speaks()),
        "country": request.POST.get("country", ""),
        "spoken": request.POST.get("language", countries.base_language(_speaks())),
        "says": says,
    }
    return render(request, "cases/call_end.html", context, using="desk", status=422 if says else 200)


def _started(request: HttpRequest, book: Book, found: Position) -> HttpResponse:
    country, language = request.POST.get("country", ""), request.POST.get("language", "")
    if not countries.is_country(country):
        country = countries.WORLD
    if language not in dict(languages_spoken("en")):
        language = "en"
    what = told.of_walk(
        found, edition=book.edition, start=ENTRY_FLOW, under18=False,
        audience=Audience.PROFESSIONAL.value, language=language, country=country,
    )  # fmt: skip
    try:
        case = casework.start_from_call(person=request.user, what=what, now=timezone.now())
    except Refused as refusal:
        return _place(request, book, found, says=str(refusal.says))
    return _begun(request, case.reference)


def _begun(request: HttpRequest, reference: str) -> HttpResponse:
    request.session[desk_cases.PRACTISING] = False
    messages.success(request, _("The case is yours. Nothing that was answered has to be asked again."))
    return redirect("cases:one", reference)


def _speaks() -> str:
    return get_language() or "en"


# --- empty ---


@needs(Ability.WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest) -> HttpResponse:
    """Start a case that nobody walks: how urgent, and what is known, all from lists."""
    form = EmptyForm(request.POST or None, initial={"urgency": case_words.PLAIN_URGENCY})
    if form.is_bound and form.is_valid():
        try:
            case = casework.start_empty(
                person=request.user, facts=form.facts(), urgency=form.cleaned_data["urgency"],
                now=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal.says))
        else:
            return _begun(request, case.reference)
    status = 422 if form.is_bound else 200
    return render(request, "cases/empty.html", {"form": form}, using="desk", status=status)
