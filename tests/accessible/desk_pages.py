"""Every page of the desk, in a role that may open it, as a browser shows it; nothing is served for it.

The pages come from the views themselves, with the objects that the walk through all doors makes; the browser
gets them, and the styles and scripts, from here. `make audit` asks about all of them (whole_desk.py), `make
test` about the main ones.
"""

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from staff.roles import Role, may
from tests.accessible import tree
from tests.accessible.keyboard import Keyboard
from tests.accessible.probing import ask
from tests.house.test_every_door import GUARDED, SHUT, Door
from tests.house.test_every_door import ask as asked
from tests.running.accessibility import findings

HERE: Final = "http://desk.example"
STATIC: Final = "/static/"
NO_PAGE: Final = frozenset({"cases:live"})  # rows that a page takes into itself
PHONE: Final = {"width": 360, "height": 740}
DESKTOP: Final = {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the desk: which door it stands behind, who opened it, and what came."""

    door: str
    role: Role
    path: str
    html: bytes


def pages(
    cast: dict[Role, object],
    objects: Callable[[Door, Role], str],
    signed_in: Callable[..., Client],
    doors: Iterable[Door] = tuple(GUARDED),
) -> Iterator[Shown]:
    """Yield each door that gives a page when it is opened, once, in the first role that gets one."""
    clients = {role: signed_in(cast[role], proved=True) for role in Role}
    for door in doors:
        for role in Role:
            if not may([role], door.ability) or door.name in NO_PAGE.union(SHUT):
                continue
            path = objects(door, role)
            answer = asked(clients[role], "get", path)
            if answer.status_code == 200 and b"<html" in answer.getvalue():
                yield Shown(door.name, role, path, answer.getvalue())
                break


def faults(page: Page, shown: Shown) -> list[str]:
    """Return what is wrong with a page of the desk.

    On a phone its width, colours forced, no motion; at a desk the stops of the keyboard. How large targets
    are is axe's to say, which asks for 24 pixels: the desk is worked at, and not read in a hurry.
    """
    page.set_viewport_size(PHONE)
    bring_up(page, shown)
    found = [*ask(page, "sideways", "misnamed", "hovers"), *tree.faults(tree.read(page), desk=True)]
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found += ask(page, "edgeless", "moves")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.set_viewport_size(DESKTOP)
    keyboard = Keyboard(page, ordered=False)  # it stands in columns
    keyboard.round()
    return [f"{shown.door}: {fault}" for fault in (*found, *keyboard.faults, *findings(page))]


def bring_up(page: Page, shown: Shown) -> None:
    """Show a page in the browser."""
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, shown))
    page.goto(HERE + shown.path)


def _answer(route: Route, shown: Shown) -> None:
    path = route.request.url.removeprefix(HERE)
    if route.request.is_navigation_request():
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=shown.html)
    elif path.startswith(STATIC) and (found := finders.find(path.removeprefix(STATIC).split("?")[0])):
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        route.fulfill(status=200, content_type=kind, body=Path(found).read_bytes())
    else:
        route.fulfill(status=204, body=b"")
