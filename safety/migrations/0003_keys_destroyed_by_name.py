"""PostgreSQL: a key is destroyed by a function, so that whoever may do that need not be able to list keys."""

from django.db import migrations

NAME = "safety_key_destroy"
BODY = (
    "WITH gone AS (DELETE FROM safety_datakey WHERE id = wanted RETURNING 1)"
    " SELECT EXISTS (SELECT 1 FROM gone)"
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        home = cursor.fetchone()[0]
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {NAME}(wanted uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER "
        f"SET search_path = {home}, pg_temp AS $$ {BODY} $$"
    )
    schema_editor.execute(f"REVOKE ALL ON FUNCTION {NAME}(uuid) FROM PUBLIC")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {NAME}(uuid)")


class Migration(migrations.Migration):
    dependencies = [("safety", "0002_retention_settings")]

    operations = [migrations.RunPython(make, drop, hints={"model_name": "datakey"})]
