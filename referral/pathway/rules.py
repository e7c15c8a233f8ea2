"""The rules that hold on every plan, one function each, named as in the catalogue. (pure)

Source: pathway catalogue, section 4 (H01 to H28) and section 8 (checks a flow must pass).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.facts import AGE_BANDS, TOUCHES
from referral.pathway.needs import A_PERSON, MET_FOR_CHILDREN, PREVENTION_NEEDS
from referral.pathway.plan import Item, Plan, Sections
from referral.pathway.shapes import THOUGHTS_OF_DYING, Book, Line, Section, State

MOST_QUESTIONS: Final = 7
# Facts that the rules below look at; a walk's other facts matter only through the conditions of the book.
LOOKED_AT: Final = (
    frozenset({"threat", "saw", "watched", "looking", "prevention", "crisis", "family-plan", "signs", "home"})
    | TOUCHES
)

_OF_A_PICTURE: Final = frozenset({"look-for-picture", "keep-picture", "screenshot", "forward-picture"})
_ADULT_CARDS: Final = frozenset({"hash-adult", "keep-proof-adult"})
_CHILD_CARDS: Final = frozenset({"hash-child", "keep-proof-child"})
_GOING_SILENT: Final = frozenset({"stop-answering", "block", "report-account", "not-go-back"})
_AS_A_CHOICE: Final = frozenset({"choice"})
_NOTICED: Final = frozenset({"choice", "may-notice"})
_CHANGES_ACCOUNTS: Final = frozenset(
    {"change-passwords", "report-platform", "report-account", "delete-account"}
)
_FOR_SURVIVORS: Final = frozenset(
    {
        "advocate",
        "talk-child-helpline",
        "talk-helpline",
        "removal-adult",
        "removal-child",
        "code-adult",
        "code-child",
    }
)
_SURVIVORS_CARDS: Final = (
    _ADULT_CARDS | _CHILD_CARDS | {"blackmail", "leave-plan", "help-a-friend", "platform-steps"}
)
_CLOCK_CARDS: Final = frozenset({"first-72-hours", "first-5-days"})
_OTHER_WAYS: Final = frozenset(
    {"talk-helpline", "talk-child-helpline", "report-hotline", "report-platform", "legal-advice", "advocate"}
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is broken, where, and how."""

    rule: str
    pathway: str
    detail: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a plan advises, line by line, and what it says anywhere, also under *do not*."""

    advised: tuple[tuple[Section, Item, Line], ...]
    said: tuple[Line, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Look:
    """A plan as the rules look at it."""

    book: Book
    state: State
    plan: Plan
    heard: Heard

    @property
    def advised(self) -> tuple[tuple[Section, Item, Line], ...]:
        return self.heard.advised

    @property
    def said(self) -> tuple[Line, ...]:
        return self.heard.said

    @property
    def tags(self) -> frozenset[str]:
        return self.heard.tags

    def lines(self, tags: frozenset[str]) -> list[tuple[Section, Item, Line]]:
        """Return what is advised with one of these tags."""
        if self.heard.tags.isdisjoint(tags):
            return []
        return [one for one in self.heard.advised if not one[2].tags.isdisjoint(tags)]


Rule = Callable[[Look], Iterator[str]]


def hear(sections: Sections) -> Heard:
    """Return what the sections of a plan say."""
    everywhere = [
        (section, item, line) for section in Section for item in sections[section] for line in item.said
    ]
    advised = tuple(one for one in everywhere if one[0] is not Section.DO_NOT)
    tags = frozenset[str]().union(*(line.tags for _, _, line in advised))
    return Heard(advised, tuple(line for _, _, line in everywhere), tags)


def broken(book: Book, state: State, plan: Plan, *, heard: Heard | None = None) -> tuple[Breach, ...]:
    """Return every rule that this plan breaks; `heard`, if given, is what its sections say."""
    return verdicts(Look(book, state, plan, heard or hear(plan.sections)), RULES)


def verdicts(seen: Look, rules: Iterable[tuple[str, Rule]]) -> tuple[Breach, ...]:
    """Return what a plan breaks of these rules."""
    where = seen.plan.pathway
    return tuple(Breach(name, where, detail) for name, rule in rules for detail in rule(seen))


def seven_questions(seen: Look) -> Iterator[str]:
    if seen.state.asked > MOST_QUESTIONS:
        yield f"more than {MOST_QUESTIONS} questions"


def somebody_to_talk_to(seen: Look) -> Iterator[str]:
    """S10, H18: a person on every plan, and one line about thoughts of dying where FEEL was not asked."""
    needs = {one.need for one in seen.plan.needs if not one.for_other_child}
    persons = {Need.PREVENTION, Need.PSYCHOSOCIAL, Need.EMERGENCY} if seen.plan.prevention_only else A_PERSON
    if not needs & persons:
        yield "no person to talk to"
    asked = seen.plan.stopped or "feel" in seen.state.answered
    if not asked and all(line.key != THOUGHTS_OF_DYING for line in seen.said):
        yield "no line about thoughts of dying, though FEEL was not asked"


def emergency_when_stopped(seen: Look) -> Iterator[str]:
    urgent = {one.need for one in seen.plan.needs if one.urgency == 0}
    if (seen.plan.stopped or seen.plan.crisis) and Need.EMERGENCY not in urgent:
        yield "danger or thoughts of dying today, without EMERGENCY/U0"


def something_to_do(seen: Look) -> Iterator[str]:
    if not seen.plan.stopped and not any(line.key != THOUGHTS_OF_DYING for _, _, line in seen.advised):
        yield "a plan without a step"


def h02_no_picture_of_a_child(seen: Look) -> Iterator[str]:
    """A picture that is not surely an adult's is never looked for, kept, copied or passed on."""
    plan = seen.plan
    if plan.route != "adult" or "saw" in plan.facts:
        bad = _OF_A_PICTURE
        if plan.route is None and plan.adult and "saw" not in plan.facts:
            bad = bad - {"screenshot"}  # of messages, where no picture is in play
    else:
        bad = frozenset({"forward-picture"})
    for _, _, line in seen.lines(bad):
        yield f"{line.key} advises {', '.join(sorted(line.tags & bad))}"


