"""The table of keys, in the database that holds nothing else (config/routers.py sends it there)."""

import uuid

from django.db import migrations, models

import safety.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wrapped", safety.fields.SealedText()),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
