"""What was declared of the users of PostgreSQL, as statements, and beside what PostgreSQL itself says."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

from safety import database_rights, inventory_report
from safety.database_rights import Right, Rights, Role
from safety.models import DataKey

KEYS: Final = DataKey.database
PREFIX: Final = "waypost"
# Tables that belong to no model, with the database in which they are wanted; None: in both.
ELSEWHERE: Final[Mapping[str, str | None]] = {"django_migrations": None}
OF_THE_KEYS: Final = (Role.KEYS_DESK, Role.KEYS_PUBLIC)
OF_BOTH: Final = (Role.METRICS,)
OWNERS_ALONE: Final = ("TRUNCATE", "REFERENCES", "TRIGGER")

Held = set[tuple[str, str, str]]  # table, right, and column, where it is for that column alone


def roles(database: str) -> tuple[Role, ...]:
    """Return the roles that come to a database."""
    keys = [role for role in Role if role in OF_THE_KEYS or role in OF_BOTH]
    return tuple(keys if database == KEYS else [role for role in Role if role not in OF_THE_KEYS])


def name_of(role: Role, prefix: str = PREFIX) -> str:
    """Return what a role is called in PostgreSQL, as `waypost_keys_public`."""
    return f"{prefix}_{role.value.replace('-', '_')}"


def granted(role: Role, database: str) -> dict[str, Rights]:
    """Return what a role may do in a database, by the name of the table, refused tables left out."""
    names = table_names(database)
    found = {
        table: database_rights.rights(role, database_rights.declared().get(label, {}))
        for label, table in names.items()
    }
    return {table: rights for table, rights in sorted(found.items()) if rights}


def table_names(database: str) -> dict[str, str]:
    """Return the tables of a database by the label of their model, or by their own name."""
    models = {
        model._meta.label: model._meta.db_table
        for model in inventory_report.all_models()
        if getattr(model, "database", DEFAULT_DB_ALIAS) == database
    }
    return models | {name: name for name, home in ELSEWHERE.items() if home in {None, database}}


def undeclared() -> list[str]:
    """Return every table that nobody declared, and every declaration without its table or its column."""
    known = table_names(DEFAULT_DB_ALIAS) | table_names(KEYS)
    said = database_rights.declared()
    return [
        *(f"{label} is declared by nobody" for label in known if label not in said),
        *(f"{label} is declared and does not exist" for label in said if label not in known),
        *_columns_that_are_not_there(),
    ]


def _columns_that_are_not_there() -> Iterator[str]:
    for model in inventory_report.all_models():
        there = {field.column for field in model._meta.concrete_fields}
        for role, rights in database_rights.declared().get(model._meta.label, {}).items():
            for name in {name for names in rights.values() for name in names} - there:
                yield f"{model._meta.label}.{name} is given to {role} and does not exist"


# --- as statements ---


def statements(database: str, wanted: Collection[Role], *, prefix: str = PREFIX) -> Iterator[str]:
    """Yield what leaves these roles, and everybody, no more than was declared; for the owner of the tables.

    In one transaction: whoever works meanwhile never finds less than before and after.
    """
    yield "BEGIN"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC"
    yield "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC"
    yield _of_this_database("REVOKE ALL ON DATABASE %I FROM PUBLIC")
    for role in roles(database):
        if role in wanted:
            yield from _of(role, database, quoted(name_of(role, prefix)))
    yield "COMMIT"


def quoted(name: str) -> str:
    """Return a name as SQL writes one that may hold any sign."""
    return '"' + name.replace('"', '""') + '"'


def _of_this_database(statement: str) -> str:
    text = statement.replace("'", "''")
    return f"DO $do$ BEGIN EXECUTE format('{text}', current_database()); END $do$"


def _of(role: Role, database: str, name: str) -> Iterator[str]:
    yield _of_this_database(f"GRANT CONNECT ON DATABASE %I TO {name}")
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}"
    for table, rights in granted(role, database).items():
        yield f"GRANT {', '.join(_written(rights))} ON {quoted(table)} TO {name}"
    for function, callers in sorted(database_rights.functions().items()):
        if role in callers:
            yield f"GRANT EXECUTE ON FUNCTION {function} TO {name}"
    if role is Role.BACKUP:
        yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"


def _written(rights: Rights) -> Iterator[str]:
    for right, columns in rights.items():
        yield f"{right} ({', '.join(map(quoted, columns))})" if columns else str(right)


# --- beside what PostgreSQL says ---

ON_TABLES: Final = """
SELECT c.relname, may.deed, '' FROM pg_class c, unnest(%s::text[]) may(deed)
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND has_table_privilege(%s, c.oid, may.deed)
"""
ON_COLUMNS: Final = """
SELECT c.relname, may.deed, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) may(deed)
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND a.attnum > 0 AND NOT a.attisdropped
   AND has_column_privilege(%s, c.oid, a.attnum, may.deed) AND NOT has_table_privilege(%s, c.oid, may.deed)
