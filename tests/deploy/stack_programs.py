"""What deploy/ writes and calls is taken by the real programs: nginx its configuration, GnuPG a backup."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.backups import sealing
from deploy.backups.server import Refused
from deploy.installing.starting import program
from tests.deploy.test_programs import described, written


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    site = described(tmp_path)
    written(site)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=help.example.org", "-keyout", site.certificate_key, "-out", site.certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    done = subprocess.run(
        [str(program("nginx")), "-t", "-q", "-c", site.settings / "nginx" / "nginx.conf"],
        capture_output=True, text=True, check=False, env={"PATH": os.defpath},
    )  # fmt: skip
    assert (done.returncode, done.stderr.replace('the "user" directive makes sense only', "")) == (0, "")


def test_what_is_sealed_to_an_openpgp_key_only_its_private_key_opens(tmp_path: Path) -> None:
    _keys(tmp_path)
    sealed = tmp_path / "rows.pgdump.gpg"
    with sealing.sealing(tmp_path / "public") as command:
        sealed.write_bytes(subprocess.run(command, input=b"rows", check=True, capture_output=True).stdout)
    assert b"rows" not in sealed.read_bytes()
    with sealing.opening(sealed, tmp_path / "private") as command:
        opened = subprocess.run(command, input=sealed.read_bytes(), check=True, capture_output=True).stdout
    assert opened == b"rows"
    garbage = tmp_path / "garbage"
    garbage.write_text("no key at all")
    with pytest.raises(Refused, match="no OpenPGP key"), sealing.opening(sealed, garbage):
        pass


def _keys(folder: Path) -> None:
    """Leave a new pair of keys in the folder, as `public` and `private`."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"]
    subprocess.run(
        [*gpg, "--quick-generate-key", "backup", "future-default"], check=True, capture_output=True
    )
    for what, name in (("--export", "public"), ("--export-secret-keys", "private")):
        told = subprocess.run([*gpg, "--armor", what], check=True, capture_output=True).stdout
        (folder / name).write_bytes(told)
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], check=False, capture_output=True)
