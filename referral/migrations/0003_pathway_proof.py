"""Proofs of whole editions: one row for each run, with how far it is and what came of it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referral", "0002_complaints")]

    operations = [
        migrations.CreateModel(
            name="PathwayProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("edition", models.CharField(max_length=40)),
                ("draft_id", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"), ("clean", "Clean"), ("broken", "Broken"),
                            ("broke-off", "Broke Off"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("begun_by_id", models.BigIntegerField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_taken", models.BooleanField(default=False)),
                (
                    "at",
                    models.CharField(
                        choices=[
                            ("beginning", "Beginning"), ("walks", "Walks"), ("countries", "Countries"),
                        ],
                        default="beginning",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("walks", models.BigIntegerField(default=0)),
                ("plans", models.BigIntegerField(default=0)),
                ("services", models.BigIntegerField(default=0)),
                ("people", models.BigIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("directory", models.BigIntegerField(default=0)),
                ("broken", models.PositiveIntegerField(default=0)),
                ("breaches", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["state"], condition=Q(state="running"), name="referral_proof_one_running"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="running", ended_at__isnull=True)
                        | (~Q(state="running") & Q(ended_at__isnull=False)),
                        name="referral_proof_ended",
                    ),
                    models.CheckConstraint(
                        condition=~Q(state="clean") | Q(broken=0), name="referral_proof_clean_breaks_nothing"
                    ),
                ]
            },
        ),
    ]  # fmt: skip
