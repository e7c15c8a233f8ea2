"""The clusters themselves: made once, each with its roles and databases, and the replica from the primary."""

import base64
import hashlib
import hmac
import os
import secrets
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.installing.databases import REPLICATION_SLOT
from deploy.installing.layout import DATABASE, KEYS, MAIN, REPLICA, ROLES, Installation
from deploy.installing.starting import become

START_SECONDS: Final = 60
REPLACED: Final = "PG_VERSION.replaced"  # marks the data of a primary in whose place the replica went
ROLES_SQL: Final = Path(__file__).resolve().parents[1] / "postgresql"
# Whoever owns the tables makes them, and can let go of the log when they were cleaned (docs/retention.md).
OWNS: Final = """ALTER ROLE waypost_owner INHERIT;
ALTER SCHEMA public OWNER TO waypost_owner;
GRANT pg_checkpoint TO waypost_owner;
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO waypost_owner;
"""
# Copies the main cluster as it grows, and reads nothing by itself.
REPLICATES: Final = """DO $$ BEGIN
    IF to_regrole('waypost_replica') IS NULL THEN
        CREATE ROLE waypost_replica LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
    END IF;
END $$;
"""


class Failed(Exception):
    """A step did not work; the message says which, and what the program said."""


def make(site: Installation, cluster: str) -> bool:
    """See that the data of the main cluster or of the keys is there; return whether it was made now.

    Raises: Failed, also where a replica was promoted and has not been put in this one's place yet.
    """
    folder = site.data(cluster)
    if (folder / "PG_VERSION").exists():
        return False
    if (folder / REPLACED).exists():
        raise Failed(
            f"{folder} is that of the old primary: the four lines in deploy/README.md, at *When the main "
            "database is gone*, put the new one in its place"
        )
    words = [
        "--pgdata",
        str(folder),
        "--username",
        "postgres",
        "--auth-local",
        "peer",
        "--auth-host",
        "reject",
    ]
    words += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"]
    words += ["--no-sync"] if site.hasty else ["--data-checksums"]
    run(site, site.programs / "initdb", *words)
    return True


def make_replica(site: Installation) -> bool:
    """See that the replica's data is there, copied from the running primary; return whether it was copied
    now.
    """
    folder = site.data(REPLICA)
    if (folder / "PG_VERSION").exists():
        return False
    sql(
        site, MAIN, "SELECT pg_create_physical_replication_slot(:'slot') WHERE NOT EXISTS "
        "(SELECT 1 FROM pg_replication_slots WHERE slot_name = :'slot')", slot=REPLICATION_SLOT,
    )  # fmt: skip
    run(
        site, site.programs / "pg_basebackup", "--pgdata", folder, "--host", site.database_sockets,
        "--port", site.ports.main, "--username", "waypost_replica", "--wal-method", "stream",
        "--checkpoint", "fast", "--slot", REPLICATION_SLOT, "--no-password",
        *(["--no-sync"] if site.hasty else []),
        environment={"PGPASSFILE": str(site.settings / "postgresql" / "replica.pass")},
    )  # fmt: skip
    run(site, "/usr/bin/touch", folder / "standby.signal")
    return True


def wait(site: Installation, cluster: str) -> None:
    """Return when a cluster takes connections. Raises: Failed after a minute."""
    until = time.monotonic() + START_SECONDS
    command: list[str | Path] = [site.programs / "pg_isready", "-q", "-U", "postgres", "-d", "postgres"]
    command += ["-h", site.database_sockets, "-p", str(site.port(cluster))]
    while subprocess.run(command, check=False, cwd="/", **become(site.accounts.postgres)).returncode:
        if time.monotonic() > until:
            raise Failed(f"the {cluster} cluster takes no connections")
        time.sleep(0.05)


