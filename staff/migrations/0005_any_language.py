"""The desk speaks every language that has a folder; which these are is no longer part of the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_sessions")]
    operations = [
        migrations.AlterField(
            model_name="user", name="language", field=models.CharField(default="en", max_length=8)
        )
    ]
