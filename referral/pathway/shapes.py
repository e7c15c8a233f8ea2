"""What a book of pathways is made of once it has been read and checked. All of it is frozen. (pure)"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from directory.topics import Need
from referral.pathway.conditions import ALWAYS, Condition
from referral.pathway.effects import Effect
from referral.pathway.facts import derive
from referral.pathway.files import WrittenWords

ENTRY_FLOW: Final = "p00"
ENGLISH: Final = "en"
NOT_SURE: Final = "not-sure"
RATHER_NOT: Final = "rather-not"
GO_BACK: Final = "shared.plan.go-back"
THOUGHTS_OF_DYING: Final = "shared.plan.thoughts-of-dying"


class Audience(StrEnum):
    """Who reads a wording."""

    ADULT = "adult"
    UNDER18 = "under18"
    PROFESSIONAL = "professional"


class Section(StrEnum):
    """The parts of a plan, in the order in which they are read."""

    NOW = "now"
    TODAY = "today"
    LATER = "later"
    KEEP = "keep"
    DO_NOT = "do_not"


class Way(StrEnum):
    """What a target is."""

    QUESTION = "question"
    FLOW = "flow"
    PLAN = "plan"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer leads, if its condition holds."""

    way: Way
    name: str = ""
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Deeds:
    """What an answer, an entry or a stand-in does: bits of `Book.effects`, facts with conditions."""

    effects: int = 0
    facts: tuple[tuple[str, Condition], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a question. Its text key is ready for `Book.say`."""

    id: str
    key: str
    when: Condition = ALWAYS
    heading: str | None = None
    alone: bool = False
    deeds: Deeds = Deeds()
    next: tuple[Target, ...] = ()  # empty: as the question says


@dataclass(frozen=True, slots=True)
class Form:
    """Another wording of a question, used while its condition holds."""

    when: Condition
    text: str
    answers: Mapping[str, str]  # answer id -> text key


@dataclass(frozen=True, slots=True)
class Question:
    """A question at its place in a flow, with not-sure and rather-not among its answers."""

    flow: str
    id: str
    key: str  # what the form calls it: "danger" where shared, "p01.made" otherwise
    counts_as: str  # which question is answered when this one is
    text: str
    why: str | None
    answers: tuple[Answer, ...]
    next: tuple[Target, ...]
    several: bool = False
    most: int = 1
    counted: bool = True  # the first question of all, on the entry page, is not
    protected: bool = True  # both protective answers are defined
    about: str = ""
    skip_if: Condition | None = None
    forms: tuple[Form, ...] = ()

    def visible(self, facts: frozenset[str]) -> tuple[Answer, ...]:
        """Return the answers that a person with these facts is offered."""
        return tuple(answer for answer in self.answers if answer.when is ALWAYS or answer.when.holds(facts))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a plan or of a card. A dated line states a number or a law (H21)."""

    key: str
    when: Condition = ALWAYS
    tags: frozenset[str] = frozenset()
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Guidance that many flows share; owned and dated."""

    id: str
    section: Section
    owner: str
    reviewed: date
    review_by: date
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    only_if: Condition | None
    twin: str | None
    open_question: str | None
    first: bool
    place: int  # in the file; cards of a section stand in this order
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Another flow that the plan links to."""

    to: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Pathway:
    """One flow."""

    id: str
    edition: int
    rules: tuple[str, ...]
    own_rules: tuple[str, ...]
    sources: tuple[str, ...]
    recommendations: tuple[str, ...]
    needs: tuple[Need, ...]
    begin: str
    on_entry: Deeds
    questions: Mapping[str, Question]
    plan: Mapping[Section, tuple[Line, ...]]
    offers: tuple[Offer, ...] = ()

    @property
    def title(self) -> str:
        """Return the key of its name as it is offered."""
        return f"{self.id}.title"


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language that it is really in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of one language and audience; `folders` says which have a file of it."""

    texts: Mapping[str, str]
    folders: frozenset[str] = frozenset()


def fallbacks(language: str, audience: str) -> tuple[tuple[str, str], ...]:
    """Return the wordings to look in, in their order.

    A child's words are never replaced by an adult's of the same language: English that is plain comes first.
    A professional reads the adult's words of the same language before any English.
    """
    if audience == Audience.UNDER18:
        return ((language, audience), (ENGLISH, audience), (ENGLISH, Audience.ADULT))
    if audience == Audience.PROFESSIONAL:
        spoken = (language, ENGLISH)
        return tuple((one, reader) for one in spoken for reader in (audience, Audience.ADULT))
    return ((language, Audience.ADULT), (ENGLISH, Audience.ADULT))


@dataclass(frozen=True, slots=True)
class Book:
    """All pathways of one edition."""

    edition: str
    pathways: Mapping[str, Pathway]
    cards: Mapping[str, Card]
    effects: tuple[Effect, ...]
    stand_ins: Mapping[str, Deeds]
    general: str  # the first question, in p00, of the general walk
    wordings: Mapping[tuple[str, str], Wording]
    because: Mapping[tuple[str, Need], str]  # where a flow says in its own words why a service is there
    recommendations: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, frozenset[str]] = field(default_factory=dict)  # language -> pathways
    words: Mapping[str, WrittenWords] = field(default_factory=dict)  # what a language never says
    shared: frozenset[str] = frozenset()  # ids of shared questions, also of those that no flow uses yet
    retired: frozenset[str] = frozenset()  # ids that were given once and are never given again
    outdone: tuple[int, ...] = ()  # for each effect, the bits that it makes needless
    outdoing: tuple[int, ...] = ()  # for each effect, the bits that make it needless

    def say(self, key: str, *, language: str, audience: str) -> Text:
        """Return a text; where the wished wording has none, the next one that this reader may be given."""
        for spoken, reader in fallbacks(language, audience):
            wording = self.wordings.get((spoken, reader))
            if wording is not None and key in wording.texts:
                return Text(wording.texts[key], spoken)
        return Text("", ENGLISH)

    def complete(self, language: str) -> frozenset[str]:
        """Return the pathways that may be walked in a language: no text of theirs falls back to English.

        English is always whole: all others fall back to it.
        """
        return frozenset(self.pathways) if language == ENGLISH else self.whole.get(language, frozenset())

    def unpacked(self, effects: int) -> Iterator[Effect]:
        """Yield the effects whose bits are set, in the order of the book."""
        while effects:
            lowest = effects & -effects
            yield self.effects[lowest.bit_length() - 1]
            effects ^= lowest


@dataclass(frozen=True, slots=True)
class State:
    """How far a walk has come and all it has gathered. Equal states have equal futures and equal plans."""

    pathway: str
    node: str  # "" at the end
    learnt: frozenset[str] = frozenset()
    effects: int = 0
    answered: frozenset[str] = frozenset()  # shared questions, which a later flow skips
    entered: frozenset[str] = frozenset()  # flows that were begun and do something on entry
    asked: int = 0
    stand_in: str = ""  # the flow asked for, where it is not there yet
    stopped: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """Return what was learnt and what follows from it."""
        return derive(self.learnt)
