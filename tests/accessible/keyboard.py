"""A person with a keyboard alone: goes from stop to stop, looks where the focus is, and presses."""

from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page

MOST_STOPS: Final = 150  # more than the longest page has
LEAST_CONTRAST: Final = 3.0  # of the mark against what is around it; WCAG 1.4.11
LEAST_OUTLINE: Final = 2.0  # CSS pixels
SAME_LINE: Final = 0.3  # of the lower one; two fields of a row may have labels of different length

FOCUSED: Final = "one => !!document.activeElement?.matches(one)"
# What is focused, where it is, how its mark looks against what lies around it, and whether it can be seen.
STOP: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(one);
  let around = one.parentElement;
  const clear = (element) => (numbers(getComputedStyle(element).backgroundColor)[3] ?? 1) === 0;
  // A mark that is drawn inside of a thing lies on that thing itself.
  if (parseFloat(style.outlineOffset) < 0) around = one;
  while (around && clear(around)) around = around.parentElement;
  const ground = around ? getComputedStyle(around).backgroundColor : "rgb(255, 255, 255)";
  const [high, low] = [light(style.outlineColor), light(ground)].sort((a, b) => b - a);
  const box = one.getClientRects()[0] || one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
  return {
    name: `${one.localName} ${one.name || ""} ${(one.innerText || one.value || "").trim().slice(0, 40)}`,
    out: one.matches("[data-quick-exit], .skip"),
    fixed: one.closest(".leave, dialog") !== null,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    // The calendar of a date has a mark of the browser's own.
    own: one.type === "date",
    contrast: (high + 0.05) / (low + 0.05),
    seen: at !== null && (one.contains(at) || at.contains(one) && at.matches("label")),
    top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
    rtl: document.dir === "rtl",
  };
}"""


@dataclass(slots=True)
class Keyboard:
    """Presses keys on a page and notes each stop of the focus that a person would lose sight of."""

    page: Page
    script: bool = True
    ordered: bool = True  # one column, so that a stop never stands above the one before it
    faults: list[str] = field(default_factory=list)
    stops: int = 0
    _before: dict[str, Any] | None = None

    def tab(self, *, back: bool = False) -> dict[str, Any] | None:
        """Go one stop on, look, and return what is there; None where the focus left the page."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = self.page.evaluate(STOP)
        if stop:
            self.stops += 1
            self.faults += [f"{stop['name']}: {fault}" for fault in self._faults(stop, back)]
        self._before = stop
        return stop

    def to(self, selector: str) -> None:
        """Go on until the focus is on something; a page that does not let it come there fails."""
        for _ in range(MOST_STOPS):
            self.tab()
            if self.page.evaluate(FOCUSED, selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    def press(self, selector: str, key: str = "Enter") -> None:
        """Go to something and press a key there."""
        self.to(selector)
        self.page.keyboard.press(key)

    def arrive(self, selector: str, *, focus: str = "h1") -> None:
        """Wait for a page to come after a press, and see that the focus went where its matter begins.

        Without script a page begins at its top, as any page does, but for what the page itself points at.
        """
        self.page.locator(selector).first.wait_for()
        self.page.wait_for_load_state()
        self._before = None
        if (self.script or focus != "h1") and not self.page.evaluate(FOCUSED, focus):
            self.faults.append(f"{selector} has come, and the focus is not on {focus}")

    def round(self) -> list[str]:
        """Go through the whole page from its first stop to where the focus leaves it; return the names."""
        names = []
        while (stop := self.tab()) is not None and len(names) < MOST_STOPS:
            if stop["out"] and names:
                break
            names.append(stop["name"])
        return names

    def _faults(self, stop: dict[str, Any], back: bool) -> list[str]:
        found = []
        if stop["outline"] < LEAST_OUTLINE and not stop["own"]:
            found.append(f"the focus is marked by {stop['outline']} pixels")
        if stop["contrast"] < LEAST_CONTRAST:
            found.append(f"the mark of the focus has a contrast of {stop['contrast']:.1f}")
        if not stop["seen"]:
            found.append("the focus is out of sight or behind something")
        if self.ordered and not back and _goes_back(self._before, stop):
            found.append(f"comes after {(self._before or {})['name']}, and stands before it")
        return found


def _goes_back(before: dict[str, Any] | None, stop: dict[str, Any]) -> bool:
    """Return whether a stop stands above, or on the wrong side of its line.

    The way out is first anyhow.
    """
    if before is None or before["fixed"] or stop["fixed"]:
        return False
    overlap = min(before["bottom"], stop["bottom"]) - max(before["top"], stop["top"])
    same_line = overlap > SAME_LINE * min(before["bottom"] - before["top"], stop["bottom"] - stop["top"])
    if not same_line:
        return bool(stop["top"] < before["top"])
    if stop["rtl"]:
        return bool(stop["right"] > before["right"])
    return bool(stop["left"] < before["left"])
