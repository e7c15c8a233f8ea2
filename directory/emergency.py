"""Emergency numbers of a country, or an honest answer where none is known (S4) (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from directory.countries import EUROPEAN_UNION, in_european_union
from directory.doubts import Doubt


@dataclass(frozen=True, slots=True)
class PublicEmergency:
    """A number for danger to life. `purpose` says who comes: all, police, ambulance, fire or unknown."""

    number: str
    dial: str | None
    purpose: str
    grade: str
    confirmed: bool
    source_names: tuple[str, ...]
    seen: str | None
    doubts_shown: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Emergency:
    """What can be said about emergency numbers in a country, main number first.

    `honest` is true where no number is known and the page has to say so, in place of a guess.
    """

    country: str | None
    numbers: tuple[PublicEmergency, ...]

    @property
    def honest(self) -> bool:
        return not self.numbers

    @property
    def main(self) -> PublicEmergency | None:
        return self.numbers[0] if self.numbers else None


class HasEmergencyNumbers(Protocol):
    """The part of the published directory that is read here."""

    @property
    def emergency(self) -> Mapping[str, tuple[PublicEmergency, ...]]: ...


NOT_CHOSEN: Final = Emergency(country=None, numbers=())


def for_country(code: str | None, published: HasEmergencyNumbers) -> Emergency:
    """Return the emergency numbers of a country; never those of another one.

    The number of the European Union stands in for that of a member state, where it works everywhere.
    Source: promise S4; Directive (EU) 2018/1972, article 109, for 112.
    """
    if not code:
        return NOT_CHOSEN
    numbers = published.emergency.get(code, ())
    if not numbers and in_european_union(code):
        numbers = published.emergency.get(EUROPEAN_UNION, ())
    return Emergency(country=code, numbers=numbers)
