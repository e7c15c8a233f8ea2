"""Words without capitals and accents, so that they meet however they are typed (pure)."""

import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 200  # characters of a search that are read; the rest is nothing that a listing holds
MOST_WORDS: Final = 8

# What people type for a kind of listing, beside its name; the plain words of the catalogue's needs.
KIND_WORDS: Final[dict[str, str]] = {
    "child_helpline": "child helpline children young people teenager",
    "content_removal": "content removal take down picture image photo video deepfake",
    "crisis": "crisis suicide self-harm emotional support",
    "csam_hotline": "child sexual abuse material hotline report",
    "csam_report": "child sexual abuse material report",
    "domestic_violence": "domestic violence abuse partner family beaten",
    "image_abuse": "image based abuse intimate picture photo video shared sextortion",
    "legal": "legal advice lawyer rights law",
    "lgbtq": "lgbtq lgbt lesbian gay bisexual trans queer",
    "men_boys": "men boys male",
    "migrant": "migrant refugee asylum papers worker",
    "missing_children": "missing children child",
    "other": "",
    "police_report": "police report cybercrime",
    "prevention_offender": "prevention worried own thoughts behaviour",
    "safety_planning": "safety planning digital security stalking stalkerware phone",
    "sexual_violence": "sexual violence rape assault",
    "therapy_peer": "therapy counselling peer survivors",
    "trafficking": "trafficking slavery forced labour exploitation",
    "victim_support": "victim support crime",
}


def folded(text: str) -> str:
    """Return a text in small letters without accents, with single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


def words_of(typed: str) -> list[str]:
    """Return the folded words of a search, each once, at most eight."""
    parts = folded(typed[:LONGEST]).replace("\x00", " ").split()
    return list(dict.fromkeys(parts))[:MOST_WORDS]


def search_text(*texts: str | None, kinds: Iterable[str]) -> str:
    """Return what a listing is found by: its own words and those of its kinds."""
    parts = [text for text in texts if text]
    return folded(" ".join([*parts, *(KIND_WORDS[kind] for kind in kinds)]))
