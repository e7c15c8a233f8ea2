"""One form of a document, whoever wrote it."""

import hashlib
import json
import random
import uuid
from pathlib import Path

import pytest

from directory.hsds import shapes
from directory.hsds.shapes import ENTITIES, Entity
from directory.hsds.table_of import MODELS
from directory.hsds.write import column
from tests.directory import whole

ROOT = Path(__file__).resolve().parents[2]
STANDARD = json.loads((ROOT / "seeds" / "hsds" / "entities.json").read_text(encoding="utf-8"))["entities"]
PHONE = {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f02", "number": "1"}
HOURS = {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f03"}
SMALL = {"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f01", "name": "A line", "status": "active"}


def test_the_order_of_keys_and_what_is_empty_make_no_other_document():
    turned = {**dict(reversed(SMALL.items())), "phones": [], "alert": "", "fees": None}
    assert shapes.digest(turned) == shapes.digest(SMALL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"minimum_age": 12.0}, {"minimum_age": 12}),
        ({"last_modified": "2026-01-01T01:00:00+01:00"}, {"last_modified": "2026-01-01T00:00:00Z"}),
        ({"schedules": [{**HOURS, "opens_at": "10:00:00"}]}, {"schedules": [{**HOURS, "opens_at": "10:00"}]}),
        ({"phones": [PHONE]}, {"phones": [{**PHONE, "type": "voice", "waypost": {"valid": False}}]}),
        ({"waypost": {"kind": "other", "police": False}}, {}),
    ],
    ids=["whole numbers", "moments", "seconds", "defaults of HSDS", "defaults of the profile"],
)  # fmt: skip
def test_what_means_the_same_is_the_same_document(one, other):
    assert shapes.digest({**SMALL, **one}) == shapes.digest({**SMALL, **other})


def test_every_difference_is_another_document():
    assert shapes.digest({**SMALL, "name": "Another"}) != shapes.digest(SMALL)
    assert shapes.digest({**SMALL, "waypost": {"free": False}}) != shapes.digest(SMALL)


def test_what_nobody_knows_is_named_and_kept():
    strange = {**SMALL, "colour": "blue", "phones": [{**PHONE, "ring": 1, "waypost": {"loud": True}}]}
    assert shapes.unknown(strange) == ["colour", "phones[0].ring", "phones[0].waypost.loud"]
    tidied = shapes.tidy(strange)
    assert shapes.unknown(tidied) == []
    assert tidied["waypost"]["extra"] == {"colour": "blue"}
    assert tidied["phones"][0]["waypost"]["extra"] == {"ring": 1, "loud": True}


def test_links_that_nesting_says_are_neither_unknown_nor_kept():
    linked = {**SMALL, "phones": [{**PHONE, "service_id": SMALL["id"]}]}
    assert shapes.unknown(linked) == []
    assert shapes.tidy(linked)["phones"] == [{**PHONE, "type": "voice"}]


def test_tidying_a_tidy_document_changes_nothing():
    tidied = shapes.tidy(whole.document())
    assert json.dumps(shapes.tidy(tidied)) == json.dumps(tidied)
    assert shapes.unknown(tidied) == []


def test_a_key_of_a_file_is_a_key_of_that_file():
    mine = shapes.key("one-feed", "service", "7")
    assert shapes.key("one-feed", "service", "7") == mine
    assert mine not in {shapes.key("other-feed", "service", "7"), shapes.key("one-feed", "phone", "7")}
    assert shapes.key("one-feed", "service", SMALL["id"]) == uuid.UUID(SMALL["id"])


@pytest.mark.parametrize(
    "value",
    [0.0, -0.0, 1.5, 47.6, 1e-4, 1e-5, 1.2e-7, 5e-324, 1e15, 1e16, 1.5e300, -1e-9, 10**30, float("nan"), True,
     None, [1e22], "1e5", ":1e5,null", "\x00\x1f\x7f\u2028\"\\/ü漢", {"b": 1e-6, "ü": [], "a": {}}],
)  # fmt: skip
def test_the_bytes_that_a_digest_is_made_of_are_those_of_ever(value):
    document = {"b": value, "a": [value, {"latitude": value}], "c": {"z": 1, "B": 2, "b": 3, "漢": 4}}
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert shapes.digest_of_tidy(document) == hashlib.sha256(plain.encode()).hexdigest()


def test_the_bytes_of_any_number_are_those_of_ever():
    chance = random.Random(7)  # noqa: S311 - the same numbers each time are the point
    numbers = [chance.uniform(-1, 1) * 10 ** chance.randint(-20, 20) for _ in range(3000)]
    for number in numbers:
        plain = json.dumps({"n": number, "l": [number]}, sort_keys=True, separators=(",", ":"))
        expected = hashlib.sha256(plain.encode()).hexdigest()
        assert shapes.digest_of_tidy({"n": number, "l": [number]}) == expected


@pytest.mark.promise("S5")
def test_a_document_that_hides_something_is_never_taken_for_one_that_hides_nothing():
    for path, entity, _row in shapes.walk(whole.document()):
        if entity in shapes.SEALABLE:
            document = shapes.tidy(whole.document())
            marked = next(row for place, _kind, row in shapes.walk(document) if place == path)
            marked["waypost"] = {**marked.get("waypost", {}), "confidential": True}
            assert shapes.may_hide(document), path
    plain = {**SMALL, "name": '"confidential": true', "description": "a confidential line"}
    assert not shapes.may_hide(shapes.tidy(plain))


@pytest.mark.promise("S5")
def test_a_stub_says_nothing_but_that_there_is_something():
    place = {
        "id": "p",
        "name": "Harbour House",
        "location_type": "virtual",
        "waypost": {"confidential": True},
    }
    assert shapes.stub(place, "location") == {
        "id": "p", "location_type": "virtual", "waypost": {"confidential": True},
    }  # fmt: skip


@pytest.mark.parametrize("shape", ENTITIES.values(), ids=lambda shape: shape.name)
def test_the_standard_s_own_schema_says_the_same(shape: Entity):
    schema = STANDARD[shape.name]
    assert [name for name in schema["properties"] if name in shape.order] == list(shape.order[:-1])
    assert set(schema["properties"]) == {*shape.order, *shape.links} - {"waypost"}
    needed = {one.name for one in shape.fields.values() if one.required}
    assert needed == set(schema["required"]) - {"unit"}


@pytest.mark.parametrize("shape", ENTITIES.values(), ids=lambda shape: shape.name)
def test_every_field_has_a_column_that_takes_it(shape: Entity):
    columns = {field.attname: field for field in MODELS[shape.name]._meta.concrete_fields}
    elsewhere = {("phone", "extension_text"), ("phone", "confidential"), ("contact", "confidential")}
    for one in (*shape.fields.values(), *shape.profile.values()):
        if (shape.name, one.name) not in elsewhere:
            stored = columns[column(shape.name, one.name)]
            said = stored.max_length if one.kind == "text" else None
            assert said == one.longest, one.name
    for child in shape.children.values():
        if not child.many:
            assert child.via in columns


@pytest.mark.parametrize("shape", ENTITIES.values(), ids=lambda shape: shape.name)
def test_a_default_of_the_profile_is_the_default_of_its_column(shape: Entity):
    columns = {field.attname: field for field in MODELS[shape.name]._meta.concrete_fields}
    for one in shape.profile.values():
        stored = columns.get(column(shape.name, one.name))
        if stored is not None and stored.has_default():
            assert stored.get_default() == one.default, one.name
