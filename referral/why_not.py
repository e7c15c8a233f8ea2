"""Why a service is not offered to somebody: every rule that leaves it out, by name (pure).

The rules are those of directory.fitting; here each is asked by itself, so that a worker can read which held.
"""

from collections.abc import Iterator
from typing import Final

from directory import ages, pictures
from directory.disclosure import PublicListing
from directory.fitting import CHILD, PREVENTION_KINDS, Asker, is_authority, is_reachable
from directory.hours import Known
from directory.topics import CHILD_SERVICES_ONLY, Kind, Need

CLOSED: Final = "closed"
UNREACHABLE: Final = "unreachable"
AGE: Final = "age"
AGE_UNKNOWN: Final = "age-unknown"  # nobody said the age, and the service does not take all
FOR_OTHERS: Final = "for-others"  # it speaks to parents, professionals or others around
AUTHORITY: Final = "authority"
PICTURE: Final = "picture"
PREVENTION: Final = "prevention"
CODES_ONLY: Final = "codes-only"
NO_CHILD_SERVICE: Final = "no-child-service"
PAIR: Final = "pair"  # another of its pair does not fit
NEARER: Final = "nearer"  # it would do, but others are nearer or meet the need themselves
REASONS: Final = (
    CLOSED, UNREACHABLE, AGE, AGE_UNKNOWN, FOR_OTHERS, AUTHORITY, PICTURE, PREVENTION, CODES_ONLY,
    NO_CHILD_SERVICE, PAIR, NEARER,
)  # fmt: skip


def why_not(
    listing: PublicListing, asker: Asker, *, need: Need, other_child: bool = False
) -> tuple[str, ...]:
    """Return every reason for which the service may not be shown to this person for this need."""
    return tuple(_reasons(listing, asker, need, other_child))


def _reasons(listing: PublicListing, asker: Asker, need: Need, other_child: bool) -> Iterator[str]:
    if listing.hours.known is Known.CLOSED:
        yield CLOSED
    if not is_reachable(listing):
        yield UNREACHABLE
    yield from _of_whom(listing, asker, need, other_child)
    if asker.minor and is_authority(listing):
        yield AUTHORITY
    route = asker.route or (CHILD if need is Need.REMOVAL else None)
    child = asker.minor or route == CHILD
    if not (pictures.fits_route(listing, route) and pictures.may_see_upload(listing, child=child)):
        yield PICTURE
    if asker.prevention_only and listing.kind not in PREVENTION_KINDS:
        yield PREVENTION
    if (
        not asker.prevention_only
        and Kind.PREVENTION_OFFENDER in listing.kinds
        and need is not Need.PREVENTION
    ):
        yield PREVENTION
    if listing.image_upload == "hash_only" and need is not Need.REMOVAL:
        yield CODES_ONLY
    grown_up = Kind.DOMESTIC_VIOLENCE in listing.kinds and listing.audience != "children"
    if asker.minor and need in CHILD_SERVICES_ONLY and grown_up:
        yield NO_CHILD_SERVICE


def _of_whom(listing: PublicListing, asker: Asker, need: Need, other_child: bool) -> Iterator[str]:
    age = ages.CHILDREN if other_child else asker.age
    if listing.audience == "professionals":
        if asker.pathway != "p11":
            yield FOR_OTHERS
    elif listing.audience == "parents":
        if need is not Need.FAMILY or (asker.minor and not asker.for_other):
            yield FOR_OTHERS
    elif listing.audience == "worried_about_self":
        if need is not Need.PREVENTION:
            yield FOR_OTHERS
        elif not ages.takes(listing, age):
            yield _age(age)
    elif not ages.speaks_to(listing, age):
        yield _age(age)


def _age(age: ages.Ages) -> str:
    nobody_said = age.low == 0 and age.high is None
    return AGE_UNKNOWN if nobody_said else AGE
