"""Whom a service helps: audience, ages and groups, from what a table states and never from a guess."""

import re
from typing import Final

from seeds.building.shapes import ADULT_MIN, CHILD_MAX, Audience, Kind

AUDIENCES: Final = {
    "both": Audience.BOTH,
    "adults": Audience.ADULTS,
    "children": Audience.CHILDREN,
    "under18": Audience.CHILDREN,
    "parents": Audience.PARENTS,
    "professionals": Audience.PROFESSIONALS,
    "people_worried_about_own_behaviour": Audience.WORRIED_ABOUT_SELF,
}
UNDER: Final = re.compile(r"\bunder (\d\d)\b")
AND_UNDER: Final = re.compile(r"\baged (\d\d) and under\b")
OVER: Final = re.compile(r"\bwomen and girls over (\d\d)\b")
WOMEN: Final = re.compile(
    r"\b(wom[ae]n(['’]?s)?|girls|mujer(es)?|mulher(es)?|femmes?|frauen\w*|kvinn(ors?|uhús\w*)|donne|žen[esa]"
    r"|ženske|zenske|zenski|ženski|femeilor|naisten|kobiet|kadın\w*|жінок|женщин)\b"
    r"|女性|婦女|妇女|여성",
    re.I,
)
MEN: Final = re.compile(r"\b(men|hommes|hombres|männer)\b", re.I)
WORKERS: Final = re.compile(r"women lawyers|femmes juristes|female lawyers|aid to victims", re.I)
CHILDREN: Final = re.compile(r"\b(child(ren)?|enfants|otroke|niñas|kids|vulnerable people|family)\b", re.I)
GROUP_WORDS: Final = (
    (re.compile(r"Aboriginal|Torres Strait|\bIndigenous\b|\bNative\b"), "indigenous"),
    (re.compile(r"\bolder people\b|\bElder Abuse\b|\bSenior\b"), "older"),
    (re.compile(r"\barmed forces\b"), "armed_forces"),
    (re.compile(r"\bDeaf\b"), "deaf"),
)
KIND_GROUPS: Final = {Kind.LGBTQ: "lgbtq", Kind.MEN_BOYS: "men_boys"}
SOMEBODY_ELSE: Final = re.compile(
    r"people acting for them|trusted adult|representative|their relatives|or a parent|parents may"
    r"|children, parents and teachers|parent or guardian may|their own or another['’]s|worried about someone",
    re.I,
)


def audience(stated: Audience, *, youngest: int | None, oldest: int | None) -> Audience:
    """Return whom a service is for when its stated ages reach beyond what the audience says."""
    beyond_children = stated is Audience.CHILDREN and oldest is not None and oldest > CHILD_MAX
    beyond_adults = stated is Audience.ADULTS and youngest is not None and youngest < ADULT_MIN
    return Audience.BOTH if beyond_children or beyond_adults else stated


def ages(*, audience: Audience, note: str) -> tuple[int | None, int | None]:
    """Return the youngest and oldest age of the person helped.

    Units: years, both inclusive; None is no known limit.
    """
    stated = stated_ages(note)
    if stated != (None, None):
        return stated
    if audience is Audience.CHILDREN:
        return None, CHILD_MAX
    if audience is Audience.ADULTS:
        return ADULT_MIN, None
    return None, None


def stated_ages(note: str) -> tuple[int | None, int | None]:
    """Return the limits that a note spells out."""
    under, and_under, over = UNDER.search(note), AND_UNDER.search(note), OVER.search(note)
    if and_under:
        return None, int(and_under[1])
    if under:
        return None, int(under[1]) - 1
    return (int(over[1]) + 1, None) if over else (None, None)


def group(*, kind: Kind, name: str, note: str) -> str | None:
    """Return the group that a service says it is for; only explicit words count."""
    if kind in KIND_GROUPS:
        return None if kind is Kind.MEN_BOYS and WOMEN.search(name) else KIND_GROUPS[kind]
    for words, found in GROUP_WORDS:
        if words.search(f"{name} {note}"):
            return found
    others = (MEN, CHILDREN, WORKERS)
    if WOMEN.search(name) and not any(words.search(name) for words in others):
        return "women"
    return None


def callers(text: str) -> str:
    """Return `anyone` where a source says that somebody else may turn to the service for the person."""
    return "anyone" if SOMEBODY_ELSE.search(text) else "unknown"
