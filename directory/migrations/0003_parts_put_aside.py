"""Put the parts of listings aside: their tables get keys that other directories know them by (HSDS ids)."""

from django.db import migrations, models

PARTS = {
    "Phone": (
        "service_id", "number", "e164", "type", "extension", "description", "text", "inside_country_only",
        "free", "valid", "short", "shows_on_bill", "position",
    ),
    "Url": ("service_id", "kind", "url", "position"),
    "Language": ("service_id", "code", "position"),
    "Schedule": ("service_id", "byday", "opens_at", "closes_at", "position"),
    "ServiceArea": ("service_id", "country", "region", "position"),
}  # fmt: skip


def put_aside(apps, schema_editor):
    """Copy every row as it stands."""
    aside = apps.get_model("directory", "PutAside")
    for name, fields in PARTS.items():
        rows = apps.get_model("directory", name).objects.order_by("pk").values(*fields)
        aside.objects.bulk_create(
            aside(part=name, row={**row, "service_id": str(row["service_id"])}) for row in rows.iterator()
        )


def put_back(apps, schema_editor):
    """Fill the old tables again."""
    aside = apps.get_model("directory", "PutAside")
    for name, fields in PARTS.items():
        model = apps.get_model("directory", name)
        kept = aside.objects.filter(part=name).order_by("pk")
        model.objects.bulk_create(
            model(**{field: one.row[field] for field in fields}) for one in kept.iterator()
        )


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_withdrawing")]

    operations = [
        migrations.CreateModel(
            name="PutAside",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("part", models.CharField(max_length=20)),
                ("row", models.JSONField()),
            ],
        ),
        migrations.RunPython(put_aside, put_back),
    ]