"""
# What makes the rest worthless: rights that come from elsewhere than from these tables.
BEYOND: Final = """
SELECT 'is a superuser' FROM pg_roles WHERE rolname = %(role)s AND rolsuper
UNION ALL SELECT 'may make roles' FROM pg_roles WHERE rolname = %(role)s AND rolcreaterole
UNION ALL SELECT 'may make databases' FROM pg_roles WHERE rolname = %(role)s AND rolcreatedb
UNION ALL SELECT 'passes by the rules of rows' FROM pg_roles WHERE rolname = %(role)s AND rolbypassrls
UNION ALL SELECT 'may copy the whole server' FROM pg_roles
 WHERE rolname = %(role)s AND rolreplication AND NOT %(copies)s
UNION ALL SELECT 'belongs to ' || roleid::regrole FROM pg_auth_members WHERE member = to_regrole(%(quoted)s)
UNION ALL SELECT 'owns ' || relname FROM pg_class WHERE relowner = to_regrole(%(quoted)s)
UNION ALL SELECT 'may make tables' WHERE has_schema_privilege(%(role)s, current_schema(), 'CREATE')
UNION ALL SELECT 'may make temporary tables'
 WHERE has_database_privilege(%(role)s, current_database(), 'TEMP')
UNION ALL SELECT 'may count on with ' || relname FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace
   AND CASE relkind WHEN 'S' THEN has_sequence_privilege(%(role)s, oid, 'USAGE, UPDATE') ELSE false END
"""
FUNCTIONS: Final = """
SELECT oid::regprocedure::text FROM pg_proc
 WHERE prosecdef AND pronamespace = current_schema()::regnamespace
   AND has_function_privilege(%s, oid, 'EXECUTE')
"""


def differences(database: str, wanted: Collection[Role], *, prefix: str = PREFIX) -> list[str]:
    """Return where PostgreSQL says otherwise than the declaration, one line for each."""
    with connections[database].cursor() as cursor:
        return [
            f"{name_of(role, prefix)} {line}"
            for role in roles(database)
            if role in wanted
            for line in _differences(cursor, role, name_of(role, prefix), database)
        ]


def _differences(cursor: Any, role: Role, name: str, database: str) -> Iterator[str]:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone() is None:
        yield "does not exist"
        return
    cursor.execute(BEYOND, {"role": name, "quoted": quoted(name), "copies": role is Role.BACKUP})
    yield from sorted(line for (line,) in cursor.fetchall())
    held, meant = _held(cursor, name), _meant(role, database)
    yield from (f"may {_said(one)}, which nobody declared" for one in sorted(held - meant))
    yield from (f"has to {_said(one)} and may not" for one in sorted(meant - held))
    cursor.execute(FUNCTIONS, [name])
    calls = {function for (function,) in cursor.fetchall()}
    wanted = {function for function, callers in database_rights.functions().items() if role in callers}
    yield from (f"may call {one}, which nobody declared" for one in sorted(calls - wanted))
    yield from (f"has to call {one} and may not" for one in sorted(wanted - calls))


def _held(cursor: Any, name: str) -> Held:
    cursor.execute(ON_TABLES, [[*Right, *OWNERS_ALONE], name])
    found = set(cursor.fetchall())
    cursor.execute(ON_COLUMNS, [name, name])
    return found | set(cursor.fetchall())


def _meant(role: Role, database: str) -> Held:
    return {
        (table, str(right), column)
        for table, rights in granted(role, database).items()
        for right, columns in rights.items()
        for column in columns or ("",)
    }


def _said(one: tuple[str, str, str]) -> str:
    table, right, column = one
    return f"{right} {table}.{column}" if column else f"{right} {table}"
