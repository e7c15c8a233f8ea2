"""manage.py record_rights: what the application's database user may do to the record, and nothing more."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

ENTRIES: Final = "staff_auditentry"
HEAD: Final = "staff_audithead"
CUT: Final = "staff_auditcut"
GRANTED: Final = {ENTRIES: ("SELECT", "INSERT"), HEAD: ("SELECT", "UPDATE"), CUT: ("SELECT",)}
TAKEN: Final = {
    ENTRIES: ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    HEAD: ("INSERT", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    CUT: ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
}


class Command(BaseCommand):
    help = "Print, or with --apply carry out, what leaves a PostgreSQL role only append rights on the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", required=True, help="the role that the application connects as")
        parser.add_argument("--apply", action="store_true", help="carry it out instead of printing it")

    def handle(self, *args: object, role: str, apply: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "this is for PostgreSQL: SQLite has no roles, whoever can write the file can write all of it"
            )
        lines = statements(role)
        if not apply:
            self.stdout.write("\n".join(f"{line};" for line in lines))
            return
        self._apply(role, lines)
        self.stdout.write("The role can read the record and append to it; the database refuses the rest.")

    def _apply(self, role: str, lines: list[str]) -> None:
        """Carry it out, and take it back if the role could still do more."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError("there is no role of this name in the database")
            for line in lines:
                cursor.execute(line)
            if left := still_held(cursor, role):
                raise CommandError(
                    f"the role still has {', '.join(left)}: it is a superuser, it is or belongs to the owner "
                    "of the tables, or another role lends it its rights. Let one role migrate and another "
                    "one run the application. Nothing was changed."
                )


def statements(role: str) -> list[str]:
    """Return the SQL that leaves the role, and everybody, no more than appending needs."""
    quoted = '"' + role.replace('"', '""') + '"'
    lines = []
    for table, rights in GRANTED.items():
        lines.append(f"REVOKE ALL ON {table} FROM PUBLIC")
        lines.append(f"REVOKE ALL ON {table} FROM {quoted}")
        lines.append(f"GRANT {', '.join(rights)} ON {table} TO {quoted}")
    return lines


def still_held(cursor: Any, role: str) -> list[str]:
    """Return what the role could do beyond appending: by rights of its own or others', or as an owner."""
    held = []
    for table, rights in TAKEN.items():
        for right in rights:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
            if cursor.fetchone()[0]:
                held.append(f"{right} on {table}")
        cursor.execute(
            "SELECT pg_has_role(%s, tableowner, 'MEMBER') FROM pg_tables"
            " WHERE tablename = %s AND schemaname = ANY (current_schemas(false))",
            [role, table],
        )
        if any(row[0] for row in cursor.fetchall()):
            held.append(f"what an owner can do to {table}")
    return held
