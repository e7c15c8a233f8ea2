"""What is handed over with a code, and the presses that made a code."""

from django.db import migrations, models

import safety.fields


class Migration(migrations.Migration):
    dependencies = [("referral", "0003_pathway_proof")]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("lookup", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("outer", safety.fields.SealedText()),
                ("key", models.UUIDField(unique=True)),
                (
                    "edition",
                    models.ForeignKey(
                        db_column="edition",
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="referral.bookedition",
                        to_field="edition",
                    ),
                ),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="HandoverPress",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
