"""What the open interface sends knows its own last day, so that it ends without anybody's doing (S6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_search")]

    operations = [
        migrations.AddField(
            model_name="outwardservice",
            name="due_on",
            field=models.DateField(db_index=True, null=True),
        ),
    ]
