"""Questions and plans as the open pathways tell them, by the same rules as the pages."""

from dataclasses import replace
from typing import Any

from directory.edition import Published
from directory.emergency import for_country
from directory.topics import Need
from referral import api_services, editions, labels, matching, plan_page, reporting, showing, trails
from referral.api_services import Services
from referral.api_texts import Speaker, known, moment
from referral.choosing import Chosen
from referral.matching import Matches, NeedMatches
from referral.pathway.plan import Item, ItemKind, Plan
from referral.pathway.shapes import Audience, Book, Section
from referral.pathway.walk import Asked, Position, Problem
from referral.reporting import RouteView
from referral.showing import Reader
from referral.trails import Followed

Json = dict[str, Any]


def emergency(reader: Reader, stock: Published) -> Json:
    """Return the numbers for danger to life in the reader's country, or what to do without one (S4)."""
    return api_services.emergency(showing.emergency(for_country(reader.country, stock), reader))


def question(asked: Asked, speaker: Speaker, problem: Problem | None) -> Json:
    """Return what is asked next."""
    return {
        "key": asked.key,
        "text": speaker.say(asked.text),
        **known(why=speaker.say(asked.why) if asked.why else None, problem=problem and problem.value),
        "several": asked.several,
        "most": asked.most,
        "progress": {"number": asked.number, "at_most": asked.at_most},
        "answers": [
            {
                "id": choice.id,
                "text": speaker.say(choice.text),
                **known(heading=speaker.say(choice.heading) if choice.heading else None),
                "alone": choice.alone,
                "quiet": choice.quiet,
                "danger": choice.danger,
            }
            for choice in asked.choices
        ],
    }


def answered(position: Position, speaker: Speaker) -> list[Json]:
    """Return what was taken of the answers, in the order in which it was asked."""
    return [
        {
            "key": step.key,
            "text": speaker.say(step.text),
            "answers": [
                {"id": id_, "text": speaker.say(key)}
                for id_, key in zip(step.chosen, step.answers, strict=True)
            ],
        }
        for step in position.steps
    ]


def crisis(position: Position, book: Book, reader: Reader, stock: Published) -> Json | None:
    """Return who to talk to at once where there are thoughts of dying today, before any plan (H18)."""
    if "crisis" not in position.state.facts:
        return None
    matches = _matches(editions.plan(position.state, book), reader, stock)
    return _crisis(matches, Services(_of_the_crisis(matches), reader))


def plan(followed: Followed, reader: Reader, stock: Published, speaker: Speaker) -> Json:
    """Return the plan of a walk, finished or not."""
    made = editions.plan(followed.position.state, speaker.book)
    matches = _matches(made, reader, stock)
    services = Services(_everybody(matches), reader)
    return {
        "pathway": made.pathway,
        "stopped": made.stopped,
        "prevention_only": made.prevention_only,
        "lead": plan_page.lead(made),
        "sections": [
            {"section": section.value, "items": [_item(one, speaker) for one in made.sections[section]]}
            for section in Section
            if made.sections.get(section)
        ],
        "person": _person(made, matches, reader, services),
        **known(crisis=_crisis(matches, services) if made.crisis else None),
        "needs": [
            _need(one, made, matches, speaker, services)
            for one in matches.by_need
            if one.need is not Need.EMERGENCY or one.services
        ],
        **known(platforms=_platforms(made, followed, reader, stock, speaker)),
        "named": [services.tell(one) for one in matches.named],
        "offers": _offers(made, followed, speaker),
        "recommendations": [
            {"id": id_, "text": speaker.english(speaker.book.recommendations[id_])}
            for id_ in made.recommendations
            if id_ in speaker.book.recommendations
        ],
    }


def _matches(made: Plan, reader: Reader, stock: Published) -> Matches:
    return matching.for_plan(
        made, country=reader.country, language=reader.language, now=reader.now, published=stock
    )