def h03_blackmail_by_a_stranger(seen: Look) -> Iterator[str]:
    facts = seen.plan.facts
    if "threat" not in facts:
        return
    for _, _, line in seen.lines(frozenset({"delete-account"})):
        yield f"{line.key} advises to delete the account"
    if "stranger" in facts and not seen.plan.stopped and not seen.plan.prevention_only:
        said = frozenset[str]().union(*(line.tags for line in seen.said))
        for missing in sorted({"no-pay", "no-send", "stop-answering"} - said):
            yield f"blackmail by a stranger without {missing}"


def h04_proof_before_removal(seen: Look) -> Iterator[str]:
    plan = seen.plan
    wants_removal = any(one.need is Need.REMOVAL for one in plan.needs)
    if plan.route == "adult" and wants_removal and not plan.stopped and "keep-proof" not in seen.tags:
        yield "removal of an adult's picture without a line on proof"


def h05_route_by_age_in_the_picture(seen: Look) -> Iterator[str]:
    plan = seen.plan
    if plan.route != "adult":
        for _, _, line in seen.lines(frozenset({"removal-adult", "code-adult"})):
            yield f"{line.key} is for adults only"
        for card in sorted(plan.cards & _ADULT_CARDS):
            yield f"card {card} where the picture is not surely an adult's"
    if plan.route == "adult" and plan.minor:
        yield "the adult route under 18"
    if _wants_child_route(seen) and seen.tags.isdisjoint({"removal-child", "code-child"}):
        yield "removal by the child route without a line that says how"


def _wants_child_route(seen: Look) -> bool:
    plan = seen.plan
    removal = any(one.need is Need.REMOVAL for one in plan.needs)
    return plan.route == "child" and removal and not plan.stopped and not plan.prevention_only


def h06_what_codes_cannot_do(seen: Look) -> Iterator[str]:
    if not seen.tags.isdisjoint({"code-adult", "code-child"}) and "code-limits" not in seen.tags:
        yield "a code made from the picture, without what it cannot do"


def h09_limits_of_confidence(seen: Look) -> Iterator[str]:
    lists_it = "H09" in seen.book.pathways[seen.plan.pathway].rules
    if lists_it and not seen.plan.stopped and "limits-of-confidence" not in seen.plan.cards:
        yield "no card limits-of-confidence"


def h10_nobody_is_confronted(seen: Look) -> Iterator[str]:
    for _, _, line in seen.lines(frozenset({"confront", "trace"})):
        yield f"{line.key} advises to confront or trace somebody"


def h11_plan_before_leaving(seen: Look) -> Iterator[str]:
    for _, _, line in seen.lines(frozenset({"remove-tracker", "leave-now"})):
        yield f"{line.key} advises a step that needs a plan first"
    for section, _, line in seen.lines(frozenset({"change-passwords"})):
        if section is Section.NOW or (section is Section.TODAY and "stranger" not in seen.plan.facts):
            yield f"{line.key} advises to change passwords straight away"
    if "watched" in seen.plan.facts and "safer-device" not in seen.plan.cards:
        yield "somebody may be watching, and card safer-device is missing"
    yield from _safer_device_first(seen)


