"""Put the parts back into their tables, each with a key of its own."""

import uuid
from importlib import import_module

from django.db import migrations

PARTS = import_module("directory.migrations.0003_parts_put_aside").PARTS


def put_back(apps, schema_editor):
    """Write every row that was put aside into its table."""
    aside = apps.get_model("directory", "PutAside")
    for name in PARTS:
        model = apps.get_model("directory", name)
        kept = aside.objects.filter(part=name).order_by("pk")
        model.objects.bulk_create(model(id=uuid.uuid4(), **one.row) for one in kept.iterator())


def put_aside(apps, schema_editor):
    """Copy the rows of services aside again; rows of places and bodies have no table to go back to."""
    aside = apps.get_model("directory", "PutAside")
    for name, fields in PARTS.items():
        rows = apps.get_model("directory", name).objects.exclude(service=None).order_by("pk").values(*fields)
        aside.objects.bulk_create(
            aside(part=name, row={**row, "service_id": str(row["service_id"])}) for row in rows.iterator()
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_the_whole_standard")]

    operations = [
        migrations.RunPython(put_back, put_aside),
        migrations.DeleteModel("PutAside"),
    ]
