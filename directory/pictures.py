"""Which listings may have to do with a picture, by the age in it (pure).

Source: catalogue, H05 (the age when the picture was made decides, unsure counts as a child) and section 2 (a
listing that wants a picture uploaded is shown for a child's picture only as a hotline's own lawful service,
vetted as such).
"""

from typing import Final

from directory.ages import is_for_adults
from directory.disclosure import PublicListing
from directory.topics import Kind

PICTURE_KINDS: Final = frozenset({Kind.CONTENT_REMOVAL, Kind.IMAGE_ABUSE})


def may_see_upload(listing: PublicListing, *, child: bool) -> bool:
    """Return whether a listing may be shown, if it wants a picture. `child`: one is or may be in it."""
    if listing.image_upload != "yes" or not child:
        return True
    return listing.vetted and Kind.CSAM_HOTLINE in listing.kinds


def fits_route(listing: PublicListing, route: str | None) -> bool:
    """Return whether a listing takes pictures of the route: "child", "adult", None where none matters.

    A limit of age on a service about pictures is taken to be about the picture too, unless it says otherwise.
    """
    if route is None:
        return True
    if route == "adult":
        return listing.image_age != "under18"
    if listing.image_age is not None:
        return listing.image_age == "under18"
    return not (is_for_adults(listing) and not PICTURE_KINDS.isdisjoint(listing.kinds))
