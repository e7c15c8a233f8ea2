"""How much room services have, as their own people report it beside the listing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_steps_of_the_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="room",
                        serialize=False,
                        to="directory.service",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accepting", "Accepting"),
                            ("waitlist", "Waitlist"),
                            ("assessment", "Assessment"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("wait_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["accepting", "waitlist", "assessment", "closed"])),
                        name="directory_room_status_known",
                    )
                ],
            },
        ),
    ]
