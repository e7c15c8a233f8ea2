"""Rows that are asked for and put in by the thousand are those that Django's own way asks for and puts in."""

import gc
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.fields.related import ForeignKey
from django.test.utils import CaptureQueriesContext

from directory import numbering, outward, unhindered, writing
from directory.hsds import keyed, shapes, upsert
from directory.hsds.table_of import MODELS
from directory.models.outward import OutwardTerm
from directory.models.place import ServiceAtLocation
from directory.models.service import Service
from directory.states import State
from tests.directory import whole

pytestmark = pytest.mark.django_db

# What a stream of rows could take for its own signs.
ODD = "tab\there\nnext \\N \\. \\t {\"a\": 'b'} \\ ü 漢 \u2028 %s %%"


def many(count: int, **said: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))),
            "name": f"Line {number}",
            "description": f"{number} {ODD}",
            "phones": [{"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, str(number))), "number": str(number)}],
            "waypost": {"country": "GB", "kind": "crisis", "extra": {"aside": ODD}},
            **said,
        }
        for number in range(count)
    ]


def by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_every_column_of_every_table_is_read_as_django_reads_it():
    writing.write_documents([whole.document()], state=State.PUBLISHED)
    for model in MODELS.values():
        expected = by_key(list(model.objects.values()))
        assert by_key(keyed.rows(model, "id", [row["id"] for row in expected])) == expected
        assert expected


def test_rows_are_found_by_the_key_of_their_parent_and_by_one_column_more():
    writing.write_documents([whole.document()], state=State.PUBLISHED)
    for model in MODELS.values():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                keys = list(filter(None, model.objects.values_list(field.attname, flat=True)))
                expected = by_key(list(model.objects.filter(**{f"{field.attname}__in": keys}).values()))
                assert by_key(keyed.rows(model, field.attname, keys)) == expected
    attribute = MODELS["attribute"].objects.filter(link_entity="service").values().first()
    own = [attribute["link_id"]]
    assert not keyed.rows(MODELS["attribute"], "link_id", own, further=("link_entity", "phone"))


def test_among_finds_what_in_finds():
    keys = writing.write_documents(many(3), state=State.PUBLISHED)
    for asked in (keys, [str(key) for key in keys[:2]], [], [uuid.uuid4()]):
        found = set(Service.objects.filter(pk__among=asked).values_list("pk", flat=True))
        assert found == set(Service.objects.filter(pk__in=asked).values_list("pk", flat=True))
    assert Service.objects.exclude(pk__among=keys[:1]).filter(pk__in=keys).count() == 2
    assert not ServiceAtLocation.objects.filter(service_id__among=keys).exists()


def test_an_object_made_of_a_row_is_saved_as_one_that_was_fetched():
    [key] = writing.write_documents(many(1), state=State.PUBLISHED)
    [row] = keyed.rows(Service, "id", [key])
    made = keyed.of(Service, row)
    assert made == Service.objects.get(pk=key)
    made.name = "Another"
    made.save()
    assert Service.objects.get(pk=key).name == "Another"
    assert Service.objects.filter(seed_id=made.seed_id).count() == 1


@pytest.mark.parametrize("count", [upsert.FEW, upsert.FEW + 1, upsert.AT_ONCE + 1])
def test_few_rows_and_many_are_written_alike_whatever_stands_in_them(count):
    documents = [shapes.tidy(one) for one in many(count)]
    keys = writing.write_documents(documents, state=State.PUBLISHED)
    stored = {row.pk: document for row, document in writing.documents_of(Service.objects.filter(pk__in=keys))}
    assert [stored[key] for key in keys] == [
        {**one, "waypost": {**one["waypost"], "listing": one["id"]}} for one in documents
    ]


def test_of_many_rows_those_that_are_there_are_changed_and_the_others_put_in():
    keys = writing.write_documents(many(30), state=State.SOURCED, feed="first")
    again = [shapes.tidy({**one, "name": "Renamed"}) for one in many(60)]
    writing.write_documents(again, state=State.SOURCED, tidied=True)
    assert Service.objects.filter(name="Renamed").count() == 60
    assert set(Service.objects.filter(feed="first").values_list("pk", flat=True)) == set(keys)


def test_many_services_are_let_out_with_all_their_terms():
    keys = writing.write_documents(many(30), state=State.SOURCED)
    outward.refresh(keys, version=numbering.locked(), alone=True)
    terms = OutwardTerm.objects.filter(service_id__in=keys).values_list("service_id", flat=True)
    assert set(terms) == set(keys)


def test_a_key_made_of_a_foreign_name_is_the_same_as_ever():
    for name in ("7", "p-1", "ü 漢", "x" * 40):
        assert shapes.key("feed", "phone", name) == uuid.uuid5(shapes.SPACE, f"feed/phone/{name}")
    own = uuid.uuid4()
    for written in (str(own), own.hex, f"{{{own}}}", own.urn):
        assert shapes.key("feed", "phone", written) == own


def test_python_looks_for_circles_as_often_as_before_when_the_work_is_over():
    before = gc.get_threshold()
    during = unhindered.unhindered()(gc.get_threshold)
    assert during() == unhindered.AFTER
    with pytest.raises(ZeroDivisionError):
        unhindered.unhindered()(lambda: 1 / 0)()
    assert gc.get_threshold() == before


def test_what_helps_with_many_rows_goes_with_the_work_that_is_undone():
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        unhindered.for_many_rows()
        during = _reads_whole_tables()
        transaction.set_rollback(True)
    assert during == (connection.vendor == "sqlite")
    assert _reads_whole_tables()
    assert ("SET LOCAL" in str(asked.captured_queries)) == (connection.vendor == "postgresql")


def _reads_whole_tables() -> bool:
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        return bool(cursor.fetchone() == ("on",))
