"""The page as a screen reader is told of it: Chromium's tree of roles and names, and what is wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page

CONTROLS: Final = frozenset(
    {"button", "link", "checkbox", "radio", "combobox", "searchbox", "textbox", "DisclosureTriangle"}
)
LANDMARKS: Final = frozenset(
    {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
)
ONE_EACH: Final = ("banner", "main", "contentinfo")
LIVE: Final = frozenset({"status", "alert", "log"})


@dataclass(slots=True)
class Node:
    """One thing that is announced."""

    role: str
    name: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    below: list["Node"] = field(default_factory=list)

    def all(self) -> Iterator["Node"]:
        """Yield this and everything below it, in the order of reading."""
        yield self
        for node in self.below:
            yield from node.all()

    def those(self, *roles: str) -> list["Node"]:
        """Return what has one of these roles, in order."""
        return [node for node in self.all() if node.role in roles]

    @property
    def words(self) -> str:
        """Return the text below, as it is read."""
        return " ".join(node.name for node in self.all() if node.role == "StaticText").strip()


def read(page: Page) -> Node:
    """Return the tree of a page as it is now; what is ignored gives its children to its parent."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    return _made(root, nodes)[0]


def _made(raw: dict[str, Any], nodes: dict[str, Any]) -> list[Node]:
    below = [
        made for child in raw.get("childIds", ()) if child in nodes for made in _made(nodes[child], nodes)
    ]
    if raw.get("ignored"):
        return below
    says = {one["name"]: one["value"].get("value") for one in raw.get("properties", ())}
    return [Node(_value(raw, "role"), _value(raw, "name"), says, below)]


def _value(raw: dict[str, Any], name: str) -> str:
    return str(raw.get(name, {}).get("value", "")).strip()


def faults(root: Node, *, desk: bool = False) -> list[str]:
    """Return what a person who hears the page would miss or be misled by.

    The desk has no foot, more than one list of ways, and a way past them before everything else.
    """
    found = [*_unnamed(root), *_landmarks(root, desk), *_headings(root), *_busy(root)]
    return found if desk else [*found, *_live(root), *_loose(root)]


def _unnamed(root: Node) -> Iterator[str]:
    for node in root.those(*CONTROLS):
        if not node.name:
            yield f"a {node.role} without a name"
    for node in root.those("image", "img"):
        if not node.name:
            yield "a picture without a name"


def _landmarks(root: Node, desk: bool) -> Iterator[str]:
    for role in ONE_EACH[:2] if desk else ONE_EACH:
        if len(root.those(role)) != 1:
            yield f"{len(root.those(role))} of {role}"
    for role in LANDMARKS.difference(ONE_EACH):
        # A form without a name is no landmark.
        alike = [node.name for node in root.those(role) if node.name or role != "form"]
        if len(alike) != len(set(alike)):
            yield f"two of {role} that are called the same: {alike}"
    for node in root.those("region", "navigation"):
        if not node.name:
            yield f"a {node.role} without a name"
    order = [node.role for node in root.those("navigation", *ONE_EACH)]
    if not desk and order != ["navigation", *ONE_EACH]:
        yield f"the order of the page is {order}"


def _headings(root: Node) -> Iterator[str]:
    levels = [int(node.says.get("level", 0)) for node in root.those("heading")]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"the headings begin at {levels[:1]} and {levels.count(1)} of them are the first"
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    if any(not node.name for node in root.those("heading")):
        yield "a heading without words"


def _live(root: Node) -> Iterator[str]:
    for node in root.those(*LIVE):
        if not node.words and not node.those(*CONTROLS):
            yield f"an empty {node.role} is announced"


def _busy(root: Node) -> Iterator[str]:
    for node in root.all():
        if node.says.get("busy"):
            yield f"{node.role} says that it is still busy: readers pass over it"


def _loose(root: Node) -> Iterator[str]:
    inside = {id(below) for mark in root.those(*LANDMARKS) for below in mark.all()}
    for node in root.those("StaticText"):
        if node.name and id(node) not in inside:
            yield f"{node.name[:40]!r} stands outside of every landmark"
