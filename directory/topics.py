"""Needs, kinds of listing, and which kinds meet which need (pure, standard library only).

Source: pathway catalogue, section 2 (needs and kinds), section 3 (AGES), section 4 (H05 H17 H24).
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

_T = TypeVar("_T")


class Need(StrEnum):
    """What a person may need, by the codes of the catalogue."""

    EMERGENCY = "EMERGENCY"
    SAFETY = "SAFETY"
    DIGITAL = "DIGITAL"
    REMOVAL = "REMOVAL"
    REPORT = "REPORT"
    MEDICAL = "MEDICAL"
    PSYCHOSOCIAL = "PSYCHOSOCIAL"
    LEGAL = "LEGAL"
    SHELTER = "SHELTER"
    IMMIGRATION = "IMMIGRATION"
    ECONOMIC = "ECONOMIC"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    PEER = "PEER"
    PREVENTION = "PREVENTION"
    FAMILY = "FAMILY"
    ACCESS = "ACCESS"


class Kind(StrEnum):
    """What a listing is. Emergency numbers are no listings: they have a table of their own."""

    CHILD_HELPLINE = "child_helpline"
    CONTENT_REMOVAL = "content_removal"
    CRISIS = "crisis"
    CSAM_HOTLINE = "csam_hotline"
    CSAM_REPORT = "csam_report"
    DOMESTIC_VIOLENCE = "domestic_violence"
    IMAGE_ABUSE = "image_abuse"
    LEGAL = "legal"
    LGBTQ = "lgbtq"
    MEN_BOYS = "men_boys"
    MIGRANT = "migrant"
    MISSING_CHILDREN = "missing_children"
    OTHER = "other"
    POLICE_REPORT = "police_report"
    PREVENTION_OFFENDER = "prevention_offender"
    SAFETY_PLANNING = "safety_planning"
    SEXUAL_VIOLENCE = "sexual_violence"
    THERAPY_PEER = "therapy_peer"
    TRAFFICKING = "trafficking"
    VICTIM_SUPPORT = "victim_support"


class Harm(StrEnum):
    """What happened, as coarsely as it decides which line is *the line for what happened*."""

    PICTURES = "pictures"
    CLOSE = "close"  # a partner, relative, boss or somebody at home does it
    FORCED_FAMILY = "forced_family"  # a marriage, a trip or a cutting that the family plans
    TOUCHED = "touched"
    TRAP = "trap"  # work, debt, papers, recruitment
    LEFT = "left"  # had to leave home or country
    SAW = "saw"  # saw abuse of a child
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that meet a need, best first, and those that only stand in: *they can tell you where ...*"""

    best: tuple[Kind, ...] = ()
    stand_in: tuple[Kind, ...] = ()

    @property
    def every(self) -> tuple[Kind, ...]:
        return self.best + self.stand_in


K = Kind  # the tables below are read more easily without the long name

# The catalogue's table. What depends on what happened (SAFETY, PSYCHOSOCIAL) has all its kinds here and is
# put in order by `kinds_for`; platform steps, emergency numbers and police are no kinds that meet a need.
KINDS: Final[dict[Need, Kinds]] = {
    Need.EMERGENCY: Kinds((K.CRISIS,)),
    Need.SAFETY: Kinds(
        (K.DOMESTIC_VIOLENCE, K.SEXUAL_VIOLENCE, K.TRAFFICKING, K.SAFETY_PLANNING), (K.VICTIM_SUPPORT,)
    ),
    Need.DIGITAL: Kinds((K.SAFETY_PLANNING, K.IMAGE_ABUSE), (K.DOMESTIC_VIOLENCE,)),
    Need.REMOVAL: Kinds((K.CONTENT_REMOVAL, K.IMAGE_ABUSE, K.CSAM_HOTLINE)),
    Need.REPORT: Kinds((K.CSAM_HOTLINE, K.CSAM_REPORT, K.TRAFFICKING)),
    Need.MEDICAL: Kinds((K.SEXUAL_VIOLENCE,), (K.CHILD_HELPLINE,)),
    Need.PSYCHOSOCIAL: Kinds(
        (
            K.IMAGE_ABUSE,
            K.DOMESTIC_VIOLENCE,
            K.SEXUAL_VIOLENCE,
            K.TRAFFICKING,
            K.CRISIS,
            K.CHILD_HELPLINE,
            K.THERAPY_PEER,
        )
    ),
    Need.LEGAL: Kinds((K.LEGAL,), (K.VICTIM_SUPPORT, K.TRAFFICKING, K.MIGRANT)),
    Need.SHELTER: Kinds((K.DOMESTIC_VIOLENCE, K.TRAFFICKING), (K.VICTIM_SUPPORT,)),
    Need.IMMIGRATION: Kinds((K.MIGRANT, K.LEGAL), (K.TRAFFICKING,)),
    Need.ECONOMIC: Kinds((), (K.VICTIM_SUPPORT, K.TRAFFICKING, K.MIGRANT)),
    Need.CHILD_PROTECTION: Kinds((K.CHILD_HELPLINE, K.MISSING_CHILDREN)),
    Need.PEER: Kinds((K.THERAPY_PEER,), (K.SEXUAL_VIOLENCE,)),
    Need.PREVENTION: Kinds((K.PREVENTION_OFFENDER,)),
    Need.FAMILY: Kinds((K.MISSING_CHILDREN,), (K.CHILD_HELPLINE, K.VICTIM_SUPPORT)),
    Need.ACCESS: Kinds(),
}

