"""Complaints without a name: a kind, a day, and the service if it is about one."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("not-safe", "Not Safe"),
    ("not-respectful", "Not Respectful"),
    ("refused", "Refused"),
    ("asked-for-money", "Asked For Money"),
    ("broke-trust", "Broke Trust"),
    ("cannot-use", "Cannot Use"),
    ("wrong-information", "Wrong Information"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_steps_of_the_version"),
        ("referral", "0001_pathway_editions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wrong", models.CharField(choices=KINDS, max_length=20)),
                ("on", models.DateField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="complaints",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["service", "wrong", "on"], name="referral_complaint_counted")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(wrong__in=[code for code, _ in KINDS]),
                        name="referral_complaint_kind_known",
                    )
                ],
            },
        ),
    ]
