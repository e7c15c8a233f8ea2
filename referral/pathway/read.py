"""Read a folder of pathways into one checked book, or say which file, line and field is wrong. (pure)"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from directory.topics import Need
from referral.pathway import placing
from referral.pathway.files import (
    WrittenCard,
    WrittenCards,
    WrittenPathway,
    WrittenShared,
    WrittenWording,
    WrittenWords,
    decoded,
    opened,
)
from referral.pathway.lean import outdoing, outdone
from referral.pathway.lines import SeedError, Source
from referral.pathway.scribe import FLOW, Lists, Scribe
from referral.pathway.shapes import (
    ENTRY_FLOW,
    Book,
    Card,
    Deeds,
    Offer,
    Pathway,
    Section,
    Wording,
)
from referral.pathway.texts import whole
from referral.pathway.wordlists import LISTS, is_pattern

_WORDING: Final = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]+)?)\.(adult|under18|professional)\.json")
_TRANSLATED: Final = re.compile(r"(p\d\d|shared|cards)\.(adult|under18|professional)\.json")
_STRUCTURE: Final = ("flow.json", "cards.json")


def read(folder: Path) -> Book:
    """Return all pathways of a folder.

    Raises: SeedError with file, line, field and what was expected; then nothing of the folder is used.
    """
    shared_source = opened(folder / "shared" / "flow.json", folder)
    cards_source = opened(folder / "cards" / "cards.json", folder)
    shared, cards = decoded(shared_source, WrittenShared), decoded(cards_source, WrittenCards)
    wordings = _wordings(folder)
    recommendations = _recommendations(folder)
    flows = {source.path.parent.name: source for source in _flows(folder)}
    lists = Lists(
        cards=frozenset(card.id for card in cards.cards),
        flows=frozenset(flows),
        stand_ins=frozenset(shared.stand_ins),
        parts={},
        texts=frozenset().union(*(wording.texts for wording in wordings.values())),
    )
    scribe = Scribe(shared_source, lists)
    _parts(scribe, shared)
    questions = placing.shared(scribe, shared.questions)
    read_flows = {
        name: _pathway(Scribe(flows[name], lists), name, questions, recommendations) for name in flows
    }
    made_cards = _cards(Scribe(cards_source, lists), cards.cards)
    stand_ins = _stand_ins(scribe, shared)
    general = shared.general.begin
    if ENTRY_FLOW not in read_flows or general not in read_flows[ENTRY_FLOW].questions:
        raise shared_source.wrong("general.begin", "a question of p00")
    _local_facts(lists)
    effects = tuple(lists.effects)
    book = Book(
        edition=_digest(folder),
        pathways=read_flows,
        cards=made_cards,
        effects=effects,
        stand_ins=stand_ins,
        general=general,
        wordings=wordings,
        because=_because(read_flows, lists.texts),
        recommendations=recommendations,
        shared=frozenset(questions),
        outdone=outdone(effects),
        outdoing=outdoing(effects),
        words=_words(folder),
        retired=_retired(flows, shared, cards),
    )
    return replace(book, whole=whole(book))


def _flows(folder: Path) -> list[Source]:
    """Return the flows of the folder in the order of their names; a folder without one is not there yet."""
    paths = sorted(folder.glob("p[0-9][0-9]/flow.json"))
    return [opened(path, folder) for path in paths]


def _retired(flows: Mapping[str, Source], shared: WrittenShared, cards: WrittenCards) -> frozenset[str]:
    """Return every name that was given once and is never given again."""
    named = {name: decoded(source, WrittenPathway).retired for name, source in flows.items()}
    named |= {"shared": shared.retired, "cards": cards.retired}
    return frozenset(f"{folder}.{name}" for folder, names in named.items() for name in names)


def _parts(scribe: Scribe, shared: WrittenShared) -> None:
    for name, written in shared.parts.items():
        if not FLOW.fullmatch(name):
            raise scribe.source.wrong(f"parts.{name}", "parts named like 'p03'")
        scribe.lists.parts[name] = [
            scribe.effect(f"parts.{name}[{number}]", text) for number, text in enumerate(written)
        ]


def _stand_ins(scribe: Scribe, shared: WrittenShared) -> dict[str, Deeds]:
    """Return what each flow that is not there yet does before the general walk, its own included."""
    general = scribe.deeds("general.effects", shared.general.effects)
    found = {}
    for name, written in shared.stand_ins.items():
        if not FLOW.fullmatch(name):
            raise scribe.source.wrong(f"stand_ins.{name}", "stand-ins named like 'p04'")
        own = scribe.deeds(f"stand_ins.{name}.effects", written.effects)
        found[name] = Deeds(own.effects | general.effects, own.facts + general.facts)
    return {name: deeds for name, deeds in found.items() if name not in scribe.lists.flows}


def _pathway(
    scribe: Scribe, name: str, questions: Mapping[str, placing.SharedQuestion], known: Mapping[str, str]
) -> Pathway:
    written = decoded(scribe.source, WrittenPathway)
    if written.id != name:
        raise scribe.source.wrong("id", "the name of its folder")
    if written.begin not in {question.id for question in written.questions}:
        raise scribe.source.wrong("begin", "a question of this flow")
    return Pathway(
        id=name,
        edition=written.edition,
        rules=scribe.labels("rules", written.rules),
        own_rules=tuple(written.own_rules),
        sources=scribe.labels("sources", written.sources),
        recommendations=scribe.labels("recommendations", written.recommendations, known),
        needs=scribe.needs("needs", written.needs),
        begin=written.begin,
        on_entry=scribe.deeds("on_entry", written.on_entry),
        questions=placing.placed(scribe, name, written.begin, written.questions, questions),
        plan={
            section: scribe.lines(f"plan.{section}", f"{name}.plan.", getattr(written.plan, section))
            for section in Section
        },
        offers=tuple(
            Offer(scribe.flow(f"offers[{n}].to", offer.to), scribe.condition(f"offers[{n}].if", offer.when))
            for n, offer in enumerate(written.offers)
        ),
    )


def _cards(scribe: Scribe, written: list[WrittenCard]) -> dict[str, Card]:
    scribe.ids("cards", [card.id for card in written])
    return {card.id: _card(scribe, number, card) for number, card in enumerate(written)}


def _card(scribe: Scribe, number: int, card: WrittenCard) -> Card:
    place = f"cards[{number}]"
    if card.twin is not None and card.twin not in scribe.lists.cards:
        raise scribe.source.wrong(f"{place}.twin", "another card")
    if card.review_by <= card.reviewed:
        raise scribe.source.wrong(f"{place}.review_by", "a day after 'reviewed'")
    return Card(
        id=card.id,
        section=Section(card.section),
        owner=card.owner,
        reviewed=card.reviewed,
        review_by=card.review_by,
        sources=scribe.labels(f"{place}.sources", card.sources),
        rules=scribe.labels(f"{place}.rules", card.rules),
        only_if=scribe.condition(f"{place}.only_if", card.only_if) if card.only_if else None,
        twin=card.twin,
        open_question=card.open_question,
        first=card.first,
        place=number,
        lines=scribe.lines(f"{place}.lines", f"cards.{card.id}.", card.lines),
    )


def _local_facts(lists: Lists) -> None:
    for name, (source, place) in lists.looked_at.items():
        if name not in lists.learnt:
            raise source.wrong(place, f"a fact that some answer sets, which '{name}' is not")


def languages_of(folder: Path) -> Path:
    """Return where the languages stand that the pathways of a folder are translated into, beside it."""
    return folder.parent / "languages"


def _wordings(folder: Path) -> dict[tuple[str, str], Wording]:
    """Return the texts by language and audience; the folder's name is put before each key."""
    texts: dict[tuple[str, str], dict[str, str]] = {}
    folders: dict[tuple[str, str], set[str]] = {}
    for room, written in (*_english(folder), *_translated(folder)):
        whose = (written.language, written.audience)
        folders.setdefault(whose, set()).add(room)
        for key, text in written.texts.items():
            texts.setdefault(whose, {})[f"{room}.{key}"] = text
    return {whose: Wording(found, frozenset(folders[whose])) for whose, found in texts.items()}


