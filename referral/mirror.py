"""Write the whole public side as a folder of pages that need neither a server nor a script.

Each page says on which day it was made. A page that says the same as before keeps its day and is not written
again; so a second run writes only what changed, and takes away what is gone (S6: a listing that was withdrawn
is gone from the mirror with the next run).
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import timezone, translation

from directory import published
from referral import editions, mirror_addresses, mirror_folder, mirror_pages, mirror_shown
from referral.mirror_folder import Folder, Report
from referral.mirror_pages import Copy, Page

MADE: Final = "\ue0d0"  # stands for the day on which a page was made, until it is known
CARRIED: Final = {
    mirror_addresses.STYLE: "safety/site.css",
    mirror_addresses.LEAVE: "safety/exit.js",
    mirror_addresses.STEP: "safety/copy.js",
}
# What an installation chose and a page shows, or is left out for.
SETTINGS: Final = (
    "WAYPOST_SHOW_SOURCED", "WAYPOST_LANGUAGES", "WAYPOST_SITE_NAME", "WAYPOST_CONTACT", "WAYPOST_SOURCE_URL",
    "WAYPOST_EXIT_URL", "WAYPOST_EXIT_URL_2",
)  # fmt: skip
Progress = Callable[[str], None]


class NothingToCopy(Exception):
    """What is public now is not known for sure; the mirror stays as it was."""

    says = "The directory or the pathways cannot be read at this moment. The mirror stays as it was."


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did. `unchanged`: there was nothing to look at again."""

    report: Report
    unchanged: bool = False


def write(
    path: Path,
    *,
    languages: tuple[str, ...],
    places: tuple[str, ...],
    live: str = "",
    whole: bool = False,
    progress: Progress = lambda said: None,
) -> Done:
    """Have the folder hold what is public now, and nothing else.

    `places` are codes of countries. `whole` draws every page again, also if nothing that they are made of has
    changed since the last run of this day.
    Raises: NothingToCopy; mirror_folder.NotOurs and mirror_folder.Busy, before anything is changed.
    """
    copy = _copy(languages=languages, places=places, live=live)
    about = _about(copy)
    with mirror_folder.opened(path) as folder:
        if not whole and mirror_folder.about(path) == about and not mirror_folder.checked(path):
            return Done(_as_it_was(folder), unchanged=True)
        copy = replace(copy, situations=mirror_pages.situations(copy.book, copy.today))
        for name, source in CARRIED.items():
            data = Path(str(finders.find(source))).read_bytes()
            folder.put(name, data, made=_made_before(folder, name, data) or about["compared"])
        for page in _pages(copy, progress):
            _put(folder, page, copy)
        folder.finish(about)
        return Done(folder.report)


def _copy(*, languages: tuple[str, ...], places: tuple[str, ...], live: str) -> Copy:
    stock = published.current()
    if stock.unconfirmed_since or not stock.stamp or not editions.is_known():
        raise NothingToCopy
    book, day = editions.current(), today()
    return Copy(
        stock=mirror_shown.handed_out(stock),
        book=book,
        situations=(),
        today=day,
        languages=languages,
        places=places,
        live=live,
    )


def _about(copy: Copy) -> dict[str, Any]:
    """Return what the manifest says of the whole; `of` changes with anything that a page is made of."""
    made_of = [
        copy.stock.stamp,
        copy.book.edition,
        copy.today.isoformat(),
        *copy.languages,
        "",
        *copy.places,
        copy.live,
        _software(),
        *(str(getattr(settings, name)) for name in SETTINGS),
    ]
    return {
        "compared": copy.today.isoformat(),
        "directory": copy.stock.version,
        "pathways": copy.book.edition,
        "languages": list(copy.languages),
        "countries": len(copy.places),
        "of": hashlib.sha256("\n".join(made_of).encode()).hexdigest(),
    }


@cache
def _software() -> str:
    """Return a digest of what draws the pages: another version of the house draws them anew."""
    whole = hashlib.sha256()
    for one in drawing():
        whole.update(one.read_bytes())
    return whole.hexdigest()


def drawing() -> list[Path]:
    """Return the files that make a page what it is: templates, rules, words, and what a page carries."""
    house = Path(__file__).resolve().parents[1]
    code = [one for room in ("referral", "directory", "safety") for one in house.glob(f"{room}/**/*.py")]
    words = [one for place in settings.LOCALE_PATHS for one in Path(place).glob("*/LC_MESSAGES/*.mo")]
    carried = [Path(str(finders.find(source))) for source in CARRIED.values()]
    return sorted({*house.glob("templates/**/*.html"), *code, *words, *carried})


def _as_it_was(folder: Folder) -> Report:
    sizes = [(folder.path / name).stat().st_size for name in folder.before]
    return Report(kept=len(sizes), size=sum(sizes), largest=max(sizes, default=0))


def _pages(copy: Copy, progress: Progress) -> Iterator[Page]:
    with translation.override(copy.languages[0]):
        yield mirror_pages.root_page(copy)
    for language in copy.languages:
        progress(language)
        with translation.override(language):
            yield from mirror_pages.every_page(copy, language, compared=day(copy.today, language))


def _put(folder: Folder, page: Page, copy: Copy) -> None:
    """Put a page, under the day on which it was first made as it is."""
    drawn = engines["public"].get_template(page.template).render({**page.context, "made": MADE}, None)
    language = page.context["language"]
    before = folder.before.get(page.path)
    days = ([before.made] if before else []) + [copy.today.isoformat()]
    for one in days:
        text = drawn.replace(MADE, day(dt.date.fromisoformat(one), language))
        if before and before.sha256 == hashlib.sha256(text.encode()).hexdigest():
            break
    folder.put(page.path, text, made=one)


def _made_before(folder: Folder, name: str, data: bytes) -> str | None:
    before = folder.before.get(name)
    same = before and before.sha256 == hashlib.sha256(data).hexdigest()
    return before.made if before and same else None


def today() -> dt.date:
    return timezone.localdate()


def day(date: dt.date, language: str) -> str:
    """Return a day in words."""
    return format_date(date, "long", locale=language.replace("-", "_"))
