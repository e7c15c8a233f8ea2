"""What is rendered is taken by the programs that it is for, where this machine has them; `make test-deploy`
installs them.
"""

import configparser
import os
import subprocess
from pathlib import Path

from deploy.installing import databases, web
from deploy.installing.layout import ROLES, Accounts, Installation, Ports
from deploy.installing.starting import program
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


if program("nginx") and program("openssl"):

    def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
        site = described(tmp_path)
        written(site)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-subj", "/CN=help.example.org", "-keyout", site.certificate_key, "-out", site.certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        nginx = str(program("nginx"))
        done = subprocess.run(
            [nginx, "-t", "-q", "-c", site.settings / "nginx" / "nginx.conf"], capture_output=True, text=True,
            check=False, env={"PATH": os.defpath},
        )  # fmt: skip
        assert (done.returncode, done.stderr.replace('the "user" directive makes sense only', "")) == (0, "")
