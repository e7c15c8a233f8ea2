"""What a walk may learn, and what follows: age, the route of a picture, whether the other is known. (pure)"""

from functools import lru_cache
from typing import Final

AGE_BANDS: Final[dict[str, tuple[int, int | None]]] = {
    "age:under-13": (0, 12),
    "age:13-15": (13, 15),
    "age:16-17": (16, 17),
    "age:18-24": (18, 24),
    "age:25-over": (25, None),
}
CHILD_BANDS: Final = frozenset({"age:under-13", "age:13-15", "age:16-17"})
ADULT_BANDS: Final = frozenset({"age:18-24", "age:25-over"})
PICTURES: Final = frozenset({"picture:adult", "picture:child", "picture:fake"})
TOUCHES: Final = frozenset({"touch:72h", "touch:5d", "touch:older", "touch:maybe"})
SWITCH: Final = "under18"  # the visitor chose the wording for under-18s
PROFESSIONAL: Final = "professional"  # whoever reads works with the person; learnt where p11 begins
YOUNG_READER: Final = "young-reader"  # who reads is under 18, whatever the age of the person helped

LEARNT: Final = (
    frozenset(AGE_BANDS)
    | PICTURES
    | TOUCHES
    | {"age:unknown", "adult-shown", "danger:yes", "danger:maybe", "danger:no", "picture:none"}
    | {"who:stranger", "who:known", "who:maybe", "threat", "online", "home", "for-other", "other-child"}
    | {"crisis", "watched", "looking", "live", "prevention", "sent:money", "family-plan", "signs"}
    | {"sign-none", "saw", "self-picture", PROFESSIONAL, YOUNG_READER}
)
DERIVED: Final = frozenset(
    {"minor", "adult", "age-open", "route:child", "route:adult", "stranger", "known", "may-be-known"}
)
EVERYWHERE: Final = LEARNT | DERIVED | {SWITCH}


def is_local(name: str) -> bool:
    """Return whether a fact belongs to one flow, like `p07:go-anyway`."""
    flow, _, rest = name.partition(":")
    return len(flow) == 3 and flow[0] == "p" and flow[1:].isdigit() and bool(rest)


@lru_cache(maxsize=4096)  # facts come from a closed list; this remembers combinations, never persons
def derive(learnt: frozenset[str], *, picture: bool = False) -> frozenset[str]:
    """Return the facts learnt and all that follow from them.

    `picture` says that a picture matters though nobody was asked about it: then the child route holds (H05).
    """
    return learnt | {_age(learnt), _acquaintance(learnt)} | _known(learnt) | _route(learnt, picture)


def _age(learnt: frozenset[str]) -> str:
    if learnt & CHILD_BANDS:
        return "minor"
    if learnt & ADULT_BANDS or "adult-shown" in learnt:
        return "adult"
    if "other-child" in learnt:  # the help is for a child, whatever its age
        return "minor"
    # The switch speaks of who is reading; where help is for somebody else it says nothing about their age.
    return "minor" if SWITCH in learnt and "for-other" not in learnt else "age-open"


def _acquaintance(learnt: frozenset[str]) -> str:
    """H22: whoever was not said to be a stranger may be somebody who can reach the person."""
    alone = "who:stranger" in learnt and "who:known" not in learnt and "who:maybe" not in learnt
    return "stranger" if alone else "may-be-known"


def _known(learnt: frozenset[str]) -> frozenset[str]:
    return frozenset({"known"}) if "who:known" in learnt else frozenset()


def _route(learnt: frozenset[str], picture: bool) -> frozenset[str]:
    shown = learnt & PICTURES
    if not shown and ("picture:none" in learnt or not picture):
        return frozenset()
    surely_adult = shown == {"picture:adult"} and _age(learnt) != "minor"
    return frozenset({"route:adult"}) if surely_adult else frozenset({"route:child"})
