"""Counters, figures, draws for case review, and what the reviews ask of the pathways."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0006_referrals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="closing_counted",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("period", models.CharField(max_length=7)),
                ("table", models.CharField(max_length=24)),
                ("cell", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["period"], name="referral_counter_period")],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=7)),
                ("table", models.CharField(max_length=24)),
                ("cell", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "table", "cell"), name="referral_figure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 10)), name="referral_figure_of_ten_people_or_more"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PathwayLesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("pathway", models.CharField(max_length=8)),
                ("question", models.CharField(blank=True, max_length=40)),
                ("month", models.CharField(max_length=7)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "pathway", "question"), name="referral_lesson_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseDraw",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("drawn_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draw", to="referral.case"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reviewer", "done_at"], name="referral_draw_waiting")],
            },
        ),
    ]
