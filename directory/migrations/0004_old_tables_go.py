"""Drop the tables of the parts, whose rows were put aside: the next migration makes them anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_parts_put_aside")]

    operations = [
        migrations.DeleteModel("Phone"),
        migrations.DeleteModel("Url"),
        migrations.DeleteModel("Language"),
        migrations.DeleteModel("Schedule"),
        migrations.DeleteModel("ServiceArea"),
    ]
