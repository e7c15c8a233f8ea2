"""Templates with @names@ in them, and the files that are made of them. Pure but for reading the templates."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
A_NAME: Final = re.compile(r"@([a-z][a-z_]*)@")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the installation: what it holds and who may read it."""

    path: Path
    text: str
    mode: int = 0o644
    owner: str = "root"


def filled(template: str, **values: object) -> str:
    """Return a template with each @name@ replaced. Raises: KeyError when a name has no value."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return A_NAME.sub(lambda found: str(values[found[1]]), text)
