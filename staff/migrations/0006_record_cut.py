"""The record may lose its beginning, and nothing else: what is too old goes behind a cut that stays proved.

The database itself holds whoever asks to it: a cut is made at an entry that stands, with its digest, and that
is at least 90 days old by the clock of the database; entries go only up to a cut; a cut itself stays.
"""

from django.db import migrations, models

REFUSED = "the record only grows"
OLDEST = 90  # days; no setting keeps the record for less
OLD_ENOUGH = {
    "sqlite": f"julianday(at) < julianday('now') - {OLDEST}",
    "postgresql": f"at < now() - interval '{OLDEST} days'",
}
CUT_OFF = "OLD.number <= (SELECT max(number) FROM staff_auditcut)"
GOES = "staff_auditentry_never_goes"  # keeps its name: whoever watches the guards knows them by name


def at_an_entry(vendor):
    return (
        "EXISTS (SELECT 1 FROM staff_auditentry WHERE number = NEW.number AND digest = NEW.digest"  # noqa: S608 - ours
        f" AND {OLD_ENOUGH[vendor]}) AND EXISTS"
        " (SELECT 1 FROM staff_auditentry WHERE number = NEW.number + 1)"
    )


def guards(vendor):
    """Return name, table, act, and what must hold, or None where nothing ever does."""
    return [
        (GOES, "staff_auditentry", "DELETE", CUT_OFF),
        ("staff_auditcut_at_an_entry", "staff_auditcut", "INSERT", at_an_entry(vendor)),
        ("staff_auditcut_never_changes", "staff_auditcut", "UPDATE", None),
        ("staff_auditcut_never_goes", "staff_auditcut", "DELETE", None),
    ]


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for one in guards(vendor):
        (_on_sqlite if vendor == "sqlite" else _on_postgresql)(schema_editor, *one)
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER staff_auditcut_never_empties BEFORE TRUNCATE ON staff_auditcut "
            "FOR EACH STATEMENT EXECUTE FUNCTION staff_record_never_empties()"
        )


def _on_sqlite(schema_editor, name, table, act, holds):
    when = f"WHEN NOT coalesce(({holds}), 0)" if holds else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _on_postgresql(schema_editor, name, table, act, holds):
    row = "OLD" if act == "DELETE" else "NEW"
    body = f"IF {holds} THEN RETURN {row}; END IF;" if holds else ""
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} "
        f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def unguard(apps, schema_editor):
    """Put back that nothing goes at all; the other guards go with their table."""
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        _on_sqlite(schema_editor, GOES, "staff_auditentry", "DELETE", None)
        return
    _on_postgresql(schema_editor, GOES, "staff_auditentry", "DELETE", None)
    for name, *_rest in guards(vendor)[1:]:
        schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0005_any_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditCut",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(guard, unguard),
    ]
