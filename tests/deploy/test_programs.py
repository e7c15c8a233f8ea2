"""What is rendered hangs together. Whether nginx takes it, `make test-deploy` tries (stack_programs.py)."""

import configparser
from pathlib import Path

from deploy.installing import databases, web
from deploy.installing.layout import ROLES, Accounts, Installation, Ports
from tests.running.site import free_port

PASSWORDS = dict.fromkeys(ROLES, "x")


def described(folder: Path) -> Installation:
    me = Path("/proc/self").owner()
    return Installation(
        host="help.example.org", desk_host="desk.example.org", onion=True, settings=folder / "etc",
        state=folder / "state", runtime=folder / "run", certificate=folder / "site.pem",
        certificate_key=folder / "site.key", addresses=("127.0.0.1",), accounts=Accounts(*[me] * 6),
        ports=Ports(https=free_port(), http=free_port()),
    )  # fmt: skip


def written(site: Installation) -> None:
    for file in (*web.files(site), *databases.files(site, PASSWORDS)):
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(file.text, encoding="utf-8")
    for name in ("nginx", "onion", "public", "desk"):
        (site.runtime / name).mkdir(parents=True)


def test_every_file_that_nginx_includes_is_rendered(tmp_path: Path) -> None:
    files = web.files(described(tmp_path))
    named = {
        word.rstrip(";") for file in files for word in file.text.split() if str(tmp_path / "etc") in word
    }
    assert named <= {str(file.path) for file in files}


def test_a_pool_is_an_ini_file_with_transactions_lent(tmp_path: Path) -> None:
    for file in databases.files(described(tmp_path), PASSWORDS):
        if file.path.suffix == ".ini":
            read = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=None)
            read.read_string(file.text)
            assert read["pgbouncer"]["pool_mode"] == "transaction"
            assert read["pgbouncer"]["auth_type"] == "scram-sha-256"
