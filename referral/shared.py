"""What one partner is told of a case: the need, and exactly the items that the person agreed to (pure)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from referral.case_facts import CaseFacts
from referral.consent import Agreed, Item

VERSION: Final = 1
ROUNDED: Final = 1024  # characters: the length of the sealed text tells nothing of how much was shared
LONGEST_WORDS: Final = (
    600  # characters of the worker for the partner; more is a report, and belongs in a call
)
# The answers of a walk tell these too: whoever agrees to the answers agrees to them, in so many words.
IMPLIED: Final[Mapping[Item, frozenset[Item]]] = MappingProxyType(
    {Item.ANSWERS: frozenset({Item.HAPPENED, Item.REASONS, Item.AGE_BAND})}
)


class NotShared(ValueError):
    """The text is not one that `to_json` wrote. Nothing of it is repeated."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The need that a partner is asked to meet, for which service, and what they are told beside it."""

    service: str
    need: str
    urgency: str
    items: Mapping[str, Any] = field(default_factory=dict)
    agreed: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[Item]:
        """The items that stand in it."""
        return frozenset(Item(name) for name in self.items)


def whole(items: frozenset[Item]) -> frozenset[Item]:
    """Return the items with those that they tell without saying so."""
    return items.union(*(IMPLIED.get(item, frozenset()) for item in items))


def offered(
    facts: CaseFacts, *, need: str, answers: list[tuple[str, list[str]]], contact: Mapping[str, str],
    words: str,
) -> dict[Item, Any]:  # fmt: skip
    """Return everything that there is to share of a case, by item; consent takes from it."""
    return {
        Item.HAPPENED: facts.pathway,
        Item.ANSWERS: [[question, list(chosen)] for question, chosen in answers],
        Item.REASONS: list(facts.reasons),
        Item.OTHER_NEEDS: [other for other in facts.needs if other != need],
        Item.AGE_BAND: facts.age_band,
        Item.GENDER: facts.gender or "",
        Item.COUNTRY: facts.country,
        Item.LANGUAGE: facts.language,
        Item.CONTACT: {name: said for name, said in contact.items() if said},
        Item.WORDS: words[:LONGEST_WORDS],
    }


def to_json(shared: Shared) -> str:
    """Return what is shared as text, filled up with blanks to a round length."""
    said = {
        "v": VERSION, "service": shared.service, "need": shared.need, "urgency": shared.urgency,
        "items": dict(shared.items), "agreed": list(shared.agreed),
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return text.ljust(-(-len(text) // ROUNDED) * ROUNDED)


def from_json(text: str) -> Shared:
    """Return what was shared. Raises: NotShared."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said.pop("v") != VERSION:
            raise NotShared("not this version")
        agreed = tuple(Agreed(who).value for who in said.pop("agreed"))
        items = {Item(name).value: value for name, value in said.pop("items").items()}
        return Shared(items=items, agreed=agreed, **said)
    except (json.JSONDecodeError, TypeError, AttributeError, KeyError, ValueError):
        raise NotShared("not what was shared with a partner") from None
