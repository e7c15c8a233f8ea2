from django.db import migrations, models
from django.db.models import Q

BEFORE = ["draft", "due", "in_review", "published", "sourced", "stale"]
REASONS = [
    ("not-answering", "Not Answering"),
    ("closed", "Closed"),
    ("wrong-details", "Wrong Details"),
    ("not-safe", "Not Safe"),
    ("asked-by-service", "Asked By Service"),
]


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_directory_of_services")]

    operations = [
        migrations.AddField(
            "service", "state_before", models.CharField(blank=True, default="", max_length=20)
        ),
        migrations.AddField(
            "service",
            "withdrawn_why",
            models.CharField(blank=True, choices=REASONS, default="", max_length=20),
        ),
        migrations.AddConstraint(
            "service",
            models.CheckConstraint(
                condition=Q(state_before="", withdrawn_why="") & ~Q(state="withdrawn")
                | Q(
                    state="withdrawn",
                    state_before__in=BEFORE,
                    withdrawn_why__in=[code for code, _ in REASONS],
                ),
                name="directory_service_withdrawal_is_whole",
            ),
        ),
    ]
