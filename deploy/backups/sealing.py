"""Backups are sealed to a public key, so that the machine that writes them cannot read them.

`age` or GnuPG does it, whichever fits the key and is there.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.backups.server import Refused

AGE, GPG = ".age", ".gpg"
OPENPGP: Final = "-----BEGIN PGP"
Command = list[str | Path]


def ending(key: Path | None) -> str:
    """Return what the name of a file ends in that is sealed to this key; nothing without one."""
    return "" if key is None else GPG if OPENPGP in _text(key) else AGE


@contextmanager
def sealing(key: Path) -> Iterator[Command]:
    """Give the command that seals what it reads to a public key. Raises: Refused."""
    if ending(key) == AGE:
        yield [_there("age"), "--encrypt", "--recipients-file", key]
        return
    with _home() as home:
        yield [
            _there("gpg"), "--homedir", home, "--batch", "--quiet", "--no-options", "--trust-model", "always",
            "--recipient-file", key, "--output", "-", "--encrypt",
        ]  # fmt: skip


@contextmanager
def opening(file: Path, identity: Path | None) -> Iterator[Command]:
    """Give the command that opens what a file holds with the private key. Raises: Refused."""
    if file.suffix not in {AGE, GPG}:
        yield ["cat"]
        return
    if identity is None:
        raise Refused("this backup is sealed: name the file of the private key with --identity")
    if file.suffix == AGE:
        yield [_there("age"), "--decrypt", "--identity", identity]
        return
    gpg = _there("gpg")
    with _home() as home:
        common: Command = [gpg, "--homedir", home, "--batch", "--quiet", "--no-options"]
        done = subprocess.run([*common, "--import", identity], capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise Refused("the file of the private key holds no OpenPGP key")
        try:
            yield [*common, "--output", "-", "--decrypt"]
        finally:
            subprocess.run(  # noqa: S603 - it keeps private keys in memory until it is told to end
                [shutil.which("gpgconf") or "gpgconf", "--homedir", home, "--kill", "gpg-agent"],
                capture_output=True, check=False,
            )  # fmt: skip


@contextmanager
def _home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="waypost-gpg-") as home:
        os.chmod(home, 0o700)
        yield home


def _there(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refused(f"{name} is missing, which this key needs: apt-get install {name}")
    return found


def _text(key: Path) -> str:
    try:
        return key.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Refused(f"the file of the key cannot be read: {error.strerror}") from None
