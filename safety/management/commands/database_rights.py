"""manage.py database_rights: what each user of PostgreSQL may do, and whether PostgreSQL agrees."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from safety import database_grants
from safety.database_rights import Role


class Command(BaseCommand):
    help = (
        "Print, as statements for the owner of the tables, what each user of PostgreSQL may do (--sql), or"
        " compare it with what PostgreSQL says (--check). After every migration: a new table is refused to"
        " all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--sql", action="store_true", help="print the statements, for psql")
        what.add_argument(
            "--check", action="store_true", help="name each difference; ends with 1 if there is one"
        )
        parser.add_argument(
            "--role", action="append", choices=[role.value for role in Role],
            help="of this user alone; can be given several times",
        )  # fmt: skip
        parser.add_argument(
            "--database", choices=[DEFAULT_DB_ALIAS, database_grants.KEYS], default=DEFAULT_DB_ALIAS,
            help="which of the two databases",
        )  # fmt: skip
        parser.add_argument(
            "--prefix", default=database_grants.PREFIX, help="what the names of the users begin with"
        )

    def handle(self, *args: object, database: str, prefix: str, **options: Any) -> None:
        wanted = [Role(name) for name in options["role"] or Role]
        if missing := database_grants.undeclared():
            raise CommandError("; ".join(missing))
        if options["sql"]:
            for line in database_grants.statements(database, wanted, prefix=prefix):
                self.stdout.write(f"{line};")
        else:
            self._check(database, wanted, prefix)

    def _check(self, database: str, wanted: list[Role], prefix: str) -> None:
        if connections[database].vendor != "postgresql":
            raise CommandError(
                "this is for PostgreSQL: SQLite has no users, whoever can write the file can write all of it"
            )
        found = database_grants.differences(database, wanted, prefix=prefix)
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(
                f"{len(found)} differences; database_rights --sql says what to do, as the owner"
            )
        self.stdout.write("PostgreSQL gives each user what was declared, and nothing else.")
