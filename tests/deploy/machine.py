"""A whole machine in a box: Debian 12 as it comes, with systemd as its first process (`make test-machine`).

What `make test-deploy` can't see is seen here: that `deploy/install` brings a bare machine to where nothing
is wrong, that every timer's work ends well under its unit, that all of it comes back after a restart of the
machine, that an upgrade, the way back and a promotion leave no moment without a page. The box shares this
machine's network, and gets its packages from where this machine gets its own.

Root alone can do this. Usage: python -m tests.deploy.machine [--keep]
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.installing import units
from deploy.installing.starting import descendants
from tests.running import programs

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "help.example.org"
PACKAGES: Final = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container"}
RELEASE: Final = "bookworm"
IN_THE_BOX: Final = "dbus,ca-certificates,procps,systemd,systemd-sysv"
# From where this machine takes its packages, and whom it trusts for them.
SHARED: Final = (
    "etc/apt/sources.list", "etc/apt/sources.list.d", "etc/apt/apt.conf.d", "etc/apt/trusted.gpg.d",
    "usr/share/keyrings", "usr/local/share/ca-certificates", "etc/ssl/certs", "etc/pip.conf",
    "root/.config/pip", "etc/resolv.conf", "etc/hosts",
)  # fmt: skip
BOOT: Final = r"""
groups=/sys/fs/cgroup
umount -R -l $groups 2>/dev/null
mount -t cgroup2 none $groups && mkdir -p $groups/box && echo $$ > $groups/box/cgroup.procs
exec systemd-nspawn --quiet --register=no --keep-unit --capability=all --console=pipe --hostname=box \
    --boot -D "$1"
"""
VISITOR: Final = f"""
import http.client, ssl, sys, time
trusting, came, failed, slowest = ssl._create_unverified_context(), 0, [], 0.0
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    begun = time.monotonic()
    try:
        line = http.client.HTTPSConnection("{HOST}", timeout=20, context=trusting)
        line.request("GET", "/en/")
        answer = line.getresponse()
        page = answer.read()
        if answer.status == 200 and b"<h1" in page:
            came += 1
        else:
            failed.append(str(answer.status))
        line.close()
    except OSError as error:
        failed.append(repr(error)[:60])
    slowest = max(slowest, time.monotonic() - begun)
    time.sleep(0.05)
print(came, "start pages came,", len(failed), f"failed, the slowest took {{slowest:.2f}} s", *failed[:3])
sys.exit(bool(failed) or not came)
"""
LEAD_BACK: Final = """
systemctl stop 'waypost-*.timer' waypost-pgbouncer@replica waypost-postgres@replica
cd /var/lib/waypost-postgres && mv main main.old && mv replica main
systemctl unmask waypost-postgres@main waypost-pgbouncer@main
/opt/waypost/deploy/install
"""
# Tor makes the service's key and name without a network; what it would pass on is asked as its own user.
ONION: Final = """
cd /opt/waypost && deploy/install --onion
cat /etc/waypost/torrc >> /etc/tor/torrc && systemctl restart tor@default
for _ in $(seq 60); do test -s /var/lib/tor/waypost/hostname && break; sleep 0.5; done
runuser --user debian-tor -- python3 - "$(cat /var/lib/tor/waypost/hostname)" <<END
import socket, sys
def asked(path):
    line = socket.socket(socket.AF_UNIX)
    line.connect("/run/waypost/onion/http.sock")
    line.sendall(f"GET {path} HTTP/1.0\\r\\nHost: {sys.argv[1]}\\r\\n\\r\\n".encode())
    return b"".join(iter(lambda: line.recv(65536), b""))
