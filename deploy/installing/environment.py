"""The environment of each door: what it may reach, and no secret that it does not need."""

import re
from collections.abc import Mapping

from deploy.installing.layout import DESK, KEYS, PUBLIC, REPLICA, Installation
from deploy.installing.rendering import File

# Files that systemd reads as root before it becomes somebody else: no account of the site can read them.
ONLY_ROOT = 0o600
SEND_LETTERS = ("site", "owner")
MAIL_PASSWORD = "WAYPOST_MAIL_PASSWORD"  # noqa: S105 - the name of a setting


def files(site: Installation, secrets: Mapping[str, str], own: Mapping[str, str]) -> list[File]:
    """Return an environment file for each kind of process. `own` are the lines the organisation wrote."""
    kinds = {
        "public": _public(site, secrets),
        "site": _desk(site, secrets),
        "owner": _owner(site, secrets),
        "watch": _watch(site, secrets),
        "backup": _backup(site, secrets),
    }
    return [
        File(
            site.settings / f"{kind}.env",
            _text({**_own(kind, own), **variables}),
            ONLY_ROOT,
        )
        for kind, variables in kinds.items()
    ]


def _own(kind: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return what of the organisation's lines a kind gets: only who writes letters gets that password."""
    if kind == "backup":
        return {}
    return {name: value for name, value in own.items() if kind in SEND_LETTERS or name != MAIL_PASSWORD}


def _common(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "WAYPOST_DATA_DIR": str(site.state),
        "WAYPOST_HOSTS": ",".join(site.names),
        "WAYPOST_PROXIES": "1",
        "WAYPOST_CONTACT": site.contact,
        "WAYPOST_SOURCE_URL": site.source_url,
        "WAYPOST_IMPORT_MEGABYTES": str(site.import_megabytes),
        "WAYPOST_SECRET_KEY": secrets["secret_key"],
        "WAYPOST_SEAL_KEY": secrets["seal_key"],
        "PYTHONUNBUFFERED": "1",
    }


def _of_before(secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of before, as long as somebody keeps them in secrets.json (docs/operations.md)."""
    known = {"WAYPOST_SEAL_KEY_OLD": "seal_key_old", "WAYPOST_SECRET_KEY_OLD": "secret_key_old"}
    return {variable: secrets[name] for variable, name in known.items() if name in secrets}


def _public(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    role, keys = "waypost_public", "waypost_keys_public"
    return _common(site, secrets) | {
        **_of_before(secrets),
        "WAYPOST_DOORS": "public",
        "WAYPOST_DATA_DIR": str(site.data_of(PUBLIC)),
        "WAYPOST_POOLED": "yes",
        "WAYPOST_READ_URL": site.route("waypost_reader", secrets["waypost_reader"], to="read"),
        "DATABASE_URL": site.route(role, secrets[role], to="write"),
        "WAYPOST_KEYS_URL": site.route(keys, secrets[keys], to=KEYS),
    }


def _desk(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    role, keys = "waypost_desk", "waypost_keys_desk"
    return _common(site, secrets) | {
        **_of_before(secrets),
        **_mirroring(site),
        "WAYPOST_DOORS": "desk",
        "WAYPOST_NOTES_DIR": str(site.notes),
        "WAYPOST_DATA_DIR": str(site.data_of(DESK)),
        "WAYPOST_POOLED": "yes",
        "DATABASE_URL": site.route(role, secrets[role], to="write"),
        "WAYPOST_KEYS_URL": site.route(keys, secrets[keys], to=KEYS),
    }


def _mirroring(site: Installation) -> dict[str, str]:
    """Return where the pages lie that nginx gives while no worker answers, and where they lead back to."""
    return {"WAYPOST_MIRROR_DIR": str(site.mirror), "WAYPOST_LIVE_URL": f"https://{site.host}"}


def _watching(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return where the monitoring looks besides the databases themselves."""
    role = "waypost_metrics"
    return {
        "WAYPOST_NOTES_DIR": str(site.notes),
        "WAYPOST_WATCH_CERTIFICATE": str(site.certificate),
        "WAYPOST_WATCH_DISKS": f"{site.clusters},{site.backups}",
        "WAYPOST_WATCH_REPLICAS": site.route(role, secrets[role], to=REPLICA) if site.replica else "",
    }


def _owner(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return that of the account that migrates and cleans up: past the pool, which would undo its locks."""
    role = "waypost_owner"
    return _common(site, secrets) | {
        **_of_before(secrets),
        **_watching(site, secrets),
        **_mirroring(site),
        "WAYPOST_DOORS": "desk",
        "DATABASE_URL": site.route(role, secrets[role], to="write", pooled=False),
        "WAYPOST_KEYS_URL": site.route(role, secrets[role], to=KEYS),
    }


def _watch(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    role = "waypost_metrics"
    return _common(site, secrets) | {
        **_watching(site, secrets),
        "WAYPOST_DOORS": "watch",
        "WAYPOST_POOLED": "yes",
        # It opens nothing, so it gets what opens nothing.
        "WAYPOST_SECRET_KEY": secrets["watch_secret_key"],
        "WAYPOST_SEAL_KEY": secrets["watch_seal_key"],
        "DATABASE_URL": site.route(role, secrets[role], to="write"),
        "WAYPOST_KEYS_URL": site.route(role, secrets[role], to=KEYS),
    }


def _backup(site: Installation, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return that of the nightly backup: the main cluster, whichever it is by now, past the pool; and no word
    about the keys or the seal.
    """
    role = "waypost_backup"
    return {
        "WAYPOST_NOTES_DIR": str(site.notes),
        "DATABASE_URL": site.route(role, secrets[role], to="write", pooled=False),
    }


def _text(variables: Mapping[str, str]) -> str:
    lines = [f"{name}={quoted(value)}" for name, value in variables.items() if value != ""]
    return (
        "# Made by deploy/install. Your own settings belong into settings.env; then run it again.\n"
        + "\n".join([*lines, ""])
    )


def quoted(value: str) -> str:
    """Return a value as systemd and a shell both read it. Raises: ValueError for what neither could hold."""
    if "\n" in value:
        raise ValueError("a setting holds a line break")
    if not set(value) & set(" \t'\"\\$`#;&|<>()*?[]{}~!"):
        return value
    return f"'{value}'" if "'" not in value else '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'


def parsed(text: str) -> dict[str, str]:
    """Return the variables of an environment file."""
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    if len(value) < 2 or value[0] != value[-1] or value[0] not in "'\"":
        return value
    return value[1:-1] if value[0] == "'" else re.sub(r"\\(.)", r"\1", value[1:-1])
