"""What somebody told on a walk: answers of the pathways and what reads them. Never a name, never a word of
theirs (S10) (pure).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from referral.pathway import trail
from referral.pathway.shapes import Book
from referral.pathway.walk import Position, position

VERSION: Final = 1
ROUNDED: Final = 1024  # characters: how long the sealed text is tells nothing about how much was told
_NAME: Final = re.compile(r"[A-Za-z0-9-]{0,40}", re.ASCII)


class NotTold(ValueError):
    """The text is not one that `to_json` wrote. Nothing of it is repeated."""


@dataclass(frozen=True, slots=True)
class Told:
    """Answers by question, in the order of the walk, with all it takes to walk it again.

    `start` is the flow that the walk began with, `pathway` the one that it ended in; `under18` says that the
    reader chose the plainer words, which a walk takes for an age where none was asked.
    """

    edition: str
    pathway: str
    audience: str
    language: str
    country: str
    answers: Mapping[str, tuple[str, ...]]
    start: str = "p00"
    under18: bool = False

    def __post_init__(self) -> None:
        """Refuse what no walk can have told."""
        names = (self.edition, self.pathway, self.audience, self.language, self.country, self.start)
        if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
            raise NotTold("a name that no walk has")
        if not isinstance(self.under18, bool) or not _are_answers(self.answers):
            raise NotTold("answers that no walk gives")


def _are_answers(answers: Mapping[str, tuple[str, ...]]) -> bool:
    """True for what the form of a walk could have carried."""
    return trail.read(trail.write(answers)) == {key: tuple(chosen) for key, chosen in answers.items()}


def to_json(told: Told) -> str:
    """Return what was told as text, filled up with blanks to a round length."""
    whole = {"v": VERSION, **asdict(told)}
    text = json.dumps(whole, ensure_ascii=True, separators=(",", ":"))
    return text.ljust(-(-len(text) // ROUNDED) * ROUNDED)


def from_json(text: str) -> Told:
    """Return what was told. Raises: NotTold."""
    try:
        said = json.loads(text)
        if not isinstance(said, dict) or said.pop("v", None) != VERSION or said.keys() != _NAMES:
            raise NotTold("not the columns of this version")
        answers = {key: tuple(chosen) for key, chosen in said.pop("answers").items()}
        return Told(answers=answers, **said)
    except (json.JSONDecodeError, TypeError, AttributeError):
        raise NotTold("not what was told on a walk") from None


_NAMES: Final = frozenset(one.name for one in fields(Told))


def walked(told: Told, book: Book) -> Position:
    """Return where the answers lead in this book, which is to be that of their edition."""
    return position(book, told.answers, under18=told.under18, start=told.start)


def of_walk(
    found: Position, *, edition: str, start: str, under18: bool, audience: str, language: str, country: str
) -> Told:
    """Return what a walk told: the answers on its way, and none that it dropped."""
    return Told(
        edition=edition,
        pathway=found.state.pathway,
        audience=audience,
        language=language,
        country=country,
        answers=dict(_on_the_way(found)),
        start=start,
        under18=under18,
    )


def _on_the_way(found: Position) -> Iterator[tuple[str, tuple[str, ...]]]:
    for step in found.steps:
        yield step.key, step.chosen