def _safer_device_first(seen: Look) -> Iterator[str]:
    if "safer-device" not in seen.plan.cards:
        return
    for _, item, line in seen.advised:
        if item.key == "cards.safer-device":
            return
        if line.tags & _CHANGES_ACCOUNTS:
            yield f"{line.key} stands before card safer-device"


def h12_no_parent_is_told(seen: Look) -> Iterator[str]:
    if not seen.plan.adult:
        for _, _, line in seen.lines(frozenset({"tell-family"})):
            yield f"{line.key} advises to tell the family, to somebody who may be under 18"


def h13_a_child_before_the_law(seen: Look) -> Iterator[str]:
    if not seen.plan.minor:
        return
    helped = False
    for _, _, line in seen.advised:
        if "police" in line.tags:
            if "choice" not in line.tags:
                yield f"{line.key} names police to a child, not as a choice"
            if not helped:
                yield f"{line.key} names police before a child helpline or legal advice"
            if "law-note" not in seen.plan.cards:
                yield f"{line.key} names police to a child without card law-note"
        helped = helped or not line.tags.isdisjoint({"talk-child-helpline", "legal-advice"})


def h14_medical_clock(seen: Look) -> Iterator[str]:
    plan = seen.plan
    if plan.stopped or plan.prevention_only:
        return
    urgencies = [one.urgency for one in plan.needs if one.need is Need.MEDICAL]
    if plan.facts & TOUCHES and not urgencies:
        yield "touched, and no MEDICAL"
    if min(urgencies, default=3) <= 1 and plan.cards.isdisjoint(_CLOCK_CARDS):
        yield "MEDICAL today without a card that says which hours count"
    if "touch:72h" in plan.facts and "first-72-hours" not in plan.cards:
        yield "touched in the last three days without card first-72-hours"
    if plan.facts & {"touch:72h", "touch:5d", "touch:maybe"} and min(urgencies, default=3) > 1:
        yield "touched in the last five days, and MEDICAL is not for today"
    if not plan.cards.isdisjoint(_CLOCK_CARDS) and "care-clock" not in seen.tags:
        yield "a card on care after an assault without its hours"


def h17_prevention_only(seen: Look) -> Iterator[str]:
    plan = seen.plan
    if not plan.prevention_only:
        return
    allowed = PREVENTION_NEEDS | ({Need.REPORT} if "looking" in plan.facts else set())
    for one in plan.needs:
        if one.need not in allowed:
            yield f"{one.need} on a prevention plan"
    for _, _, line in seen.lines(_FOR_SURVIVORS):
        yield f"{line.key} is for people who were harmed"
    for card in sorted(plan.cards & _SURVIVORS_CARDS):
        yield f"card {card} is for people who were harmed"


def h19_every_age_is_accepted(seen: Look) -> Iterator[str]:
    plan = seen.plan
    band = next((AgeRange(*AGE_BANDS[fact]) for fact in plan.facts & AGE_BANDS.keys()), None)
    child_or_adult = (
        AgeRange(0, 17) if plan.minor else AgeRange(18, None) if plan.adult else AgeRange(0, None)
    )
    if plan.age != (band or child_or_adult):
        yield "services are not asked to accept the whole age band"


def ages(seen: Look) -> Iterator[str]:
    """Source: catalogue, section 3, AGES."""
    plan = seen.plan
    urgency = {one.need: one.urgency for one in plan.needs}
    for one in plan.needs:
        for_a_child = one.for_other_child or "other-child" in plan.facts
        if one.need is Need.CHILD_PROTECTION and plan.adult and not for_a_child:
            yield "CHILD_PROTECTION for an adult"
        as_urgent = urgency.get(Need.CHILD_PROTECTION, 9) <= one.urgency or plan.prevention_only
        childs = one.need in MET_FOR_CHILDREN and plan.minor and not one.for_reader
        if childs and not as_urgent:
            yield f"{one.need} under 18 without CHILD_PROTECTION as urgent"


def h15_one_sign_is_enough(seen: Look) -> Iterator[str]:
    """Whoever named a sign is offered a specialist; nothing is counted, and nobody is told what it is."""
    specialists = {Need.SAFETY, Need.CHILD_PROTECTION}
    needs = {one.need for one in seen.plan.needs}
    if "signs" in seen.plan.facts and not seen.plan.stopped and needs.isdisjoint(specialists):
        yield "a sign was named, and no specialist is offered"


def h20_something_to_do_meanwhile(seen: Look) -> Iterator[str]:
    lists_it = "H20" in seen.book.pathways[seen.plan.pathway].rules
    if lists_it and not seen.plan.stopped and "while-you-wait" not in seen.plan.cards:
        yield "a wait may be long, and card while-you-wait is missing"