# Section 3, AGES: under 18 these are met by services for children, never by an adult refuge.
KINDS_UNDER_18: Final[dict[Need, Kinds]] = {
    Need.EMERGENCY: Kinds((K.CRISIS,), (K.CHILD_HELPLINE,)),
    Need.SHELTER: Kinds((), (K.CHILD_HELPLINE,)),
    Need.LEGAL: Kinds((K.LEGAL,), (K.CHILD_HELPLINE,)),
    Need.DIGITAL: Kinds((K.SAFETY_PLANNING, K.IMAGE_ABUSE), (K.CHILD_HELPLINE,)),
    Need.ECONOMIC: Kinds((), (K.CHILD_HELPLINE,)),
    Need.IMMIGRATION: Kinds((K.MIGRANT, K.LEGAL), (K.CHILD_HELPLINE,)),
    Need.PEER: Kinds((K.THERAPY_PEER,), (K.CHILD_HELPLINE,)),
}
CHILD_SERVICES_ONLY: Final = frozenset({Need.SAFETY, Need.SHELTER, Need.LEGAL})

# Shown beside SAFETY and PSYCHOSOCIAL once the person has chosen the group on the plan; only named before
# that.
KINDS_OF_A_GROUP: Final[dict[str, Kind]] = {"lgbtq": K.LGBTQ, "men_boys": K.MEN_BOYS}
GROUP_NEEDS: Final = frozenset({Need.SAFETY, Need.PSYCHOSOCIAL})

_SAFETY_FOR: Final[dict[Harm, tuple[Kind, ...]]] = {
    Harm.TRAP: (K.TRAFFICKING,),
    Harm.LEFT: (K.TRAFFICKING, K.SEXUAL_VIOLENCE, K.DOMESTIC_VIOLENCE),
    Harm.FORCED_FAMILY: (K.DOMESTIC_VIOLENCE, K.SEXUAL_VIOLENCE),
    Harm.CLOSE: (K.DOMESTIC_VIOLENCE, K.SAFETY_PLANNING, K.SEXUAL_VIOLENCE),
    Harm.TOUCHED: (K.SEXUAL_VIOLENCE, K.DOMESTIC_VIOLENCE),
    Harm.PICTURES: (K.SEXUAL_VIOLENCE, K.SAFETY_PLANNING, K.DOMESTIC_VIOLENCE),
    Harm.SAW: (K.SAFETY_PLANNING, K.DOMESTIC_VIOLENCE),
    Harm.OTHER: (K.DOMESTIC_VIOLENCE, K.SEXUAL_VIOLENCE, K.SAFETY_PLANNING),
}
_LINE_FOR: Final[dict[Harm, tuple[Kind, ...]]] = {
    Harm.TRAP: (K.TRAFFICKING,),
    Harm.LEFT: (K.TRAFFICKING,),
    Harm.FORCED_FAMILY: (K.DOMESTIC_VIOLENCE,),
    Harm.CLOSE: (K.DOMESTIC_VIOLENCE,),
    Harm.TOUCHED: (K.SEXUAL_VIOLENCE,),
    Harm.PICTURES: (K.IMAGE_ABUSE, K.SEXUAL_VIOLENCE),
    Harm.SAW: (),
    Harm.OTHER: (),
}
_PATHWAY_HARM: Final[dict[str, Harm]] = {
    "p01": Harm.PICTURES,
    "p02": Harm.PICTURES,
    "p03": Harm.PICTURES,
    "p04": Harm.PICTURES,
    "p05": Harm.PICTURES,
    "p07": Harm.TRAP,
    "p08": Harm.TRAP,
    "p09": Harm.SAW,
    "p11": Harm.TRAP,
    "p12": Harm.LEFT,
    "p13": Harm.TOUCHED,
    "p15": Harm.TOUCHED,
}
_CLOSE_FACTS: Final = frozenset({"who:known", "home", "watched"})
_TOUCHED_FACTS: Final = frozenset({"touch:72h", "touch:5d", "touch:older", "touch:maybe"})


