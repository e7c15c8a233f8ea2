"""The safety case: every rule and publication check by name, and what would deny it. (pure)

Source: pathway catalogue, section 4 (H01 to H28) and section 8 (fifteen checks); promise S10.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from referral.pathway.rules import Breach


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that must hold: the breaches that would deny it, and what beside them shows it.

    `how`: plans (every walk's plan), screens (every question as asked), texts, structure, services (every
    plan with its services), elsewhere (a test, or the engine's own make).
    """

    name: str
    says: str
    how: str
    names: tuple[str, ...]
    shown_by: str = ""


CLAIMS: Final = (
    Claim("S10", "seven questions at most, every walk ends in a plan", "plans", ("SEVEN", "STEP")),
    Claim("1", "every answer leads on, every question is reached, no loop",
          "structure", ("NOWHERE", "LOOP", "UNREACHABLE", "STEP")),
    Claim("2", "no walk is longer than seven questions", "plans", ("SEVEN", "NINE")),
    Claim("3", "danger first, and the reader's own", "screens", ("DANGER", "EMERGENCY")),
    Claim("4", "not sure and rather not say on every question", "structure", ("PROTECTIVE",)),
    Claim("5", "a person and the emergency number, without listings too",
          "services", ("H18",), "--plans: PERSON, NUMBER"),
    Claim("6", "no card that its age forbids", "plans", ("H05", "H02", "CARD")),
    Claim("7", "police, consulate never the only way; no plain block", "plans", ("H24", "H27", "H22")),
    Claim("8", "a prevention plan holds prevention only", "plans", ("H17",), "--plans: SURVIVORS"),
    Claim("9", "words never said, verbs near a picture, each language", "texts", ("WORDS", "H02")),
    Claim("10", "grade 6, under 18 grade 4, professionals grade 9", "texts", ("GRADE",)),
    Claim("11", "each card is listed, owned, sourced, in date", "structure", ("CARD",)),
    Claim("12", "a language that lacks a text is not offered",
          "texts", ("TEXT",), "Book.complete; test_pathway_languages.py"),
    Claim("13", "a second person approves the walks that change",
          "elsewhere", (), "docs/editing-pathways.md"),
    Claim("14", "a walk ends on the edition it began with", "elsewhere", (), "referral/editions.py"),
    Claim("15", "a stored table of walks, needs, urgency, cards", "plans", ("TABLE",), "seeds/walks/"),
    Claim("H01", "nothing is asked for but a choice",
          "texts", ("H01",), "a question has answers and no field"),
    Claim("H02", "a child's picture is never kept, sought or sent", "plans", ("H02",)),
    Claim("H03", "blackmail by a stranger", "plans", ("H03",)),
    Claim("H04", "proof before removal", "plans", ("H04",)),
    Claim("H05", "the route follows the age in the picture", "plans", ("H05",)),
    Claim("H06", "what codes cannot do", "plans", ("H06",)),
    Claim("H07", "no promise", "texts", ("H07",)),
    Claim("H08", "no step acts by itself",
          "texts", ("H08",), "effects are needs, cards, facts and nothing else"),
    Claim("H09", "limits of confidence first", "plans", ("H09",)),
    Claim("H10", "nobody is confronted or traced", "plans", ("H10",)),
    Claim("H11", "plan before tracker, passwords, leaving", "plans", ("H11",)),
    Claim("H12", "no parent is told", "plans", ("H12",)),
    Claim("H13", "help before law for a child", "plans", ("H13",)),
    Claim("H14", "the medical clock", "plans", ("H14",)),
    Claim("H15", "one sign is enough, none is scored or named", "plans", ("H15",), "no effect can count"),
    Claim("H16", "a private room, and limits first", "structure", ("H16",)),
    Claim("H17", "prevention only", "plans", ("H17",), "--plans: SURVIVORS"),
    Claim("H18", "somebody to talk to, or when; the number",
          "services", ("H18",), "--plans: PERSON, NUMBER"),
    Claim("H19", "the whole age band is taken", "services", ("H19", "AGES"), "--plans: AGE, CHILD"),
    Claim("H20", "something to do while waiting", "plans", ("H20",), "tests/referral/test_showing.py"),
    Claim("H21", "no fact past its review", "structure", ("H21",), "tests/referral/test_pathway_dates.py"),
    Claim("H22", "somebody known: choices, no plain steps", "plans", ("H22",)),
    Claim("H23", "not to the family before a specialist", "plans", ("H23",)),
    Claim("H24", "police never the only way nor first", "plans", ("H24",), "--plans: POLICE"),
    Claim("H25", "one may go back, and come back", "plans", ("H25",)),
    Claim("H26", "no page tells where or who", "texts", ("H26",), "tests/house/test_canaries.py"),
    Claim("H27", "no consulate where it is feared", "plans", ("H27",)),
    Claim("H28", "parent and children are one plan", "plans", ("H28",)),
)  # fmt: skip


def counted(breaches: Iterable[Breach]) -> Iterator[tuple[Claim, int]]:
    """Yield every claim with the number of different breaches that deny it."""
    names = Counter(breach.rule for breach in breaches)
    for claim in CLAIMS:
        yield claim, sum(names[name] for name in claim.names)
