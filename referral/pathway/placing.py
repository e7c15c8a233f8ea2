"""Place questions in a flow: its own and those that all flows share, with all their texts. (pure)"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from referral.pathway.conditions import Condition
from referral.pathway.files import WrittenAnswer, WrittenForm, WrittenQuestion
from referral.pathway.scribe import Scribe
from referral.pathway.shapes import ENTRY_FLOW, NOT_SURE, RATHER_NOT, Answer, Deeds, Form, Question

_PROTECTIVE: Final = (NOT_SURE, RATHER_NOT)
_OWN_ONLY: Final = ("counts_as", "headings", "protective", "answers", "most")


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """A question of shared/flow.json, with the answers that every flow gives it."""

    written: WrittenQuestion
    answers: tuple[Answer, ...]
    protected: bool
    scribe: Scribe
    place: str


def shared(scribe: Scribe, written: list[WrittenQuestion]) -> dict[str, SharedQuestion]:
    """Return the shared questions by id; of targets they may only have `plan` and `stop`."""
    scribe.ids("questions", [question.id for question in written])
    found = {}
    for number, question in enumerate(written):
        place = f"questions[{number}]"
        _own_fields(scribe, place, question)
        answers, protected = _answers(scribe, place, question, frozenset())
        found[question.id] = SharedQuestion(question, answers, protected, scribe, place)
    return found


def placed(
    scribe: Scribe, flow: str, begin: str, written: list[WrittenQuestion], known: Mapping[str, SharedQuestion]
) -> dict[str, Question]:
    """Return the questions of a flow by id."""
    scribe.ids("questions", [question.id for question in written])
    nodes = frozenset(question.id for question in written)
    found = {}
    for number, question in enumerate(written):
        place = f"questions[{number}]"
        if question.use is None:
            _own_fields(scribe, place, question)
            made = _own(scribe, place, flow, question, nodes)
        else:
            made = _used(scribe, place, flow, question, nodes, known)
        found[question.id] = replace(made, counted=(flow, question.id) != (ENTRY_FLOW, begin))
    return found


def _own_fields(scribe: Scribe, place: str, question: WrittenQuestion) -> None:
    for name in ("show", "answers_next", "effects_by"):
        if getattr(question, name):
            raise scribe.source.wrong(f"{place}.{name}", "this field only beside 'use'")
    if not question.answers:
        raise scribe.source.wrong(place, "answers, or 'use'")
    if (question.choose == "several") != (question.most is not None) or (question.most or 2) < 2:
        raise scribe.source.wrong(
            f"{place}.most", "2 or more where several answers may be chosen, only there"
        )


def _own(scribe: Scribe, place: str, flow: str, question: WrittenQuestion, nodes: frozenset[str]) -> Question:
    answers, protected = _answers(scribe, place, question, nodes)
    names = _Names(scribe.lists.texts, f"{flow}.{question.id}", "")
    return Question(
        flow=flow,
        id=question.id,
        key=f"{flow}.{question.id}",
        counts_as=question.counts_as or "",
        text=names.text(),
        why=names.why(),
        answers=tuple(_named(names, flow, answers)),
        next=scribe.targets(f"{place}.next", question.next, nodes),
        several=question.choose == "several",
        most=question.most or 1,
        protected=protected,
        about=question.about or "",
        skip_if=_skip(scribe, place, question),
        forms=_forms(scribe, place, names, question.forms, answers),
    )


def _used(
    scribe: Scribe,
    place: str,
    flow: str,
    question: WrittenQuestion,
    nodes: frozenset[str],
    known: Mapping[str, SharedQuestion],
) -> Question:
    for name in _OWN_ONLY:
        if getattr(question, name):
            raise scribe.source.wrong(f"{place}.{name}", "this field not to stand beside 'use'")
    base = known.get(question.use or "")
    if base is None:
        raise scribe.source.wrong(f"{place}.use", "a question of shared/flow.json")
    names = _Names(scribe.lists.texts, f"{flow}.{question.id}", f"shared.{question.use}")
    answers = _overlaid(scribe, place, question, base, nodes)
    return Question(
        flow=flow,
        id=question.id,
        key=question.use or "",
        counts_as=base.written.counts_as or question.use or "",
        text=names.text(),
        why=names.why(),
        answers=tuple(_named(names, flow, answers)),
        next=scribe.targets(f"{place}.next", question.next, nodes),
        several=base.written.choose == "several",
        most=base.written.most or 1,
        protected=base.protected,
        about=question.about or base.written.about or "",
        skip_if=_either(_skip(scribe, place, question), _skip(base.scribe, base.place, base.written)),
        forms=_forms(scribe, place, names, question.forms, answers)
        + _forms(base.scribe, base.place, names, base.written.forms, answers),
    )


def _skip(scribe: Scribe, place: str, question: WrittenQuestion) -> Condition | None:
    return scribe.condition(f"{place}.skip_if", question.skip_if) if question.skip_if else None


def _either(one: Condition | None, other: Condition | None) -> Condition | None:
    """Return when a question is left out: where its flow says so, and where every flow does."""
    return Condition(one.alternatives + other.alternatives) if one and other else one or other


def _overlaid(
    scribe: Scribe, place: str, question: WrittenQuestion, base: SharedQuestion, nodes: frozenset[str]
) -> tuple[Answer, ...]:
    """Return the shared answers as this flow has them: some only, some with more effects or another way."""
    ids = {answer.id for answer in base.answers}
    for field, names in (
        ("show", question.show or []),
        ("answers_next", question.answers_next),
        ("effects_by", question.effects_by),
    ):
        if not ids.issuperset(names):
            raise scribe.source.wrong(f"{place}.{field}", "answers of the shared question")
    shown = ids if question.show is None else {*question.show, *_PROTECTIVE}
    return tuple(
        _over(scribe, place, question, answer, nodes) for answer in base.answers if answer.id in shown
    )


def _over(
    scribe: Scribe, place: str, question: WrittenQuestion, answer: Answer, nodes: frozenset[str]
) -> Answer:
    more = scribe.deeds(f"{place}.effects_by.{answer.id}", question.effects_by.get(answer.id, []))
    on = scribe.targets(f"{place}.answers_next.{answer.id}", question.answers_next.get(answer.id), nodes)
    deeds = Deeds(answer.deeds.effects | more.effects, answer.deeds.facts + more.facts)
    return replace(answer, deeds=deeds, next=on or answer.next)


def _answers(
    scribe: Scribe, place: str, question: WrittenQuestion, nodes: frozenset[str]
) -> tuple[tuple[Answer, ...], bool]:
    """Return the answers with both protective ones, and whether those are defined."""
    scribe.ids(f"{place}.answers", [answer.id for answer in question.answers])
    listed = {
        answer.id: _answer(scribe, f"{place}.answers[{number}]", question, answer, nodes)
        for number, answer in enumerate(question.answers)
    }
    if question.protective is not None and question.protective not in listed:
        raise scribe.source.wrong(f"{place}.protective", "an answer of this question")
    model = listed.get(question.protective or "")
    for name in _PROTECTIVE:
        if name not in listed:
            listed[name] = Answer(name, "", alone=True)
            if model is not None:
                listed[name] = replace(listed[name], deeds=model.deeds, next=model.next)
    protected = model is not None or {NOT_SURE, RATHER_NOT} <= {answer.id for answer in question.answers}
    ordered = [a for a in listed.values() if a.id not in _PROTECTIVE] + [listed[name] for name in _PROTECTIVE]
    return tuple(ordered), protected


def _answer(
    scribe: Scribe, place: str, question: WrittenQuestion, answer: WrittenAnswer, nodes: frozenset[str]
) -> Answer:
    if question.choose == "several" and answer.next is not None:
        raise scribe.source.wrong(
            f"{place}.next", "'next' on the question, since several answers may be chosen"
        )
    if answer.heading is not None and answer.heading not in question.headings:
        raise scribe.source.wrong(f"{place}.heading", "one of the question's headings")
    return Answer(
        id=answer.id,
        key="",
        when=scribe.condition(f"{place}.if", answer.when),
        heading=answer.heading,
        alone=answer.alone or answer.id in _PROTECTIVE,
        deeds=scribe.deeds(f"{place}.effects", answer.effects),
        next=scribe.targets(f"{place}.next", answer.next, nodes),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Which text keys a question has: the flow's own words where it has some, else the shared ones."""

    texts: frozenset[str]
    own: str
    common: str

    def text(self, form: str = "") -> str:
        own, common = f"{self.own}{form}", f"{self.common}{form}"
        return own if own in self.texts or not self.common else common

    def why(self) -> str | None:
        return next((k for k in (f"{self.own}.why", f"{self.common}.why") if k in self.texts), None)

    def answer(self, name: str) -> str:
        """Return the key of an answer; not-sure and rather-not have common words for all questions."""
        keys = [f"{self.own}.{name}"]
        keys += [f"{self.common}.{name}"] if self.common else []
        keys += [f"shared.{name}"] if name in _PROTECTIVE else []
        return next((key for key in keys if key in self.texts), keys[-1])

    def formed(self, name: str, form: str) -> str | None:
        keys = (f"{self.own}.{name}@{form}", f"{self.common}.{name}@{form}")
        return next((key for key in keys if key in self.texts), None)


def _named(names: _Names, flow: str, answers: tuple[Answer, ...]) -> Iterable[Answer]:
    for answer in answers:
        heading = f"{names.own}.heading.{answer.heading}" if answer.heading else None
        yield replace(answer, key=names.answer(answer.id), heading=heading)


def _forms(
    scribe: Scribe, place: str, names: _Names, written: list[WrittenForm], answers: tuple[Answer, ...]
) -> tuple[Form, ...]:
    forms = []
    for number, form in enumerate(written):
        keys = {answer.id: names.formed(answer.id, form.name) for answer in answers}
        own = {name: key for name, key in keys.items() if key is not None}
        when = scribe.condition(f"{place}.forms[{number}].if", form.when)
        forms.append(Form(when, names.text(f"@{form.name}"), own))
    return tuple(forms)
