"""Editions of the pathways that were published at the desk, and the drafts on the way there."""

import uuid

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PathwayFile",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="BookEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.CharField(max_length=40, unique=True)),
                ("files", models.JSONField()),
                ("origin", models.CharField(choices=[("seeds", "Seeds"), ("desk", "Desk")], max_length=10)),
                ("folder", models.CharField(blank=True, max_length=10)),
                ("kind", models.CharField(blank=True, max_length=10)),
                ("before", models.CharField(blank=True, max_length=40)),
                ("proposer_id", models.BigIntegerField(null=True)),
                ("agreer_id", models.BigIntegerField(null=True)),
                ("published_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("rolled_back_at", models.DateTimeField(null=True)),
                ("is_current", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["is_current"], condition=Q(is_current=True),
                        name="referral_edition_one_current",
                    ),
                    models.CheckConstraint(
                        condition=~Q(is_current=True) | Q(superseded_at__isnull=True),
                        name="referral_edition_current_is_not_superseded",
                    ),
                    models.CheckConstraint(
                        condition=Q(origin="seeds")
                        | (
                            Q(proposer_id__isnull=False, agreer_id__isnull=False)
                            & ~Q(agreer_id=F("proposer_id"))
                        ),
                        name="referral_edition_agreed_by_another",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PathwayDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("folder", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[("structure", "Structure"), ("wording", "Wording")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"), ("in-review", "In Review"), ("published", "Published"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("based_on", models.CharField(max_length=40)),
                ("files", models.JSONField(default=dict)),
                ("base", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=64)),
                ("report", models.JSONField(default=dict)),
                ("created_by_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("saved_by_id", models.BigIntegerField()),
                ("writers", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["folder", "kind"],
                        condition=Q(state="draft") | Q(state="in-review"),
                        name="referral_draft_one_open",
                    )
                ]
            },
        ),
    ]  # fmt: skip
