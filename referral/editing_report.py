"""What a draft breaks and what it changes, worked out once for each state of it and kept beside it."""

import time
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone

from directory import published as stock
from referral import editing, editing_services
from referral.editing import Kind
from referral.models.pathway import PathwayDraft
from referral.pathway.cover import Found
from referral.pathway.difference import Changed, Difference, Moved, difference, near_a_child, reworded
from referral.pathway.graph import graph_breaches
from referral.pathway.rules import Breach
from referral.pathway.shapes import ENTRY_FLOW, Book
from referral.pathway.texts import text_breaches
from referral.pathway.words import word_breaches
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

MOST_SHOWN: Final = 60  # rows of one kind
Report = dict[str, Any]


def at_once(draft: PathwayDraft, book: Book) -> list[Breach]:
    """Return what is broken that shows without walking: how it hangs together, and texts that are missing."""
    today = timezone.localdate()
    found = [*graph_breaches(book, today=today), *text_breaches(book)]
    return [one for one in found if one.pathway == draft.folder or draft.folder in ("shared", "cards")]


def made(*, person: User, draft: PathwayDraft) -> PathwayDraft:
    """Check a draft walk by walk, hold it against what is published, and keep what came of it.

    Raises: NotAllowed; NotADraft; Outdated.
    """
    person.require(Ability.SEE_PATHWAYS)
    if draft.state != editing.State.DRAFT:
        raise editing.NotADraft
    if not draft.files:
        raise editing.NothingDiffers
    report = _worked_out(draft)
    with editing.transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.digest != draft.digest:
            raise editing.ChangedMeanwhile
        row.report = report
        row.save(update_fields=["report"])
        editing.record(Act.PATHWAY_CHECKED, row, actor=person, shown=row.digest, count=len(report["broken"]))
    return row


def is_fresh(draft: PathwayDraft) -> bool:
    """Return whether the draft was checked as it is now, against what is published now."""
    return bool(draft.found) and draft.found["from"] == editing.edition_now()


def _worked_out(draft: PathwayDraft) -> Report:
    begun = time.monotonic()
    now = editing.published()
    before, after = editing.opened(now), editing.opened(editing.files_of(draft, files=now))
    differences = [] if draft.kind == Kind.WORDING else _differences(before, after, draft.folder)
    found, known = _broken(before, after, draft.folder, differences)
    return {
        "digest": draft.digest,
        "from": before.edition,
        "edition": after.edition,
        "broken": [[*_breach(one), one.breach in known] for one in found],
        **_told(before, after, differences),
        "seconds": round(time.monotonic() - begun, 1),
    }


def _differences(before: Book, after: Book, folder: str = ENTRY_FLOW) -> list[Difference]:
    """Hold walks from the flow itself against each other; from the first page of all, if it is none."""
    start = folder if folder in before.pathways and folder in after.pathways else ENTRY_FLOW
    return [difference(before, after, start=start, today=timezone.localdate())]


def between(before: Book, after: Book) -> Report:
    """Return what differs between two editions: where answers lead, what plans say, services, words."""
    return _told(before, after, _differences(before, after))


def _told(before: Book, after: Book, differences: list[Difference]) -> Report:
    now = timezone.now()
    changed = _each(differences, "changed")
    plans = [pair for one in differences for pair in one.plans]
    countries = editing_services.countries_of(stock.current())
    services = editing_services.shifts(plans, among=countries, stock=stock.current(), now=now)
    words = reworded(before, after)
    return {
        "moved": [_moved(one, before, after) for one in _each(differences, "moved")][:MOST_SHOWN],
        "changed": [_changed(one, before, after) for one in _shown(changed)][:MOST_SHOWN],
        "whole": all(one.whole for one in differences),
        "reworded": [[one.key, one.language, one.audience, one.before, one.after] for one in words],
        "countries": list(countries),
        "services": [[s.country, s.need, s.service, s.gained, s.plans] for s in services][:MOST_SHOWN],
        "plans": [min(len(plans), editing_services.MOST_PLANS), len(plans)],
    }


