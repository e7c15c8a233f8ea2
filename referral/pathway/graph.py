"""The rules on how a book hangs together: ways that lead on, no loop, cards in date. (pure)"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from directory.topics import Need
from referral.pathway.conditions import ALWAYS
from referral.pathway.effects import Shows, Wants
from referral.pathway.rules import Breach
from referral.pathway.screens import DANGER
from referral.pathway.shapes import ENTRY_FLOW, Answer, Book, Pathway, Question, Target, Way

Node = tuple[str, str]

# Source: catalogue, section 3; a new card is first agreed there, with its owner and its source.
CARDS: Final = frozenset(
    ("safer-now", "safer-device", "first-72-hours", "first-5-days", "keep-proof-adult", "keep-proof-child",
     "blackmail", "hash-adult", "hash-child", "platform-steps", "seen-material", "talk-to-child",
     "tell-an-adult", "job-check", "leave-plan", "limits-of-confidence", "professional-room", "law-note",
     "time-limits", "not-your-fault", "turning-18", "while-you-wait", "help-a-friend", "travel-plan",
     "family-pressure", "known-person", "embassy-care", "what-hotlines-do", "what-reporting-means")
)  # fmt: skip
_FOR_WORKERS: Final = frozenset({"professional-room", "limits-of-confidence"})


def graph_breaches(book: Book, *, today: date) -> Iterator[Breach]:
    """Yield what is wrong with the book before anybody walks it."""
    for pathway in book.pathways.values():
        for question in pathway.questions.values():
            yield from _of_question(book, question)
        yield from _lines_without_date(pathway)
        if "H16" in pathway.rules:
            yield from _rooms(book, pathway)
    yield from _loops(book)
    yield from _cards(book, today)


def unreached(book: Book, asked: frozenset[Node]) -> Iterator[Breach]:
    """Yield every question that no walk asks; `asked` comes from covering all starts."""
    for pathway in book.pathways.values():
        for name in pathway.questions:
            if (pathway.id, name) not in asked:
                yield Breach("UNREACHABLE", pathway.id, f"no walk asks {name}")


def _of_question(book: Book, question: Question) -> Iterator[Breach]:
    if not question.protected:
        yield Breach(
            "PROTECTIVE", question.flow, f"{question.id} does not say what not-sure and rather-not do"
        )
    for answer in question.answers:
        targets = answer.next or question.next
        if not targets or targets[-1].when is not ALWAYS:
            yield Breach("NOWHERE", question.flow, f"{question.id}, {answer.id} can lead nowhere")
    if (question.skip_if or question.counts_as) and not question.next:
        yield Breach("NOWHERE", question.flow, f"{question.id} leads nowhere when it is skipped")
    if question.counts_as == DANGER and not any(_is_own_danger(book, one) for one in question.answers):
        yield Breach("DANGER", question.flow, f"{question.id} has no answer for danger to the reader now")


def _is_own_danger(book: Book, answer: Answer) -> bool:
    stops = bool(answer.next) and answer.next[0].way is Way.STOP
    effects = book.unpacked(answer.deeds.effects)
    helped = any(isinstance(one, Wants) and (one.need, one.urgency) == (Need.EMERGENCY, 0) for one in effects)
    return stops and helped and "danger:yes" in {fact for fact, _ in answer.deeds.facts}


def _lines_without_date(pathway: Pathway) -> Iterator[Breach]:
    for lines in pathway.plan.values():
        for line in lines:
            if line.dated:
                yield Breach("H21", pathway.id, f"{line.key} is dated, and a flow has no day of review")


def _rooms(book: Book, pathway: Pathway) -> Iterator[Breach]:
    """H16: alone with the person, an interpreter who is no companion, the limits of confidence first."""
    bits = pathway.on_entry.effects
    for question in pathway.questions.values():
        for answer in question.answers:
            bits |= answer.deeds.effects
    shown = {effect.card for effect in book.unpacked(bits) if isinstance(effect, Shows)}
    for card in sorted(_FOR_WORKERS - shown):
        yield Breach("H16", pathway.id, f"no answer shows card {card}")


def _loops(book: Book) -> Iterator[Breach]:
    """Yield one breach for each way back to a question that was passed already."""
    done: set[Node] = set()
    for pathway in book.pathways.values():
        for name in pathway.questions:
            yield from _loops_from(book, (pathway.id, name), (), done)


def _loops_from(book: Book, node: Node, way: tuple[Node, ...], done: set[Node]) -> Iterator[Breach]:
    if node in way:
        yield Breach("LOOP", node[0], f"{node[1]} leads back to itself")
    elif node not in done:
        for further in sorted(_after(book, node)):
            yield from _loops_from(book, further, (*way, node), done)
        done.add(node)


def _after(book: Book, node: Node) -> set[Node]:
    question = book.pathways[node[0]].questions[node[1]]
    ways = [question.next, *(answer.next for answer in question.answers)]
    places = (_place(book, node[0], target) for way in ways for target in way)
    return {place for place in places if place is not None}


def _place(book: Book, flow: str, target: Target) -> Node | None:
    if target.way is Way.QUESTION:
        return flow, target.name
    if target.way is Way.FLOW:
        pathway = book.pathways.get(target.name)
        return (target.name, pathway.begin) if pathway is not None else (ENTRY_FLOW, book.general)
    return None


def _cards(book: Book, today: date) -> Iterator[Breach]:
    for card in book.cards.values():
        if card.id not in CARDS:
            yield Breach("CARD", "cards", f"{card.id} is no card of the catalogue")
        if card.review_by < today:
            yield Breach("CARD", "cards", f"{card.id} should have been reviewed by {card.review_by}")
        if not card.owner.strip() or not card.sources:
            yield Breach("CARD", "cards", f"{card.id} has no owner or no source")
        if not any(not line.dated for line in card.lines):
            yield Breach("H21", "cards", f"{card.id} says nothing once its dated lines may not be shown")
        twin = book.cards[card.twin] if card.twin else None
        if twin is not None and card.only_if is None:
            yield Breach("CARD", "cards", f"{card.id} has a twin, and nothing says when it gives way")