def _english(folder: Path) -> Iterator[tuple[str, WrittenWording]]:
    for path in sorted(folder.glob("*/*.json")):
        if path.name not in _STRUCTURE:
            source = opened(path, folder)
            named = _WORDING.fullmatch(path.name)
            if named is None:
                raise SeedError(source.name, 1, "the file", "a name like 'en.adult.json'")
            yield path.parent.name, _wording(source, named[1], named[2])


def _translated(folder: Path) -> Iterator[tuple[str, WrittenWording]]:
    """Yield the wordings of every other language; its folder is named like `zh_Hans`, its code `zh-hans`."""
    for path in sorted(languages_of(folder).glob("*/pathways/*.json")):
        source = opened(path, folder.parent)
        named = _TRANSLATED.fullmatch(path.name)
        if named is None or not (folder / named[1]).is_dir():
            raise SeedError(source.name, 1, "the file", "a name like 'p01.adult.json'")
        code = path.parent.parent.name.lower().replace("_", "-")
        yield named[1], _wording(source, code, named[2])


def _words(folder: Path) -> dict[str, WrittenWords]:
    """Return the lists of words that are never said, of every language but English."""
    found = {}
    for path in sorted(languages_of(folder).glob("*/words.json")):
        source = opened(path, folder.parent)
        written = decoded(source, WrittenWords)
        if written.language != path.parent.name.lower().replace("_", "-"):
            raise source.wrong("language", "the language that its folder says")
        for name in LISTS:
            for number, pattern in enumerate(getattr(written, name)):
                if not is_pattern(pattern):
                    raise source.wrong(f"{name}[{number}]", "a regular expression")
        found[written.language] = written
    return found


def _wording(source: Source, language: str, audience: str) -> WrittenWording:
    written = decoded(source, WrittenWording)
    if (written.language, written.audience) != (language, audience):
        raise source.wrong("language", "the language and audience that its place says")
    return written


def _recommendations(folder: Path) -> dict[str, str]:
    path = folder / "recommendations.json"
    return decoded(opened(path, folder), dict[str, str]) if path.exists() else {}


def _because(flows: Mapping[str, Pathway], texts: frozenset[str]) -> dict[tuple[str, Need], str]:
    return {
        (flow, need): f"{flow}.because.{need}"
        for flow in flows
        for need in Need
        if f"{flow}.because.{need}" in texts
    }


def _digest(folder: Path) -> str:
    """Return twelve hexadecimal digits that change whenever any file does."""
    total = hashlib.sha256()
    translated = sorted(languages_of(folder).glob("*/pathways/*.json"))
    for top, paths in ((folder, sorted(folder.rglob("*.json"))), (folder.parent, translated)):
        for path in paths:
            total.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]
