"""What a draft breaks and what it changes, worked out once for each state of it and kept beside it."""

import threading
import time
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import published as stock
from referral import editing, editing_fields, editing_ids, editing_services, editions
from referral import editing_documents as documents
from referral.bookshelf import Files
from referral.editing import Kind
from referral.models.pathway import BookEdition, PathwayDraft
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

Report = dict[str, Any]
_checking: Final = threading.Lock()  # a check is seconds of work: one at a time in a process


class Checking(editing.Refused):
    says = _("A check is running. Wait a moment, then check again; nothing was begun.")


def at_once(draft: PathwayDraft, book: Book) -> list[Breach]:
    """Return what is broken that shows without walking: how it hangs together, and texts that are missing."""
    today = timezone.localdate()
    found = [*graph_breaches(book, today=today), *text_breaches(book)]
    mine = [one for one in found if one.pathway == draft.folder or draft.folder in ("shared", "cards")]
    now = editing.published()
    try:
        return mine + ids_broken(draft.folder, now, editing.files_of(draft, files=now))
    except editing.Refused:
        return mine


def ids_broken(folder: str, now: Files, then: Files) -> list[Breach]:
    """Return the ids that a draft drops without a word, or gives to something else than they once meant."""
    paths = (documents.structure_path(folder), documents.wording_path(folder, "en", "adult"))
    ever = {
        tuple(files[path] for path in paths)
        for files in BookEdition.objects.values_list("files", flat=True)
        if all(path in files for path in paths)
    }
    texts = editions.files_of({name: name for names in ever for name in names})
    older = [
        editing_ids.meanings({path: texts[name] for path, name in zip(paths, names, strict=True)}, folder)
        for names in ever
    ]
    return editing_ids.broken(now, then, folder, ever=older)


def made(*, person: User, draft: PathwayDraft) -> PathwayDraft:
    """Check a draft walk by walk, hold it against what is published, and keep what came of it.

    Raises: NotAllowed; NotADraft; NothingDiffers; Checking; Outdated; ChangedMeanwhile when somebody saved
    in between or put it forward.
    """
    person.require(Ability.SEE_PATHWAYS)
    if draft.state != editing.State.DRAFT:
        raise editing.NotADraft
    if not draft.files:
        raise editing.NothingDiffers
    if not _checking.acquire(blocking=False):
        raise Checking
    try:
        report = _worked_out(draft)
    finally:
        _checking.release()
    with editing.transaction.atomic():
        row = PathwayDraft.objects.select_for_update().get(pk=draft.pk)
        if row.state != editing.State.DRAFT or row.digest != draft.digest:
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
    then = editing.files_of(draft, files=now)
    before, after = editing.opened(now), editing.opened(then)
    differences = [] if draft.kind == Kind.WORDING else _differences(before, after, draft.folder)
    found, known = _broken(before, after, draft.folder, differences)
    found += [Found(one, "") for one in ids_broken(draft.folder, now, then)]
    broken = {one.breach for one in found}
    return {
        "digest": draft.digest,
        "from": before.edition,
        "edition": after.edition,
        "broken": [[*_breach(one), one.breach in known] for one in found],
        "mended": [_breach(Found(one, ""))[:3] for one in sorted(known, key=_order) if one not in broken],
        **_told(before, after, differences),
        "files": [list(row) for row in editing_fields.rows(now, then)],
        "seconds": round(time.monotonic() - begun, 1),
    }


def _differences(before: Book, after: Book, folder: str = ENTRY_FLOW) -> list[Difference]:
    """Hold walks from the flow itself against each other; from the first page of all, if it is none."""
    start = folder if folder in before.pathways and folder in after.pathways else ENTRY_FLOW
    return [difference(before, after, start=start, today=timezone.localdate())]


def between(now: Files, then: Files) -> Report:
    """Return what differs between two editions but for services, which change with the hour."""
    before, after = editing.opened(now), editing.opened(then)
    told = _told(before, after, _differences(before, after))
    lasting = {name: told[name] for name in ("moved", "changed", "whole", "reworded")}
    return {**lasting, "files": [list(row) for row in editing_fields.rows(now, then)]}


def _told(before: Book, after: Book, differences: list[Difference]) -> Report:
    now = timezone.now()
    changed = _each(differences, "changed")
    plans = [pair for one in differences for pair in one.plans]
    countries = editing_services.countries_of(stock.current())
    services = editing_services.shifts(plans, among=countries, stock=stock.current(), now=now)
    words = reworded(before, after)
    return {
        "moved": [_moved(one, before, after) for one in _each(differences, "moved")],
        "changed": [_changed(one, before, after) for one in _shown(changed)],
        "whole": all(one.whole for one in differences),
        "reworded": [[one.key, one.language, one.audience, one.before, one.after] for one in words],
        "countries": list(countries),
        "services": [[s.country, s.need, s.service, s.gained, s.plans] for s in services],
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
                else (thing.kind, thing.what, thing.section, thing.gained)
            )
            found.setdefault(key, thing)
    return list(found.values())


def _shown(changed: list[Changed]) -> list[Changed]:
    """Return what plans gain and lose, needs first, without the lines of a card that comes or goes whole."""
    cards = {(one.what, one.section, one.gained) for one in changed if one.kind == "card"}
    order = {kind: place for place, kind in enumerate(("need", "card", "offer", "line"))}
    kept = [
        one
        for one in changed
        if one.kind != "line" or (one.what.rpartition(".")[0], one.section, one.gained) not in cards
    ]
    return sorted(kept, key=lambda one: (order[one.kind], one.what, one.section, not one.gained))


def _order(one: Breach) -> tuple[str, str, str]:
    return one.rule, one.pathway, one.detail


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
    return [one.kind, words, one.gained, one.walks, one.example, one.what, one.section]
