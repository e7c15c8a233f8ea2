"""Which texts a book needs, for whom, and which are missing. (pure)"""

from collections.abc import Iterator
from typing import Final

from directory.topics import Need
from referral.pathway.conditions import Condition
from referral.pathway.facts import PROFESSIONAL, SWITCH
from referral.pathway.rules import Breach
from referral.pathway.shapes import (
    ENGLISH,
    GO_BACK,
    NOT_SURE,
    RATHER_NOT,
    THOUGHTS_OF_DYING,
    Audience,
    Book,
    Pathway,
    Question,
)

BOTH: Final = frozenset({Audience.ADULT, Audience.UNDER18})
WORKERS: Final = frozenset({Audience.PROFESSIONAL})
EVERY_FLOW: Final = frozenset({"shared", "cards"})  # folders whose texts stand in every walk
Keys = dict[str, frozenset[Audience]]


def required(book: Book) -> Keys:
    """Return every text key of the book with the audiences that can come to see it."""
    keys: Keys = {GO_BACK: BOTH, THOUGHTS_OF_DYING: BOTH}
    keys |= {f"shared.{name}": BOTH for name in (NOT_SURE, RATHER_NOT)}
    keys |= {f"shared.{kind}.{need}": BOTH for kind in ("need", "because") for need in Need}
    for pathway in book.pathways.values():
        keys |= _of_pathway(pathway)
    for card in book.cards.values():
        keys[f"cards.{card.id}"] = _who(card.only_if)
        keys |= {line.key: _who(line.when) & _who(card.only_if) for line in card.lines}
    return keys


def is_for_workers(pathway: Pathway) -> bool:
    """Return whether a pathway is worded for professionals alone: it says so where it begins."""
    return any(fact == PROFESSIONAL for fact, _ in pathway.on_entry.facts)


def _of_pathway(pathway: Pathway) -> Keys:
    workers = is_for_workers(pathway)
    keys = {pathway.title: frozenset({Audience.ADULT}) if workers else BOTH}
    found = [one for question in pathway.questions.values() for one in _of_question(question)]
    found += [(line.key, _who(line.when)) for lines in pathway.plan.values() for line in lines]
    for key, who in found:
        only_here = workers and key.startswith(f"{pathway.id}.")
        keys[key] = keys.get(key, frozenset()) | (WORKERS if only_here else who)
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
    if when is not None and when.only_with(PROFESSIONAL):
        return WORKERS
    return frozenset({Audience.UNDER18}) if when is not None and when.only_with(SWITCH) else BOTH


def _who_answers(question: Question, when: Condition) -> frozenset[Audience]:
    """Return who can come to see an answer; before any age was asked the switch alone decides."""
    if not question.counted and when.without(SWITCH):
        return frozenset({Audience.ADULT})
    return _who(when)


def missing(book: Book, language: str) -> Iterator[tuple[Audience, str]]:
    """Yield every text that a language lacks, with the audience that lacks it.

    A professional may be given an adult's words of the same language.
    """
    for key, who in required(book).items():
        for audience in sorted(who):
            if not any(_text(book, language, reader, key) for reader in _readers(audience)):
                yield audience, key


def _readers(audience: Audience) -> tuple[Audience, ...]:
    return (audience, Audience.ADULT) if audience is Audience.PROFESSIONAL else (audience,)


def _text(book: Book, language: str, audience: str, key: str) -> str:
    wording = book.wordings.get((language, audience))
    return wording.texts.get(key, "").strip() if wording is not None else ""


def languages(book: Book) -> tuple[str, ...]:
    """Return every language that some wording of the book is in."""
    return tuple(sorted({language for language, _ in book.wordings}))


def whole(book: Book) -> dict[str, frozenset[str]]:
    """Return for each language the pathways of which no text falls back, shared texts and cards included."""
    found = {}
    for language in languages(book):
        lacking = {key.partition(".")[0] for _, key in missing(book, language)}
        found[language] = frozenset() if lacking & EVERY_FLOW else frozenset(book.pathways) - lacking
    return found


def text_breaches(book: Book, *, language: str = ENGLISH) -> Iterator[Breach]:
    """Yield every text that is missing in the wordings of this language, is empty, or belongs to nothing."""
    for audience, key in missing(book, language):
        yield Breach("TEXT", key.partition(".")[0], f"{key} is missing in {language}.{audience}")
    for key in sorted(optional(book)):
        if not book.say(key, language=language, audience=Audience.ADULT).text and not _is_workers(book, key):
            yield Breach("TEXT", key.partition(".")[0], f"{key} is missing in {language}.adult")
    yield from strays(book, language)


def _is_workers(book: Book, key: str) -> bool:
    pathway = book.pathways.get(key.partition(".")[0])
    return pathway is not None and is_for_workers(pathway)


def strays(book: Book, language: str) -> Iterator[Breach]:
    """Yield every text that belongs to nothing."""
    known = required(book).keys() | optional(book) | _of_stand_ins(book)
    for audience in Audience:
        wording = book.wordings.get((language, audience))
        texts = wording.texts if wording is not None else {}
        for key in sorted(key for key in texts.keys() - known if not _of_shared(book, key)):
            yield Breach("TEXT", key.partition(".")[0], f"{key} in {language}.{audience} belongs to nothing")


def _of_shared(book: Book, key: str) -> bool:
    """Return whether a text is of a shared question, which some flow may use later."""
    folder, _, rest = key.partition(".")
    return folder == "shared" and rest.partition(".")[0].partition("@")[0] in book.shared


def _of_stand_ins(book: Book) -> frozenset[str]:
    """Titles of flows that are not there yet, so that a plan can offer them by name."""
    return frozenset(f"shared.title.{flow}" for flow in book.stand_ins)
