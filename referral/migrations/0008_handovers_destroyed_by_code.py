"""PostgreSQL: what destroys a handover are functions that are told what the code yields, so that the public
door, which may call them, can neither read a row nor list one.
"""

from django.db import migrations

FUNCTIONS = {
    "referral_handover_key": "SELECT key FROM referral_handover WHERE lookup = wanted",
    "referral_handover_destroy": "DELETE FROM referral_handover WHERE lookup = wanted RETURNING key",
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        home = cursor.fetchone()[0]
    for name, body in FUNCTIONS.items():
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}(wanted text) RETURNS uuid LANGUAGE sql SECURITY DEFINER "
            f"SET search_path = {home}, pg_temp AS $$ {body} $$"
        )
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {name}(text) FROM PUBLIC")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}(text)")


class Migration(migrations.Migration):
    dependencies = [("referral", "0007_figures")]

    operations = [migrations.RunPython(make, drop, hints={"model_name": "handover"})]
