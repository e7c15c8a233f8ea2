"""The matter of a plan's page: what to do now, today and later, with the services where they are needed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from directory.topics import Need
from referral import clock, labels, reports, showing
from referral.matching import Chosen, Matches, NeedMatches
from referral.pathway.plan import Item, ItemKind, Plan
from referral.pathway.shapes import Book, Section
from referral.pathway.walk import Position, Step
from referral.showing import ListingView, Reader

# U0 and U1 stand with *now*, U2 with *today*, U3 with *later*: an order in which one person can do things.
STAGES: Final = (Section.NOW, Section.NOW, Section.TODAY, Section.LATER)
SHOWN_AT_ONCE: Final = 2  # services of the first need of a stage; the others are one press away
CARDS_OPEN: Final = 2  # of *now*: what is read first; the others show their title

# Who checks an offer, or saw something, has not said that anything was done to them.
NO_FAULT_TO_SPEAK_OF: Final = frozenset({"p07", "p09"})

Say = Callable[[str], Markup]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines, or a card with its title; all are text keys."""

    id: str
    title: str
    lines: tuple[str, ...]
    open: bool = True


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need and who can meet it."""

    code: str
    title: str
    says: tuple[Any, ...]
    first: tuple[ListingView, ...]
    more: tuple[ListingView, ...]
    more_says: str

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(line.id for line in self.more)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, ready for `public/plan.html`."""

    pathway: str
    title: str
    lead: str
    stopped: bool
    drop: str
    blocks: Mapping[str, tuple[Block, ...]]
    needs: Mapping[str, tuple[NeedView, ...]]
    offers: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    rests_on: tuple[Markup, ...]


def view(book: Book, position: Position, plan: Plan, matches: Matches, reader: Reader, say: Say) -> PlanView:
    """Return a plan with its services in words."""
    return PlanView(
        pathway=plan.pathway,
        title=_("Get help now") if plan.stopped else _("Your plan"),
        lead=lead(plan),
        stopped=plan.stopped,
        drop=position.steps[-1].key if position.steps else "",
        blocks={
            section.value: _blocks(
                plan.sections.get(section, ()), cards_open=CARDS_OPEN if section is Section.NOW else 0
            )
            for section in Section
        },
        needs=_needs(plan, matches, reader, say),
        offers=tuple((flow, f"{flow}.title") for flow in plan.offers if flow in book.pathways),
        steps=position.steps,
        rests_on=tuple(
            reports.with_source(book, id_, language=reader.language)
            for id_ in plan.recommendations
            if id_ in book.recommendations
        ),
    )


def lead(plan: Plan) -> str:
    if plan.stopped:
        return _("Call if you can. You can come back to the questions when you are safe.")
    if plan.pathway in NO_FAULT_TO_SPEAK_OF or "for-other" in plan.facts:
        return _("Here is what you can do, in your own time and order.")
    if plan.prevention_only:
        return _("It is good that you are looking for help. You can take one step at a time.")
    return _("This is not your fault. Here is what you can do, in your own time and order.")


def _blocks(items: Iterable[Item], *, cards_open: int) -> tuple[Block, ...]:
    """Return the items in their order; lines that follow one another make one list."""
    blocks: list[Block] = []
    for kind, run in groupby(items, key=lambda item: item.kind):
        together = list(run)
        if kind is ItemKind.LINE:
            blocks.append(Block("", "", tuple(item.key for item in together)))
        else:
            blocks.extend(Block(item.key.rpartition(".")[2], item.key, item.lines) for item in together)
    titled = [block for block in blocks if block.title]
    shut = {block.id for block in titled[cards_open:]}
    return tuple(replace(block, open=block.id not in shut) for block in blocks)


def _needs(plan: Plan, matches: Matches, reader: Reader, say: Say) -> dict[str, tuple[NeedView, ...]]:
    """Return the needs under the stage of their urgency; whoever stands on top is not repeated."""
    wanted = {one.need: one for one in plan.needs}
    on_top = {one.listing.id for one in _on_top(matches)}
    stages: dict[str, list[NeedView]] = {section.value: [] for section in Section}
    for need in matches.by_need:
        stage = stages[STAGES[need.urgency].value]
        texts = wanted[need.need]
        services = [one for one in need.services if one.listing.id not in on_top]
        lines = [showing.chosen(one, reader, because=say(texts.because)) for one in services]
        says = _said(need, all_on_top=bool(need.services) and not services)
        if lines or (says and need.need is not Need.EMERGENCY):  # the number itself is on top of the page
            at_once = SHOWN_AT_ONCE if not stage else 1
            stage.append(_need(need, say(texts.title), says, lines, at_once))
    return {stage: tuple(views) for stage, views in stages.items()}


def _said(need: NeedMatches, *, all_on_top: bool) -> tuple[str, ...]:
    """Return what has to be said before the services of a need, if anything."""
    if all_on_top:
        return (_("The service at the top of this plan helps with this."),)
    return (labels.HONEST[need.honest](),) if need.honest in labels.HONEST else ()


def _on_top(matches: Matches) -> list[Chosen]:
    """Return whoever can be talked to, each with the others of its pair."""
    return [one for one in (matches.person, matches.person_nearer) if one] + list(matches.person_beside)


def _need(
    need: NeedMatches, title: Markup, says: tuple[str, ...], lines: list[ListingView], at_once: int
) -> NeedView:
    while at_once < len(lines) and lines[at_once].pair and lines[at_once].pair == lines[at_once - 1].pair:
        at_once += 1  # a pair is never parted by what has to be pressed
    more = tuple(lines[at_once:])
    return NeedView(
        code=need.need.value,
        title=title,
        says=says,
        first=tuple(lines[:at_once]),
        more=more,
        more_says=ngettext("Show %(number)s more", "Show %(number)s more", len(more)) % {"number": len(more)},
    )


def people(plan: Plan, matches: Matches, reader: Reader) -> dict[str, Any]:
    """Return somebody to talk to, and the line for thoughts of dying where there is such a thought."""
    return {
        "people": [showing.chosen(one, reader) for one in _on_top(matches)],
        "people_say": _people_say(matches, reader),
        "crisis": _crisis(plan, matches, reader),
        "emergency": showing.emergency(matches.emergency, reader),
        "named": [showing.chosen(one, reader) for one in matches.named],
    }


def _crisis(plan: Plan, matches: Matches, reader: Reader) -> list[ListingView]:
    """Return the line for thoughts of dying, with the others of its pair."""
    if not plan.crisis or matches.crisis is None:
        return []
    return [showing.chosen(one, reader) for one in (matches.crisis, *matches.crisis_beside)]


def _people_say(matches: Matches, reader: Reader) -> str:
    if matches.person is None:
        return _("We know of no line for you that surely answers. The emergency number is above.")
    if matches.person.open.is_open:
        return ""
    if matches.person_next is None:
        return _("We know of nobody who surely answers at this hour. You can try this one.")
    return _("Nobody is surely there at this hour. The next one answers %(time)s.") % {
        "time": clock.moment(
            matches.person_next, country=reader.country, language=reader.language, now=reader.now
        )
    }
