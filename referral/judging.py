"""Judge a listing that may be shown, by the catalogue alone: none of the rules that chose it is asked. (pure)

Source: pathway catalogue, H05, H13, H17, H19; promise S12.
"""

from collections.abc import Iterator
from typing import Final

from directory.disclosure import PublicListing
from directory.fitting import Asker
from directory.topics import Need

_SURVIVORS: Final = frozenset(
    {"domestic_violence", "sexual_violence", "victim_support", "therapy_peer", "image_abuse", "trafficking"}
    | {"content_removal", "safety_planning", "lgbtq", "men_boys", "migrant", "missing_children"}
)
_CHILDRENS_OWN: Final = frozenset({Need.SAFETY, Need.SHELTER, Need.LEGAL})
_OF_AGE: Final = 18 * 12  # months


def wrong(
    listing: PublicListing, asker: Asker, need: Need | None, *, other_child: bool
) -> Iterator[tuple[str, str]]:
    """Yield the name of each check that this listing fails for this person and need, and why."""
    low, high = (0, 17) if other_child else (asker.age.low, asker.age.high)
    yield from _of_age(listing, low, high, for_parents=need is Need.FAMILY)
    yield from _of_a_child(listing, asker, need, high)
    yield from _of_whoever_calls(listing, asker, need)
    if asker.prevention_only:
        for_parents = need is Need.FAMILY and listing.audience == "parents"
        if (listing.kind in _SURVIVORS and not for_parents) or listing.group:
            yield "SURVIVORS", f"{listing.kind} on a prevention plan"
    elif "prevention_offender" in listing.kinds and need is not Need.PREVENTION:
        yield "SURVIVORS", "a prevention service for somebody who was harmed"


def _of_age(
    listing: PublicListing, low: int, high: int | None, *, for_parents: bool
) -> Iterator[tuple[str, str]]:
    """H19: the youngest and the oldest of the band are both taken, to the month."""
    if for_parents and listing.audience == "parents":
        return
    youngest, oldest = low * 12, None if high is None else high * 12 + 11
    floors = [listing.min_age_months or 0, (listing.min_age or 0) * 12]
    if max(floors) > youngest:
        yield "AGE", f"takes nobody under {max(floors) // 12}, and may be shown at {low}"
    ends = [listing.max_age_months, None if listing.max_age is None else listing.max_age * 12 + 11]
    for end in ends:
        if end is not None and (oldest is None or oldest > end):
            yield "AGE", f"takes nobody over {end // 12}, and may be shown to somebody older"
    if listing.audience == "children" and (oldest is None or oldest >= _OF_AGE):
        yield "AGE", "takes children, and may be shown to an adult"


def _of_a_child(
    listing: PublicListing, asker: Asker, need: Need | None, high: int | None
) -> Iterator[tuple[str, str]]:
    child = asker.minor or (high is not None and high < 18)
    if (child or asker.age.low < 18) and listing.audience == "adults":
        yield "CHILD", "takes adults, and may be shown to somebody under 18"
    refuge = need in _CHILDRENS_OWN and "domestic_violence" in listing.kinds
    if asker.minor and refuge and listing.audience != "children":
        yield "CHILD", "a service for adults at home stands for a child's safety"
    police = listing.police or listing.state_migration_body or "police_report" in listing.kinds
    if police and (asker.minor or need is None):
        yield "POLICE", "police or a state body, for a child or as somebody to talk to"
    route = asker.route or ("child" if need is Need.REMOVAL else None)
    lawful = listing.vetted and "csam_hotline" in listing.kinds
    if (asker.minor or route == "child") and listing.image_upload == "yes" and not lawful:
        yield "PICTURE", "asks for the picture, which may be a child's"
    if route == "child" and listing.image_age == "adult":
        yield "PICTURE", "is for pictures of adults, and the picture may be a child's"


def _of_whoever_calls(listing: PublicListing, asker: Asker, need: Need | None) -> Iterator[tuple[str, str]]:
    if listing.audience == "professionals" and asker.pathway != "p11":
        yield "CALLER", "is for professionals alone"
    if listing.audience == "parents" and (need is not Need.FAMILY or (asker.minor and not asker.for_other)):
        yield "CALLER", "is for parents alone"
    about_oneself = need is Need.PREVENTION or (need is None and asker.prevention_only)
    if listing.audience == "worried_about_self" and not about_oneself:
        yield "CALLER", "is for whoever fears what they might do"