page, desk = asked("/en/"), asked("/desk/")
assert b" 200 " in page[:20] and b"<h1" in page, page[:300]
assert b" 404 " in desk[:20], desk[:300]
print(sys.argv[1])
END
"""
START_SECONDS: Final = 90


@dataclass(slots=True)
class Box:
    """A machine in a folder. `wrong` is what did not go as it should."""

    folder: Path
    wrong: list[str] = field(default_factory=list)
    first: int = 0  # the process that is the first one in there
    _nspawn: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the machine and wait until it has come up. Raises: programs.Missing."""
        self._nspawn = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", BOOT, "box", str(self.folder)],
            stdin=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._nspawn.poll() is None:
            inside = [pid for pid in descendants(self._nspawn.pid) if _is_first(pid)]
            if inside:
                self.first = inside[0]
                if self.said("systemctl is-system-running --wait")[1].strip() in {"running", "degraded"}:
                    return
            time.sleep(0.5)
        raise programs.Missing("the box did not come up: systemd-nspawn cannot run here")

    def stop(self) -> None:
        """Switch the machine off."""
        if self._nspawn and self._nspawn.poll() is None:
            self.said("systemctl poweroff")
            try:
                self._nspawn.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                os.kill(self._nspawn.pid, signal.SIGKILL)
                self._nspawn.wait()

    def said(self, script: str) -> tuple[int, str]:
        """Run a script in the box; return how it ended and what it said."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.first), "--all", "env", "HOME=/root", "sh", "-ec", script],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr + done.stdout

    def does(self, what: str, script: str, *, ends: str = "") -> None:
        """Run a script, print how long it took, and note if it failed or did not end in some words."""
        begun = time.monotonic()
        code, said = self.said(script)
        held = not code and said.rstrip().endswith(ends)
        print(f"{'held ' if held else 'WRONG'} {what}: {time.monotonic() - begun:.1f} s", flush=True)
        if not held:
            self.wrong.append(what)
            print(said[-3000:], flush=True)

    @contextmanager
    def visited(self, what: str, seconds: float) -> Iterator[None]:
        """Have somebody ask for the start page all the while, for at least some seconds."""
        visitor = subprocess.Popen(
            ["nsenter", "--target", str(self.first), "--all", "python3", "-c", VISITOR, str(seconds)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        yield
        told, _ = visitor.communicate()
        print(f"{'held ' if not visitor.returncode else 'WRONG'} meanwhile {told.strip()}", flush=True)
        if visitor.returncode:
            self.wrong.append(f"{what}: pages failed")


def _is_first(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip() == "systemd" and any(
            line.startswith("NSpid:") and line.split()[-1] == "1" for line in status.splitlines()
        )
    except OSError:
        return False


def bare(folder: Path) -> None:
    """Make a bare Debian in a folder, with the tree of this repository where an administrator puts it.

    Raises: programs.Missing.
    """
    sources = sorted(Path("/etc/apt").rglob("*.sources")) + sorted(Path("/etc/apt").rglob("*.list"))
    words = [word for path in sources for word in path.read_text(encoding="utf-8").split()]
    mirror = [word for word in words if word.startswith("http") and word.rstrip("/").endswith("/debian")][:1]
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={IN_THE_BOX}", RELEASE, str(folder), *mirror],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise programs.Missing(f"debootstrap failed: {made.stdout[-500:]}{made.stderr[-500:]}")
    for name in SHARED:
        _copied(Path("/") / name, folder / name)
    with (folder / "etc/hosts").open("a", encoding="utf-8") as hosts:
        hosts.write(f"\n127.0.0.1 {HOST}\n")
    (folder / "etc/machine-id").write_text("", encoding="ascii")
    tree = folder / "opt/waypost"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def _copied(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(source, to, symlinks=True)
    elif source.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, to)


def walked(box: Box) -> None:
    """Install, work, restart, upgrade, go back, promote, and lead back again."""
    install = f"cd /opt/waypost && deploy/install --host {HOST} --contact 'A box' --source-url https://{HOST}/source"
    fine = "nothing is wrong"
    box.start()
    box.does("a bare machine is installed", install, ends=fine)
    box.does(
        "a second installing changes nothing", f"{install} | grep '^+' && exit 1 || echo {fine}", ends=fine
    )
    for timer in (path.stem for path in units.timers() if path.suffix == ".timer"):
        box.does(f"the work of {timer}.timer", f"systemctl start {timer}.service")
    box.stop()
    box.start()
    until_all_answer = (
        "cd /opt/waypost; for _ in $(seq 30); do deploy/install check && exit; sleep 1; done; exit 1"
    )
    box.does("the machine was restarted, and all of it came back", until_all_answer, ends=fine)
    box.does("nothing failed", "test -z \"$(systemctl --failed --no-legend 'waypost*')\"")
    box.does("an onion service beside it", ONION, ends=".onion")
    with box.visited("upgrade", 60):
        another = "cd /opt/waypost && echo '# another version' >> config/doors.py && deploy/install upgrade"
        box.does("another version takes its place", another, ends=fine)
        box.does("the version before comes back", "cd /opt/waypost && deploy/install back", ends=fine)
    with box.visited("promotion", 45):
        box.does("the primary is killed", "systemctl kill --signal=KILL waypost-postgres@main")
        box.does("the replica is promoted", "cd /opt/waypost && deploy/install promote", ends=fine)
        box.does("a new replica follows it", LEAD_BACK, ends=fine)


def main() -> int:
    """Make the box, walk it through its life, take it away."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--keep", action="store_true", help="leave the box where it is, and say where")
    keep = reader.parse_args().keep
    if os.geteuid():
        print("waypost: a machine in a box takes root", file=sys.stderr)
        return 1
    lacking = [package for name, package in PACKAGES.items() if not shutil.which(name)]
    folder = Path(tempfile.mkdtemp(prefix="waypost-machine-"))
    box = Box(folder / "box")
    try:
        if lacking:
            programs.install(lacking)
        bare(box.folder)
        walked(box)
    except programs.Missing as missing:
        box.wrong.append(str(missing))
    finally:
        box.stop()
        if keep:
            print(f"the box is in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(box.wrong)} things are wrong" if box.wrong else "the machine held", *box.wrong, sep="\n  ")
    return 1 if box.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
