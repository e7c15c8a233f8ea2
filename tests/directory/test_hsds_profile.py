"""The page about our profile says what the code says."""

import re
from pathlib import Path
from typing import Final

import pytest

from directory.hsds import opened
from directory.hsds.shapes import ENTITIES, Entity, Field

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs" / "hsds-profile.md").read_text(encoding="utf-8")
IN_SHORT: Final = {"doubts", "notes", "sources"}
WITH_FIELDS: Final = [shape for shape in ENTITIES.values() if len(shape.profile) > 1]


def told(name: str) -> list[list[str]]:
    """Return the rows of an entity's table, without what they mean."""
    part = PAGE.split(f"### {name}\n")[1].split("\n#")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    assert all(len(row) == 5 and row[4] for row in rows)
    return [row[:4] for row in rows]


def meant(shape: Entity, one: Field) -> list[str]:
    outside = "yes" if one.name in opened.PROFILE.get(shape.name, ()) else "no"
    leaves = "in short" if shape.name == "service" and one.name in IN_SHORT else outside
    return [f"`{one.name}`", one.kind, default(one), leaves]


def default(one: Field) -> str:
    if one.default is None:
        return "not known"
    if one.default in ("", [], {}):
        return "nothing"
    return {True: "`true`", False: "`false`"}[one.default] if one.kind == "flag" else f"`{one.default}`"


@pytest.mark.parametrize("shape", WITH_FIELDS, ids=lambda shape: shape.name)
def test_every_field_of_the_profile_is_explained_as_it_is(shape: Entity):
    assert told(shape.name) == [meant(shape, one) for one in shape.profile.values() if one.name != "extra"]


def test_the_page_has_no_entity_that_we_add_nothing_to():
    assert set(re.findall(r"^### (\w+)", PAGE, re.MULTILINE)) == {shape.name for shape in WITH_FIELDS}


@pytest.mark.promise("S5")
def test_what_leaves_is_known_to_the_standard_or_the_profile():
    for name, allowed in opened.CONTENT.items():
        assert allowed <= set(ENTITIES[name].order), name
    for name, allowed in opened.PROFILE.items():
        assert allowed <= set(ENTITIES[name].profile), name


@pytest.mark.promise("S5")
def test_nothing_that_must_stay_inside_is_on_the_list_of_what_leaves():
    inside = {"extra", "confidential", "visibility", "record_reason", "rows", "accepts_warm_referrals"}
    assert not any(allowed & inside for allowed in opened.PROFILE.values())
    assert not any("metadata" in allowed for allowed in opened.CONTENT.values())
    assert "assurer_email" not in opened.CONTENT["service"]
    assert "locations" not in opened.CONTENT["organization"]
