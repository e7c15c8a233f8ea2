"""The languages of the site: one folder each below seeds/languages/, and nothing else to register. (pure)"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = "en"  # what every text is written in first, and falls back to
FILE: Final = "language.json"
_FIELDS: Final = {
    "code": str,
    "name": str,
    "direction": str,
    "made": str,
    "read_by_native_speaker": str | None,
}


class LanguageError(Exception):
    """A folder of a language is not as it must be; the message names the file and what was expected."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language, in its own words how its texts came to be, and which native speaker read them, and when."""

    code: str
    name: str
    direction: str
    made: str
    read_by_native_speaker: str | None

    @property
    def checked(self) -> bool:
        return self.code == SOURCE or self.read_by_native_speaker is not None


def found(folder: Path) -> tuple[Language, ...]:
    """Return the languages that have a folder here: the source first, then by code.

    Raises: LanguageError if a folder has no language.json, or one that does not fit the folder.
    """
    read = sorted(
        (_read(place) for place in _folders(folder)), key=lambda one: (one.code != SOURCE, one.code)
    )
    if not read or read[0].code != SOURCE:
        raise LanguageError(f"{folder.name}: expected a folder '{SOURCE}', the language of all sources")
    return tuple(read)


def _folders(folder: Path) -> Iterator[Path]:
    return (
        place
        for place in sorted(folder.iterdir())
        if place.is_dir() and not place.name.startswith((".", "_"))
    )


def _read(place: Path) -> Language:
    where = f"{place.name}/{FILE}"
    try:
        said = json.loads((place / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LanguageError(f"{where}: expected this file, see CONTRIBUTING.md, A language") from None
    except ValueError:
        raise LanguageError(f"{where}: expected JSON in UTF-8") from None
    if not isinstance(said, dict) or said.keys() != _FIELDS.keys():
        raise LanguageError(f"{where}: expected the fields {', '.join(_FIELDS)}, no more and no fewer")
    wrong = next((name for name, kind in _FIELDS.items() if not isinstance(said[name], kind)), None)
    if wrong:
        raise LanguageError(f"{where}: {wrong}: expected text")
    if said["code"] != place.name.lower().replace("_", "-"):
        raise LanguageError(
            f"{where}: code: expected '{place.name.lower().replace('_', '-')}', as its folder is named"
        )
    if said["direction"] not in ("ltr", "rtl"):
        raise LanguageError(f"{where}: direction: expected ltr or rtl")
    return Language(**said)
