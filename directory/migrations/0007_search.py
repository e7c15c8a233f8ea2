"""The tables of the search, and beside them what each engine searches text with."""

from django.db import migrations, models

# Terms come ready made, one space between them: the engine is to take them as they are, marks and all. Where
# in the text a word stands is never asked, so it is not kept.
FULL_TEXT_OF_SQLITE = """
    CREATE VIRTUAL TABLE directory_searchtext USING fts5(
        terms, content='directory_searchrow', content_rowid='number', detail='none',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* S* P* Co'"
    )
"""
VECTOR_OF_POSTGRESQL = """
    ALTER TABLE directory_searchrow ADD COLUMN found_by tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED;
    CREATE INDEX directory_searchrow_found_by ON directory_searchrow USING gin (found_by);
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(FULL_TEXT_OF_SQLITE)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(VECTOR_OF_POSTGRESQL)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE directory_searchtext")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE directory_searchrow DROP COLUMN found_by")


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_parts_put_back")]

    operations = [
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("service_id", models.UUIDField(unique=True)),
                ("listing", models.CharField(max_length=120, unique=True)),
                ("form", models.PositiveSmallIntegerField()),
                ("sourced", models.BooleanField()),
                ("worth", models.CharField(max_length=160)),
                ("terms", models.TextField()),
                ("facets", models.TextField(blank=True)),
                ("guard", models.TextField()),
                ("points", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slip", models.CharField(db_index=True, max_length=60)),
                ("word", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("phrases", models.TextField()),
                ("kinds", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("seed_key", models.CharField(blank=True, max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=~models.Q(seed_key=""),
                        fields=("seed_key",),
                        name="directory_synonym_seed_once",
                    )
                ],
            },
        ),
        migrations.RunPython(add, remove),
    ]