# --- rules ---


def _broken(
    before: Book, after: Book, folder: str, differences: list[Difference]
) -> tuple[list[Found], frozenset[Breach]]:
    """Return what the draft breaks, with a shortest walk where one shows it, and what was broken before."""
    known = frozenset[Breach]().union(*(one.known for one in differences), _still(before, folder))
    found: dict[Breach, Found] = {}
    for one in (one for part in differences for one in part.found):
        found.setdefault(one.breach, one)
    for breach in _still(after, folder):
        found.setdefault(breach, Found(breach, ""))
    return sorted(found.values(), key=lambda one: (one.breach in known, one.breach.rule)), known


def _still(book: Book, folder: str) -> set[Breach]:
    """Return what is broken whoever walks: how the book hangs together, its texts and its words."""
    today = timezone.localdate()
    starts = [folder] if folder in book.pathways else sorted(book.pathways)
    childs = frozenset[str]().union(*(near_a_child(book, start=start, today=today) for start in starts))
    return {*graph_breaches(book, today=today), *text_breaches(book), *word_breaches(book, childs)}


def blocking(draft: PathwayDraft) -> list[list[Any]]:
    """Return what the draft breaks that what is published does not: with any of it nothing is published."""
    return [row for row in draft.found.get("broken", []) if not row[-1]]


# --- in words ---


def _each(differences: Iterable[Difference], field: str) -> list[Any]:
    """Return what differs, each thing once: walks from the first page of all meet it again."""
    found: dict[object, Any] = {}
    for one in differences:
        for thing in getattr(one, field):
            key = (
                (thing.question, thing.answers, thing.before, thing.after)
                if isinstance(thing, Moved)
                else (thing.kind, thing.what, thing.gained)
            )
            found.setdefault(key, thing)
    return list(found.values())


def _shown(changed: list[Changed]) -> list[Changed]:
    """Return what plans gain and lose, needs first, without the lines of a card that comes or goes whole."""
    cards = {(one.what, one.gained) for one in changed if one.kind == "card"}
    order = {kind: place for place, kind in enumerate(("need", "card", "offer", "line"))}
    kept = [
        one for one in changed if one.kind != "line" or (one.what.rpartition(".")[0], one.gained) not in cards
    ]
    return sorted(kept, key=lambda one: (order[one.kind], one.what, not one.gained))


def _breach(one: Found) -> list[str]:
    return [one.breach.rule, one.breach.pathway, one.breach.detail, one.example]


def say(book: Book, key: str) -> str:
    """Return the English words of a key, or the key where there are none."""
    return book.say(key, language="en", audience="adult").text or key


def _moved(one: Moved, before: Book, after: Book) -> list[str]:
    flow, _, name = one.question.partition(".")
    book = after if name in after.pathways[flow].questions else before
    question = book.pathways[flow].questions[name]
    answers = {answer.id: answer.key for b in (after, before) for answer in _answers(b, flow, name)}
    said = ", ".join(say(after, answers.get(answer, answer)) for answer in one.answers)
    return [say(book, question.text), said, _to(one.before, before), _to(one.after, after), one.example]


def _answers(book: Book, flow: str, name: str) -> tuple[Any, ...]:
    pathway = book.pathways.get(flow)
    return pathway.questions[name].answers if pathway and name in pathway.questions else ()


def _to(place: str, book: Book) -> str:
    flow, _, name = place.partition(".")
    if not name or flow not in book.pathways:
        return place
    return f"{place}: {say(book, book.pathways[flow].questions[name].text)}"


def _changed(one: Changed, before: Book, after: Book) -> list[Any]:
    book = after if one.gained else before
    if one.kind == "need":
        need, _, rest = one.what.partition("/")
        words = f"{say(book, f'shared.need.{need}')} ({rest})"
    elif one.kind == "offer":
        words = say(book, f"{one.what}.title")
    else:
        words = say(book, one.what)
    return [one.kind, words, one.gained, one.walks, one.example, one.what]