def harms(*, pathway: str, facts: Set[str]) -> tuple[Harm, ...]:
    """Return what happened, most telling first; never empty.

    Somebody close comes before everything else: a line that helps to plan is needed before the pictures are.
    """
    found = []
    if "family-plan" in facts:
        found.append(Harm.FORCED_FAMILY)
    if facts & _CLOSE_FACTS:
        found.append(Harm.CLOSE)
    if facts & _TOUCHED_FACTS:
        found.append(Harm.TOUCHED)
    family_only = "family-plan" in facts and "signs" not in facts
    harm = _PATHWAY_HARM.get(pathway)
    if harm and not (harm is Harm.TRAP and family_only):
        found.append(harm)
    if "signs" in facts:
        found.append(Harm.TRAP)
    return _once(found) or (Harm.OTHER,)


def kinds_for(
    need: Need, *, happened: tuple[Harm, ...], minor: bool, child_route: bool, other_child: bool = False
) -> Kinds:
    """Return the kinds that meet a need of this person, best first.

    `child_route`: the picture shows or may show somebody under 18 (H05). `other_child`: the need is that of
    another child than the one who asks.
    """
    if need is Need.SAFETY:
        return _safety(happened, minor)
    if need is Need.PSYCHOSOCIAL:
        return _someone_to_talk_to(happened, minor)
    if need is Need.REMOVAL:
        return KINDS[need] if child_route else Kinds((K.CONTENT_REMOVAL, K.IMAGE_ABUSE), (K.VICTIM_SUPPORT,))
    if need is Need.REPORT:
        return _report(happened, child_route or other_child)
    if minor and need in KINDS_UNDER_18:
        return KINDS_UNDER_18[need]
    return _without_trafficking(KINDS[need], happened)


def _safety(happened: tuple[Harm, ...], minor: bool) -> Kinds:
    best = _once(kind for harm in happened for kind in _SAFETY_FOR[harm])
    if minor:
        return Kinds((K.CHILD_HELPLINE, *best), (K.VICTIM_SUPPORT,))
    # A line against trafficking is named only to somebody whose answers point there (H15, H26).
    rest = tuple(kind for kind in KINDS[Need.SAFETY].best if kind not in best and kind is not K.TRAFFICKING)
    return Kinds(best, (K.VICTIM_SUPPORT, *rest))


def _someone_to_talk_to(happened: tuple[Harm, ...], minor: bool) -> Kinds:
    line = _once(kind for harm in happened for kind in _LINE_FOR[harm])
    if minor:
        stand_in = tuple(
            k for k in (K.VICTIM_SUPPORT, K.SEXUAL_VIOLENCE, K.DOMESTIC_VIOLENCE) if k not in line
        )
        return Kinds((K.CHILD_HELPLINE, *line, K.CRISIS, K.THERAPY_PEER), stand_in)
    rest = (
        K.VICTIM_SUPPORT,
        *(kind for kind in (K.SEXUAL_VIOLENCE, K.DOMESTIC_VIOLENCE) if kind not in line),
    )
    return Kinds((*line, K.CRISIS, K.CHILD_HELPLINE, K.THERAPY_PEER), rest)


def _report(happened: tuple[Harm, ...], child: bool) -> Kinds:
    """Hotlines take material of children only; an adult's picture goes to the platform."""
    hotlines = (K.CSAM_HOTLINE, K.CSAM_REPORT) if child or Harm.SAW in happened else ()
    trap = (K.TRAFFICKING,) if _points_to_trafficking(happened) else ()
    return Kinds(hotlines + trap, (K.IMAGE_ABUSE, K.VICTIM_SUPPORT) if not hotlines else ())


def _without_trafficking(kinds: Kinds, happened: tuple[Harm, ...]) -> Kinds:
    if _points_to_trafficking(happened):
        return kinds
    return Kinds(
        tuple(kind for kind in kinds.best if kind is not K.TRAFFICKING),
        tuple(kind for kind in kinds.stand_in if kind is not K.TRAFFICKING),
    )


def _points_to_trafficking(happened: tuple[Harm, ...]) -> bool:
    return Harm.TRAP in happened or Harm.LEFT in happened


def _once(things: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(things))
