"""Near which town: which of the towns of a name is meant, when a search was near one.

Only names of towns are read, never an address; they travel in the form like everything else.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory import countries
from directory.search.ask import Found
from directory.search.gazetteer import Town
from referral.showing import Reader, apart


@dataclass(frozen=True, slots=True)
class NearView:
    """Which town a search is near; `choices` where others have its name."""

    key: str = ""
    says: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def near(found: Found | None, reader: Reader, *, chosen: str) -> NearView:
    """Return which town was taken, and the others of its name unless one of them was chosen already."""
    if found is None or found.town is None:
        return NearView()
    key = str(found.town.id)
    if chosen == key or len(found.towns) < 2:
        return NearView(key=key if chosen == key else "")
    return NearView(
        says=_("These are near %(town)s. Other towns have that name too. Which one do you mean?")
        % {"town": apart(_placed(found.town, reader))},
        choices=tuple(_choices(found.towns, reader)),
    )


def _choices(towns: tuple[Town, ...], reader: Reader) -> list[tuple[str, str]]:
    """Return the towns so that one can be told from another: by its size where nothing else does."""
    names = [_placed(one, reader) for one in towns]
    alike = Counter(names)
    return [
        (str(one.id), name if alike[name] == 1 else _sized(name, one.people))
        for one, name in zip(towns, names, strict=True)
    ]


def _placed(one: Town, reader: Reader) -> str:
    """Return a town with its country, and the letters of its region where people write them."""
    region = one.region if one.region.isalpha() else ""
    parts = [one.name, region, countries.name(one.country, reader.language)]
    return ", ".join(part for part in parts if part)


def _sized(name: str, people: int) -> str:
    thousands = max(1, round(people / 1000))
    return _("%(town)s (about %(number)s thousand people)") % {"town": name, "number": thousands}