def people(site: Installation, cluster: str, passwords: Mapping[str, str]) -> None:
    """See that a cluster has its roles, with these passwords, and its database."""
    roles = (ROLES_SQL / f"roles-{cluster}.sql").read_text(encoding="utf-8")
    run(site, *psql(site, cluster, "postgres"), stdin=roles + (REPLICATES if cluster == MAIN else ""))
    statements = []
    for role, homes in ROLES.items():
        if cluster in homes:
            statements.append(
                f"ALTER ROLE {role} LOGIN PASSWORD '{scrambled(site, cluster, role, passwords[role])}';"
            )
    name = DATABASE[cluster]
    run(site, *psql(site, cluster, "postgres"), stdin="\n".join(statements))
    if not ask(site, cluster, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608 - ours
        sql(site, cluster, f"CREATE DATABASE {name} OWNER waypost_owner")
    sql(site, cluster, f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    run(site, *psql(site, cluster, name), stdin=OWNS)


def scrambled(site: Installation, cluster: str, role: str, password: str) -> str:
    """Return the password as it is kept: the old salt where it fits, so that a second run changes nothing.

    Source: RFC 5803; PostgreSQL 15, section 53.15 (pg_authid).
    """
    kept = ask(site, cluster, f"SELECT coalesce(rolpassword, '') FROM pg_authid WHERE rolname = '{role}'")  # noqa: S608 - ours
    if kept.startswith("SCRAM-SHA-256$"):
        rounds, salt = kept.split("$")[1].split(":")
        if _verifier(password, base64.b64decode(salt), int(rounds)) == kept:
            return kept
    return _verifier(password, secrets.token_bytes(16), 4096)


def _verifier(password: str, salt: bytes, rounds: int) -> str:
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    told = [base64.b64encode(part).decode() for part in (salt, client, server)]
    return f"SCRAM-SHA-256${rounds}:{told[0]}${told[1]}:{told[2]}"


def rights(site: Installation, cluster: str, statements: str, password: str) -> None:
    """Give the roles what `manage.py database_rights --sql` says, as the owner of the tables."""
    run(
        site, *psql(site, cluster, DATABASE[cluster], user="waypost_owner"),
        stdin=statements, environment={"PGPASSWORD": password},
    )  # fmt: skip


def refused(site: Installation, role: str, password: str, statement: str) -> str:
    """Return why a role was refused a statement on the main database; nothing where it was not."""
    command = psql(site, MAIN, DATABASE[MAIN], user=role)
    try:
        run(site, *command, stdin=statement, environment={"PGPASSWORD": password})
    except Failed as failed:
        return str(failed)
    return ""


def ask(site: Installation, cluster: str, statement: str, *, database: str = "postgres") -> str:
    """Return what a statement of ours gives, as text, asked by the superuser."""
    return run(site, *psql(site, cluster, database), "--tuples-only", "--no-align", stdin=statement).strip()


def sql(site: Installation, cluster: str, statement: str, **variables: str) -> None:
    """Run a statement of ours as the superuser; `variables` are quoted by psql."""
    named = [f"--set={name}={value}" for name, value in variables.items()]
    run(site, *psql(site, cluster, "postgres"), *named, stdin=statement)


def psql(site: Installation, cluster: str, database: str, *, user: str = "postgres") -> list[str | Path]:
    """Return the beginning of a psql that reads statements and stops at the first that fails."""
    return [
        site.programs / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password",
        f"--host={site.database_sockets}", f"--port={site.port(cluster)}",
        f"--username={user}", f"--dbname={database}",
    ]  # fmt: skip


def run(
    site: Installation, *command: object, stdin: str = "", environment: Mapping[str, str] | None = None
) -> str:
    """Run a program as the account of the clusters; return what it printed. Raises: Failed."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, input=stdin, capture_output=True, text=True, check=False, cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **(environment or {})},
        **become(site.accounts.postgres),
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"{Path(words[0]).name} failed: {done.stderr.strip()[-800:]}")
    return str(done.stdout)


def streams(site: Installation) -> bool:
    """Return whether the replica follows the primary at this moment."""
    return ask(
        site, MAIN, "SELECT state FROM pg_stat_replication WHERE application_name = 'waypost_replica'"
    ) == ("streaming")


def archives_keys(site: Installation) -> list[str]:
    """Return what would keep a copy of a key, if anything does: an archive, a sender, a slot."""
    wanted = {
        "archive_mode": "off",
        "max_wal_senders": "0",
        "wal_level": "minimal",
        "max_replication_slots": "0",
    }
    return [
        f"{name} is {found}, not {right}"
        for name, right in wanted.items()
        if (found := ask(site, KEYS, f"SHOW {name}")) != right
    ]
