"""Which texts a book needs, for whom, and which are missing. (pure)"""

from collections.abc import Iterator
from typing import Final

from directory.topics import Need
from referral.pathway.conditions import Condition
from referral.pathway.facts import SWITCH
from referral.pathway.rules import Breach
from referral.pathway.shapes import (
    GO_BACK,
    NOT_SURE,
    RATHER_NOT,
    THOUGHTS_OF_DYING,
    Audience,
    Book,
    Question,
)

BOTH: Final = frozenset({Audience.ADULT, Audience.UNDER18})
Keys = dict[str, frozenset[Audience]]


def required(book: Book) -> Keys:
    """Return every text key of the book with the audiences that can come to see it."""
    keys: Keys = {GO_BACK: BOTH, THOUGHTS_OF_DYING: BOTH}
    keys |= {f"shared.{name}": BOTH for name in (NOT_SURE, RATHER_NOT)}
    keys |= {f"shared.{kind}.{need}": BOTH for kind in ("need", "because") for need in Need}
    for pathway in book.pathways.values():
        keys[pathway.title] = BOTH
        for question in pathway.questions.values():
            for key, who in _of_question(question):
                keys[key] = keys.get(key, frozenset()) | who
        for lines in pathway.plan.values():
            keys |= {line.key: _who(line.when) for line in lines}
    for card in book.cards.values():
        keys[f"cards.{card.id}"] = _who(card.only_if)
        keys |= {line.key: _who(line.when) & _who(card.only_if) for line in card.lines}
    return keys


def optional(book: Book) -> frozenset[str]:
    """Return the keys of texts that may be there and need not."""
    whys = {question.why for pathway in book.pathways.values() for question in pathway.questions.values()}
    return frozenset(why for why in whys if why) | frozenset(book.because.values())


def _of_question(question: Question) -> Iterator[tuple[str, frozenset[Audience]]]:
    yield question.text, BOTH
    for form in question.forms:
        yield form.text, _who(form.when)
        yield from ((key, _who(form.when)) for key in form.answers.values())
    for answer in question.answers:
        yield answer.key, _who_answers(question, answer.when)
        if answer.heading:
            yield answer.heading, _who_answers(question, answer.when)


def _who(when: Condition | None) -> frozenset[Audience]:
    """Return who can come to see a text. Whoever set the switch reads no adult wording.

    The other way round does not hold: once the age was asked, a child reads the plainer words anyway.
    """
    return frozenset({Audience.UNDER18}) if when is not None and when.only_with(SWITCH) else BOTH


def _who_answers(question: Question, when: Condition) -> frozenset[Audience]:
    """Return who can come to see an answer; before any age was asked the switch alone decides."""
    if not question.counted and when.without(SWITCH):
        return frozenset({Audience.ADULT})
    return _who(when)


def text_breaches(book: Book, *, language: str = "en") -> Iterator[Breach]:
    """Yield every text that is missing in a wording of this language, is empty, or belongs to nothing."""
    needed = required(book)
    known = needed.keys() | optional(book) | _of_stand_ins(book)
    for audience in BOTH:
        wording = book.wordings.get((language, audience))
        texts = wording.texts if wording is not None else {}
        for key, who in needed.items():
            if audience in who and not texts.get(key, "").strip():
                yield Breach("TEXT", key.partition(".")[0], f"{key} is missing in {language}.{audience}")
        for key in sorted(key for key in texts.keys() - known if not _of_shared(book, key)):
            yield Breach("TEXT", key.partition(".")[0], f"{key} in {language}.{audience} belongs to nothing")


def _of_shared(book: Book, key: str) -> bool:
    """Return whether a text is of a shared question, which some flow may use later."""
    folder, _, rest = key.partition(".")
    return folder == "shared" and rest.partition(".")[0].partition("@")[0] in book.shared


def _of_stand_ins(book: Book) -> frozenset[str]:
    """Titles of flows that are not there yet, so that a plan can offer them by name."""
    return frozenset(f"shared.title.{flow}" for flow in book.stand_ins)
