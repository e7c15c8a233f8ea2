"""Remember which entries of the seeds have come into the list of synonyms: what people took out stays out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_outward_until_when")]

    operations = [
        migrations.CreateModel(
            name="SynonymSeed",
            fields=[("key", models.CharField(max_length=60, primary_key=True, serialize=False))],
        ),
    ]
