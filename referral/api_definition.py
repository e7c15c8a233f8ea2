"""One pathway as the open pathways tell it: its questions, where each answer leads, and its plan. (pure)

Conditions and effects are written as in the files of seeds/pathways (docs/pathways.md).
"""

from collections.abc import Callable, Iterator
from typing import Any

from referral.pathway.conditions import ALWAYS, Condition
from referral.pathway.effects import Effect, Learns, Shows, Wants
from referral.pathway.shapes import Answer, Book, Deeds, Form, Line, Pathway, Question, Target, Way

Json = dict[str, Any]
Say = Callable[[str], Json]


def definition(book: Book, pathway: Pathway, say: Say) -> Json:
    """Return the structure of a pathway with its wording."""
    return {
        "id": pathway.id,
        "edition": pathway.edition,
        "title": say(pathway.title),
        "rules": list(pathway.rules),
        "sources": list(pathway.sources),
        "recommendations": list(pathway.recommendations),
        "needs": [need.value for need in pathway.needs],
        "begin": pathway.begin,
        "on_entry": list(_deeds(book, pathway.on_entry)),
        "questions": [_question(book, one, say) for one in pathway.questions.values()],
        "plan": [
            {"section": section.value, "lines": [_line(one, say) for one in lines]}
            for section, lines in pathway.plan.items()
        ],
        "offers": [{"pathway": one.to, **_when(one.when)} for one in pathway.offers],
    }


def _question(book: Book, question: Question, say: Say) -> Json:
    return {
        "id": question.id,
        "key": question.key,
        "text": say(question.text),
        **({"why": say(question.why)} if question.why else {}),
        "several": question.several,
        "most": question.most,
        "counted": question.counted,
        **({"left_out_if": written(question.skip_if)} if question.skip_if else {}),
        "answers": [_answer(book, one, say) for one in question.answers],
        "forms": [_form(one, say) for one in question.forms],
        "next": [_target(one) for one in question.next],
    }


def _answer(book: Book, answer: Answer, say: Say) -> Json:
    return {
        "id": answer.id,
        "text": say(answer.key),
        **_when(answer.when),
        "effects": list(_deeds(book, answer.deeds)),
        "next": [_target(one) for one in answer.next],
    }


def _form(form: Form, say: Say) -> Json:
    """Return another wording of a question, and what it is used for."""
    answers = {id_: say(key) for id_, key in form.answers.items()}
    return {"if": written(form.when), "text": say(form.text), "answers": answers}


def _line(line: Line, say: Say) -> Json:
    return {"key": line.key, "text": say(line.key), **_when(line.when), "tags": sorted(line.tags)}


def _target(target: Target) -> Json:
    to = {Way.QUESTION: target.name, Way.FLOW: f"={target.name}"}.get(target.way, target.way.value)
    return {"to": to, **_when(target.when)}


def _when(when: Condition) -> Json:
    return {} if when == ALWAYS else {"if": written(when)}


def _deeds(book: Book, deeds: Deeds) -> Iterator[str]:
    yield from (_effect(one) for one in book.unpacked(deeds.effects))
    yield from (_with(f"fact:{fact}", when) for fact, when in deeds.facts)


def _effect(effect: Effect) -> str:
    match effect:
        case Wants(need, urgency, subtype, other_child, when):
            about = f"({subtype})" if subtype else ""
            for_whom = " for other-child" if other_child else ""
            return _with(f"+{need.name}{about}/U{urgency}{for_whom}", when)
        case Shows(card, when):
            return _with(f"card:{card}", when)
        case Learns(fact, when):
            return _with(f"fact:{fact}", when)


def _with(effect: str, when: Condition) -> str:
    return effect if when == ALWAYS else f"{effect} if {written(when)}"


def written(when: Condition) -> str:
    """Return a condition as the files write it."""
    return " or ".join(
        " and ".join([*sorted(wanted), *(f"not {fact}" for fact in sorted(unwanted))])
        for wanted, unwanted in when.alternatives
    )
