"""PostgreSQL's three clusters and the pools before them: their configuration as files."""

from collections.abc import Mapping
from typing import Final

from deploy.installing.layout import DATABASE, KEYS, MAIN, REPLICA, ROLES, Installation
from deploy.installing.rendering import File, filled

REPLICATION_SLOT: Final = "waypost_replica"
# For tests alone: a cluster that lives as long as one run need not survive a power cut.
HASTE: Final = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off"
POOLED: Final = ("waypost_desk", "waypost_public", "waypost_reader", "waypost_metrics")


def files(site: Installation, passwords: Mapping[str, str]) -> list[File]:
    """Return the files of the clusters and of the pools."""
    owner = site.accounts.postgres
    made = [File(site.settings / "postgresql" / "ident.conf", f"waypost {owner} postgres\n")]
    for cluster in site.instances:
        folder = site.settings / "postgresql"
        made.append(File(folder / f"{cluster}.conf", _cluster(site, cluster)))
        made.append(File(folder / f"{cluster}.hba.conf", _hba(cluster)))
    pools = site.settings / "pgbouncer"
    made.append(File(pools / "passwords.txt", _passwords(passwords), mode=0o600, owner=owner))
    made += [File(pools / f"{cluster}.ini", _pool(site, cluster)) for cluster in site.pools]
    return made


def replication_password_file(site: Installation, passwords: Mapping[str, str]) -> File:
    """Return the file with which the replica signs in at the primary, and the primary after a change of
    places.
    """
    line = f"*:*:*:waypost_replica:{passwords['waypost_replica']}\n"
    return File(site.settings / "postgresql" / "replica.pass", line, mode=0o600, owner=site.accounts.postgres)


def primary_conninfo(site: Installation) -> str:
    """Return how the replica reaches the primary."""
    return (
        f"host={site.database_sockets} port={site.ports.main} user=waypost_replica "
        f"passfile={site.settings}/postgresql/replica.pass application_name=waypost_replica"
    )


def _cluster(site: Installation, cluster: str) -> str:
    memory = site.memory_megabytes // (8 if site.replica else 4)
    common = {
        "listen": "",
        "port": site.port(cluster),
        "sockets": site.database_sockets,
        "hba": site.settings / "postgresql" / f"{cluster}.hba.conf",
        "ident": site.settings / "postgresql" / "ident.conf",
        "haste": HASTE if site.hasty else "",
    }
    if cluster == KEYS:
        return filled("postgresql/keys.conf", **common)
    # The replica archives nothing while it follows; promoted, it goes on where the primary ended.
    text = filled(
        "postgresql/main.conf",
        **common,
        shared_buffers=max(128, memory),
        cache=max(256, site.memory_megabytes // 2),
        archive_mode="on",
        archive_command=archive_command(site),
    )
    if cluster == REPLICA:
        text += (
            "\n# Follows the primary; what it missed for too long comes from the archive.\n"
            f"primary_conninfo = '{primary_conninfo(site)}'\n"
            f"primary_slot_name = '{REPLICATION_SLOT}'\n"
        )
    return text


def archive_command(site: Installation) -> str:
    """Return what hands a finished log file to the backups (deploy/backup says how it is sealed)."""
    if site.archive_command:
        return site.archive_command
    tool = site.tree / "deploy" / "backup"
    return f"{tool} wal --to {site.backups}/wal --key {site.settings}/backup-key.pub %p"


def _hba(cluster: str) -> str:
    kind = KEYS if cluster == KEYS else MAIN
    roles = [
        f"local   {DATABASE[kind]:<15} {role:<23} scram-sha-256"
        for role, homes in ROLES.items()
        if kind in homes
    ]
    replication = "" if kind == KEYS else (
        "local   replication     waypost_backup          scram-sha-256\n"
        "local   replication     waypost_replica         scram-sha-256\n"
        "local   replication     postgres                peer map=waypost"
    )  # fmt: skip
    return filled("postgresql/hba.conf", cluster=cluster, roles="\n".join(roles), replication=replication)


def _pool(site: Installation, cluster: str) -> str:
    return filled(
        "pgbouncer.ini",
        cluster=cluster,
        sockets=site.database_sockets,
        port=site.port(cluster),
        pool_sockets=site.pool_sockets,
        pool_port=site.pool_port(cluster),
        listen="",
        settings=site.settings,
    )


def _passwords(passwords: Mapping[str, str]) -> str:
    return "".join(f'"{role}" "{passwords[role]}"\n' for role in POOLED)
