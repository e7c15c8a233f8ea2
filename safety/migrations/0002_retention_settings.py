"""Times of keeping that somebody changed, and what the purge destroyed, by day and kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0001_keys_of_what_must_go"),
    ]

    operations = [
        migrations.CreateModel(
            name="Destroyed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "on"), name="safety_destroyed_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="LastPurge",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("left", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="safety_last_purge_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionSetting",
            fields=[
                ("slug", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="safety_retention_is_some_time"
                    )
                ],
            },
        ),
    ]
