"""What a browser's own lists hold of a site after a visit: history, cookies, forms, sessions, caches."""

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from tests.traces import searching, unpacking
from tests.traces.device import Device, Name

CACHES: Final = ("Cache/", "Code Cache/", "cache2/", "Shared Dictionary/")
STORAGE: Final = (
    "Local Storage/", "Session Storage/", "IndexedDB/", "WebStorage/", "Service Worker/", "File System/",
    "storage/default/", "webappsstore",
)  # fmt: skip
IN_THE_NAME_OF: Final = re.compile(r'"network_isolation_key":"([^"]*)"')
ASKED: Final = re.compile(r'"url":"(https?://[^"]*)"')


@dataclass(frozen=True, slots=True)
class Lists:
    """How many entries of the site each list has; `autofill` counts every entry, since nobody else typed."""

    history: int
    titles: tuple[str, ...]
    cookies: int
    autofill: int
    favicons: int
    pictures: int


def lists(name: Name, device: Device, host: str) -> Lists:
    """Read the lists of a browser that is closed."""
    if name is Name.CHROMIUM:
        return _of_chromium(device.profile / "Default", host)
    return _of_firefox(device.profile, host)


def _of_chromium(folder: Path, host: str) -> Lists:
    like = f"%{host}%"
    rows = _rows(folder / "History", "SELECT title FROM urls WHERE url LIKE ?", like)
    filled = sum(
        _count(folder / "Web Data", f"SELECT count(*) FROM {table}")  # noqa: S608 - names of ours
        for table in ("autofill", "addresses", "credit_cards")
    )
    return Lists(
        history=len(rows),
        titles=tuple(sorted({str(title) for (title,) in rows})),
        cookies=_count(folder / "Cookies", "SELECT count(*) FROM cookies WHERE host_key LIKE ?", like),
        autofill=filled + _count(folder / "Login Data", "SELECT count(*) FROM logins"),
        favicons=_count(folder / "Favicons", "SELECT count(*) FROM icon_mapping WHERE page_url LIKE ?", like),
        pictures=_count(folder / "Top Sites", "SELECT count(*) FROM thumbnails WHERE url LIKE ?", like),
    )


def _of_firefox(folder: Path, host: str) -> Lists:
    like = f"%{host}%"
    rows = _rows(folder / "places.sqlite", "SELECT title FROM moz_places WHERE url LIKE ?", like)
    cookies = "SELECT count(*) FROM moz_cookies WHERE host LIKE ?"
    icons = "SELECT count(*) FROM moz_pages_w_icons WHERE page_url LIKE ?"
    return Lists(
        history=len(rows),
        titles=tuple(sorted({str(title) for (title,) in rows})),
        cookies=_count(folder / "cookies.sqlite", cookies, like),
        autofill=_count(folder / "formhistory.sqlite", "SELECT count(*) FROM moz_formhistory")
        + _count(folder / "logins.db", "SELECT count(*) FROM loginsL"),
        favicons=_count(folder / "favicons.sqlite", icons, like),
        pictures=len(list((folder / "thumbnails").glob("*.png"))),
    )


def asked(device: Device, host: str) -> set[str]:
    """Return what Chromium asked of others for a page of the site; Firefox writes no such list.

    Each question is marked with the site in whose name it is asked, and would be kept.
    """
    if not device.asked.exists():
        return set()
    written = device.asked.read_text(encoding="utf-8", errors="replace").splitlines()
    for_us = [line for line in written if host in "".join(IN_THE_NAME_OF.findall(line))]
    return {url for line in for_us for url in ASKED.findall(line) if urlsplit(url).hostname != host}


def _rows(path: Path, question: str, *values: str) -> list[tuple[Any, ...]]:
    if not path.exists():
        return []
    with tempfile.TemporaryDirectory(prefix="waypost-lists-") as scratch:
        copy = Path(scratch, "copy")
        for end in ("", *searching.BESIDE):
            if (beside := path.with_name(path.name + end)).exists():
                shutil.copy(beside, copy.with_name(copy.name + end))
        database = sqlite3.connect(copy)
        try:
            return database.execute(question, values).fetchall()
        except sqlite3.OperationalError as wrong:
            if "no such table" in str(wrong):
                return []  # a list that this version has not begun
            raise
        finally:
            database.close()


def _count(path: Path, question: str, *values: str) -> int:
    return sum(int(count) for (count,) in _rows(path, question, *values))


def below(places: Iterable[str], folders: tuple[str, ...]) -> int:
    """Return how many of the places lie in some folders."""
    return sum(any(folder in place for folder in folders) for place in places)


def firefox_sessions(device: Device) -> list[str]:
    """Return every address that Firefox would open again, in tabs and windows that are open or were closed.

    It keeps the same twice, a moment apart; the fuller one counts.
    """
    found: list[list[str]] = [[]]
    for path in device.profile.rglob("*"):
        if path.suffix in (".jsonlz4", ".baklz4") and "session" in str(path.relative_to(device.profile)):
            told = json.loads(unpacking.lz4(path.read_bytes()[12:]) or b"{}")
            found.append(_addresses(told.get("windows", [])) + _addresses(told.get("_closedWindows", [])))
    return max(found, key=len)


def _addresses(windows: list[dict[str, Any]]) -> list[str]:
    tabs = [tab for window in windows for tab in window.get("tabs", [])]
    tabs += [closed["state"] for window in windows for closed in window.get("_closedTabs", [])]
    return [str(entry.get("url")) for tab in tabs for entry in tab.get("entries", [])]
