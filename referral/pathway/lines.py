"""Where in a JSON file a field stands, so that whoever wrote the file finds the mistake. (pure)"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

_STEP: Final = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d+)\]")


class SeedError(Exception):
    """A file of the pathways is not as it must be; nothing of it is used."""

    def __init__(self, file: str, line: int, field: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}, {field}: expected {expected}")
        self.file, self.line, self.field, self.expected = file, line, field, expected


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is being read; it knows how to say where a field of it is wrong."""

    path: Path
    name: str
    text: str

    def wrong(self, field: str, expected: str) -> SeedError:
        """Return the error for a field, written like `questions[2].answers[0].effects[1]`."""
        return SeedError(self.name, line_of(self.text, field), field or "the file", expected)


def line_of(text: str, field: str) -> int:
    """Return the line, from 1, on which the field or the nearest thing around it begins.

    Source: JSON is read as YAML here, since only that reader keeps the places.
    """
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return 1
    for name, number in _STEP.findall(field):
        found = _below(node, name, number)
        if found is None:
            break
        node = found
    return node.start_mark.line + 1 if node is not None else 1


def _below(node: yaml.Node | None, name: str, number: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and name:
        return next((value for key, value in node.value if key.value == name), None)
    if isinstance(node, yaml.SequenceNode) and number and int(number) < len(node.value):
        found: yaml.Node = node.value[int(number)]
        return found
    return None
