"""What follows from a listing alone, worked out once for each. (pure)

A plan looks at dozens of listings to show eight. What is remembered goes by the listing itself, not by
its name: one that was changed is another, and what was said of the old one is never said of it. Of a reader
nothing is remembered but the language and the country, which many share.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, Final, ParamSpec, TypeVar

from directory.disclosure import PublicListing

MOST: Final = 4096  # listings; beyond it everything is worked out anew

Rest = ParamSpec("Rest")
Worked = TypeVar("Worked")


def once_each(
    most: int = MOST,
) -> Callable[
    [Callable[Concatenate[PublicListing, Rest], Worked]], Callable[Concatenate[PublicListing, Rest], Worked]
]:
    """Return a decorator for a function of a listing that remembers what it returned for that very listing.

    Whatever else the function is given, by place alone, must be hashable; a change of it is another answer.
    """

    def remembering(
        work: Callable[Concatenate[PublicListing, Rest], Worked],
    ) -> Callable[Concatenate[PublicListing, Rest], Worked]:
        kept: dict[object, tuple[PublicListing, Worked]] = {}

        def worked(listing: PublicListing, /, *rest: Rest.args, **none: Rest.kwargs) -> Worked:
            key = (listing.id, *rest) if rest else listing.id
            held = kept.get(key)
            if held is not None and held[0] is listing:
                return held[1]
            if len(kept) >= most:
                kept.clear()
            made = work(listing, *rest, **none)
            kept[key] = (listing, made)
            return made

        update_wrapper(worked, work)
        return worked

    return remembering
