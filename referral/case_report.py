"""What `manage.py pathway_check` prints: claims, mutations, grades, texts that fall back, questions."""

from collections import Counter
from collections.abc import Iterable, Iterator

from referral.pathway.case import counted
from referral.pathway.grades import EXCUSED, FEWEST, HIGHEST, passages, too_hard
from referral.pathway.mutations import tried
from referral.pathway.rules import Breach
from referral.pathway.shapes import Audience, Book
from referral.pathway.texts import languages, missing, required
from referral.proving import HOURS_A_WEEK, LANGUAGES, Proof

# Section 10 of the catalogue: what only a specialist can answer.
OPEN_QUESTIONS = {
    "10.1": "consent ages and carer rules per country",
    "10.2": "whether a prevention plan may name a report when a child is at risk today",
    "10.3": "how soon somebody can answer where a deployment has no night staff",
    "10.4": "silent ways to reach emergency services, per country",
    "10.5": "duty to report, by profession and country",
    "10.6": "whether an adult survivor may see a service that also runs programmes for those who harm",
    "10.7": "local words in place of the names of pathways",
    "10.8": "law on synthetic images and on children's own images, per country, and time limits",
    "10.9": "whether clinics, schools and helplines must report, at which age, and what care asks for first",
    "10.10": "which refuges take sons, men, trans people, pets",
    "10.11": "whether *cutting* is the word to use, per language",
    "10.12": "how urgent a planned trip or marriage is when the day is not known",
}


def claims(breaches: Iterable[Breach]) -> Iterator[str]:
    """Yield a line for each rule and publication check, with what shows it and how often it is broken."""
    yield f"{'check':<6}{'what must hold':<62}{'over':<11}{'broken':>7}  also shown by"
    for claim, broken in counted(breaches):
        times = "-" if claim.how == "elsewhere" else str(broken)
        yield f"{claim.name:<6}{claim.says:<62}{claim.how:<11}{times:>7}  {claim.shown_by}".rstrip()


def mutations() -> Iterator[tuple[str, bool]]:
    """Yield a line for each edition with something broken, and whether it was caught by name."""
    for mutation, caught in tried():
        yield f"{mutation.rule:<12}{mutation.says:<64}{'caught' if caught else 'NOT CAUGHT'}", caught


def grades(book: Book) -> Iterator[str]:
    """Yield school grades by pathway and audience: the middle one, the highest, how many were measured."""
    yield f"{'folder':<8}" + "".join(f"{audience:>28}" for audience in Audience)
    yield f"{'':<8}" + f"{'middle':>12}{'highest':>9}{'texts':>7}" * len(Audience)
    by_place: dict[tuple[str, str], list[float]] = {}
    for passage in passages(book):
        if passage.words >= FEWEST:
            by_place.setdefault((passage.folder, passage.audience), []).append(passage.grade)
    for folder in sorted({folder for folder, _ in by_place}):
        cells = []
        for audience in Audience:
            found = sorted(by_place.get((folder, audience), []))
            cells.append(f"{found[len(found) // 2]:>12}{found[-1]:>9}{len(found):>7}" if found else " " * 28)
        yield f"{folder:<8}" + "".join(cells)
    most = ", ".join(f"{audience} {grade:.0f}" for audience, grade in HIGHEST.items())
    hard = list(too_hard(book))
    yield f"Highest allowed: {most}. Too hard: {len(hard)}. Excused by name: {len(EXCUSED)}."
    yield from (f"  {name}: {why}" for name, why in EXCUSED.items())
    yield from (f"  {one.name} {one.audience}: {one.grade}" for one in hard)


def lacking(book: Book, language: str) -> Iterator[str]:
    """Yield what falls back in a language, or in every one where it is empty."""
    needed = Counter(str(who) for readers in required(book).values() for who in readers)
    for one in [language] if language else [code for code in languages(book) if code != "en"]:
        gone = list(missing(book, one))
        if language:
            yield from (f"{one}.{audience}  {key}" for audience, key in gone)
        whole = sorted(book.complete(one))
        yield (
            f"{one}: {len(gone)} of {sum(needed.values())} texts fall back; whole in it: "
            f"{', '.join(whole) or 'no pathway'}"
        )


def open_questions(book: Book) -> Iterator[str]:
    """Yield the questions that wait for a specialist, each with the cards that rest on it."""
    waiting = [card for card in book.cards.values() if card.open_question]
    for number, question in OPEN_QUESTIONS.items():
        yield f"{number} {question}"
        for card in waiting:
            if f"{number} " in f"{card.open_question} ":
                dated = sum(line.dated for line in card.lines)
                yield (
                    f"      {card.id}: {card.open_question} "
                    f"(review by {card.review_by}, {card.owner}; dated lines {dated})"
                )
    yield f"{len(waiting)} of {len(book.cards)} cards wait for a specialist."


def proof(found: Proof, *, plans: int, walks: int) -> Iterator[str]:
    """Yield what was proved of plans with their services."""
    covered = plans * found.countries * len(LANGUAGES) * HOURS_A_WEEK
    yield f"{walks:,} walks end in {plans:,} plans that matching tells apart."
    yield (
        f"With {found.countries} countries, one of them none, {len(LANGUAGES)} languages and {HOURS_A_WEEK} "
        f"hours these are {covered:,} pages."
    )
    yield (
        f"Asked {found.services:,} times whether a service may be shown for a need, "
        f"{found.people:,} times who can be talked to, at {found.moments:,} different moments."
    )
    yield f"{found.unsure:,} times nobody surely answers and nobody says when; the page then says so."
    names = Counter(name for name, _ in found.found)
    for name in ("NUMBER", "PERSON", "AGE", "CHILD", "CALLER", "PICTURE", "POLICE", "SURVIVORS", "WITHDRAWN"):
        yield f"{name:<12}{names[name]:>6} broken"
    yield from (f"  {name} {where}: {what}" for (name, where), what in sorted(found.found.items())[:40])