def _everybody(matches: Matches) -> list[Chosen]:
    met = [one for need in matches.by_need for one in need.services]
    return [*met, *_on_top(matches), *_of_the_crisis(matches), *matches.named]


def _on_top(matches: Matches) -> list[Chosen]:
    return [one for one in (matches.person, matches.person_nearer) if one] + list(matches.person_beside)


def _of_the_crisis(matches: Matches) -> list[Chosen]:
    return [*([matches.crisis] if matches.crisis else []), *matches.crisis_beside]


def _item(item: Item, speaker: Speaker) -> Json:
    if item.kind is ItemKind.LINE:
        return {"kind": item.kind.value, "text": speaker.say(item.key)}
    card = speaker.book.cards[item.key.rpartition(".")[2]]
    return {
        "kind": item.kind.value,
        "id": card.id,
        "title": speaker.say(item.key),
        "lines": [speaker.say(key) for key in item.lines],
        "reviewed": card.reviewed.isoformat(),
        "review_by": card.review_by.isoformat(),
    }


def _person(made: Plan, matches: Matches, reader: Reader, services: Services) -> Json:
    """Return somebody to talk to, or when the next one answers."""
    says = plan_page.people(made, matches, reader)["people_say"]
    return {
        "services": [services.tell(one) for one in _on_top(matches)],
        **known(says=says, next=moment(matches.person_next)),
    }


def _crisis(matches: Matches, services: Services) -> Json:
    return {
        "services": [services.tell(one) for one in _of_the_crisis(matches)],
        **known(next=moment(matches.crisis_next)),
    }


def _need(need: NeedMatches, made: Plan, matches: Matches, speaker: Speaker, services: Services) -> Json:
    """Return a need with who can meet it; who stands elsewhere in the answer is named in `above`."""
    wanted = next(one for one in made.needs if one.need is need.need)
    on_top = {one.listing.id for one in _on_top(matches)}
    here = [one for one in need.services if one.listing.id not in on_top]
    above = [one.listing.id for one in need.services if one.listing.id in on_top]
    honest = need.honest if need.honest in labels.HONEST else None
    return {
        "need": need.need.value,
        "title": speaker.say(wanted.title),
        "because": speaker.say(wanted.because),
        "urgency": need.urgency,
        "stage": plan_page.STAGES[need.urgency].value,
        **known(honest={"code": honest.value, "says": labels.HONEST[honest]()} if honest else None),
        "services": [services.tell(one) for one in here],
        "above": [*above, *need.above],
    }


def _platforms(
    made: Plan, followed: Followed, reader: Reader, stock: Published, speaker: Speaker
) -> Json | None:
    """Return where to report on apps and sites, and how on those that were chosen."""
    found = reporting.platforms(made, stock, chosen=followed.visit.platforms, reader=reader)
    if found is None:
        return None
    return {
        "caution": found.caution,
        "names": list(found.names),
        "chosen": [
            {
                "name": one.name,
                "routes": [_route(route, speaker) for route in one.routes],
                **known(partners=one.partners),
            }
            for one in found.chosen
        ],
    }


def _route(route: RouteView, speaker: Speaker) -> Json:
    return {
        "id": route.id,
        "steps": speaker.english(route.steps),
        "facts": list(route.facts),
        "source": route.source,
        **known(about=route.about, url=route.url),
    }


def _offers(made: Plan, followed: Followed, speaker: Speaker) -> list[Json]:
    """Return the other walks that the plan offers, each with the body that begins it."""
    return [
        {"title": speaker.say(f"{flow}.title"), "begin": _beginning(flow, followed)}
        for flow in made.offers
        if flow in speaker.book.pathways
    ]


def _beginning(flow: str, followed: Followed) -> Json:
    begun = trails.followed(replace(followed.visit, offer=flow)).visit
    reader = Audience.UNDER18 if begun.under18 else Audience.ADULT
    return {
        "pathway": begun.start,
        "audience": (Audience.PROFESSIONAL if begun.professional else reader).value,
        "answers": {key: list(ids) for key, ids in begun.answers.items()},
    }
