"""What two listings are compared by, whoever asks (pure)."""

from typing import Final

from directory import countries
from directory.disclosure import PublicListing

GRADES: Final = "ABCD"  # best first


def freshness(listing: PublicListing) -> int:
    """Return the day a listing was seen as a number that sorts; an unknown date is older than any known one.

    Units: yyyymmdd; zeros for what was not said.
    """
    parts = [int(part) for part in (listing.seen or "0").split("-")]
    year, month, day = (*parts, 0, 0)[:3]
    return year * 10_000 + month * 100 + day


def speaks(listing: PublicListing, language: str) -> bool:
    """Return whether a listing is known to answer in a language, whatever its script or region."""
    wanted = countries.base_language(language)
    return any(countries.base_language(code) == wanted for code in listing.languages)