def h25_one_may_come_back(seen: Look) -> Iterator[str]:
    lists_it = "H25" in seen.book.pathways[seen.plan.pathway].rules
    if lists_it and not seen.plan.stopped and "come-back" not in seen.tags:
        yield "no line says that one may come back as often as needed"


def h22_somebody_known(seen: Look) -> Iterator[str]:
    """Whoever may reach the person is not blocked, left unanswered or reported as a plain step."""
    facts = seen.plan.facts
    if facts & {"who:known", "who:maybe"} and not seen.plan.stopped and "known-person" not in seen.plan.cards:
        yield "somebody known does it, and card known-person is missing"
    if "stranger" in facts:
        return
    for _, _, line in seen.lines(_GOING_SILENT):
        if not line.tags & _AS_A_CHOICE:
            yield f"{line.key} is a plain step where the other may be known"
    for _, _, line in seen.lines(frozenset({"report-platform"})):
        if not line.tags & _NOTICED:
            yield f"{line.key} does not say that the other may notice"
    for line in seen.said:
        if line.tags & {"no-pay", "no-send"} and not line.tags & _AS_A_CHOICE:
            yield f"{line.key} says not paying or not sending as a duty"


def h23_not_to_the_family(seen: Look) -> Iterator[str]:
    for _, _, line in seen.lines(frozenset({"tell-family", "go-home"})):
        yield f"{line.key} sends to the family or home"


def h24_police_is_one_way_of_several(seen: Look) -> Iterator[str]:
    plan = seen.plan
    if {one.need for one in plan.needs} == {Need.REPORT}:
        yield "a report is the only way on"
    first: set[Section] = set()
    for section, _, line in seen.advised:
        if "police" in line.tags:
            if "choice" not in line.tags:
                yield f"{line.key} names police, not as a choice"
            if section not in first:
                yield f"{line.key} names police first"
            if seen.tags.isdisjoint(_OTHER_WAYS):
                yield f"{line.key} names police as the only way"
        first.add(section)


def h27_no_consulate(seen: Look) -> Iterator[str]:
    plan = seen.plan
    asked_for = any(one.need is Need.IMMIGRATION for one in plan.needs) and "embassy-care" in plan.cards
    feared = plan.pathway in ("p08", "p12") or plan.stand_in in ("p08", "p12") or "family-plan" in plan.facts
    for _, _, line in seen.lines(frozenset({"consulate"})):
        if feared or not asked_for:
            yield f"{line.key} sends to a consulate"


def h28_parent_and_children(seen: Look) -> Iterator[str]:
    plan = seen.plan
    offered = any(one.need is Need.CHILD_PROTECTION and one.for_other_child for one in plan.needs)
    explained = plan.stopped or "limits-of-confidence" in plan.cards
    if "H28" in seen.book.pathways[plan.pathway].rules and offered and not explained:
        yield "CHILD_PROTECTION is offered to a parent before it is explained"


# Rules that look at what is said alone (lines, cards, facts), and those that look at the needs as well.
RULES_OF_ADVICE: Final[tuple[tuple[str, Rule], ...]] = (
    ("SEVEN", seven_questions),
    ("STEP", something_to_do),
    ("H02", h02_no_picture_of_a_child),
    ("H03", h03_blackmail_by_a_stranger),
    ("H06", h06_what_codes_cannot_do),
    ("H09", h09_limits_of_confidence),
    ("H10", h10_nobody_is_confronted),
    ("H11", h11_plan_before_leaving),
    ("H12", h12_no_parent_is_told),
    ("H13", h13_a_child_before_the_law),
    ("H19", h19_every_age_is_accepted),
    ("H20", h20_something_to_do_meanwhile),
    ("H22", h22_somebody_known),
    ("H23", h23_not_to_the_family),
    ("H25", h25_one_may_come_back),
)
RULES_OF_NEEDS: Final[tuple[tuple[str, Rule], ...]] = (
    ("H18", somebody_to_talk_to),
    ("EMERGENCY", emergency_when_stopped),
    ("H04", h04_proof_before_removal),
    ("H05", h05_route_by_age_in_the_picture),
    ("H14", h14_medical_clock),
    ("H15", h15_one_sign_is_enough),
    ("H17", h17_prevention_only),
    ("AGES", ages),
    ("H24", h24_police_is_one_way_of_several),
    ("H27", h27_no_consulate),
    ("H28", h28_parent_and_children),
)
RULES: Final = RULES_OF_ADVICE + RULES_OF_NEEDS
