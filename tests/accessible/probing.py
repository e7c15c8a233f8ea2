"""Ask a page about its boxes, its colours and its words; the answers are faults in words."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

PROBE: Final = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
TARGET: Final = 44  # CSS pixels each way; WCAG 2.5.5


def ask(page: Page, *questions: str) -> list[str]:
    """Return the faults that these questions of probe.js find, each once."""
    asked = ", ".join(
        f"...probe.{question}({TARGET if question == 'small' else ''})" for question in questions
    )
    found = page.evaluate(f"(() => {{ const probe = {PROBE}; return [{asked}]; }})()")
    return sorted(set(found))
