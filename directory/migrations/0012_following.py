"""What was let out and went, for those who keep copies; and which directories are followed here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_room")]

    operations = [
        migrations.CreateModel(
            name="OutwardGone",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("gone_at", models.DateTimeField(db_index=True)),
                ("sourced", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Followed",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=500)),
                ("tells_gone", models.BooleanField(default=False)),
                ("mark", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(null=True)),
                ("whole_at", models.DateTimeField(null=True)),
                ("pulled_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
