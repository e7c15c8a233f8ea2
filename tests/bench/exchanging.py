"""Two installations that follow one another: one has SIZE services, two pulls them, and they stay equal.

Installation one is served on loopback by its real server, behind a line that can be cut. Printed are, for
each step, what was asked and read, the time, the most memory, and whether both exports hold the same bytes.

Usage: exchanging.py [SIZE]; EXCHANGE_ONE and EXCHANGE_TWO name databases, two of SQLite if they do not.
"""

import hashlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import importing  # noqa: E402 - the path above comes first

MOST_MB: Final = 300
SHARE: Final = 100  # one service in so many is edited, withdrawn, or new
EDITOR, SECOND = "dalia@example.org", "emeka@example.org"


@dataclass(slots=True)
class Wire:
    """A line between the two that can be cut after so many bytes, and put together again."""

    to: int
    port: int = 0
    left: int | None = None  # bytes until it is cut; None is never
    passed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, size: int) -> bool:
        """Count bytes; return whether the line still stands."""
        with self._lock:
            self.passed += size
            if self.left is not None:
                self.left -= size
            return self.left is None or self.left > 0


@contextmanager
def wire(to: int) -> Iterator[Wire]:
    """Open a port of its own that leads to another one."""
    made = Wire(to)
    with socket.create_server(("127.0.0.1", 0)) as server:
        made.port = server.getsockname()[1]
        threading.Thread(target=_accept, args=(server, made), daemon=True).start()
        yield made


def _accept(server: socket.socket, made: Wire) -> None:
    while True:
        try:
            near, _who = server.accept()
        except OSError:
            return
        if made.left is not None and made.left <= 0:
            near.close()
            continue
        far = socket.create_connection(("127.0.0.1", made.to))
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=_pass_on, args=(source, target, made), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, made: Wire) -> None:
    with suppress(OSError), source, target:
        while piece := source.recv(65536):
            if not made.count(len(piece)):
                break
            target.sendall(piece)
        for one in (source, target):
            one.shutdown(socket.SHUT_RDWR)


# --- what is done inside an installation, in a process of its own ---


def inside(what: str, size: int) -> None:
    """Change installation one, or agree in installation two."""
    import django

    django.setup()
    {"edit": _edit, "withdraw": _withdraw, "people": _people, "agree": _agree}[what](size)


def _some(count: int, salt: str) -> list[Any]:
    from directory.models.service import Service

    keys = list(Service.objects.filter(state="sourced").order_by("pk").values_list("pk", flat=True))
    return random.Random(salt).sample(keys, min(count, len(keys)))  # noqa: S311 - the same each time


def _edit(size: int) -> None:
    """Change some listings and put new ones in, as two people let an import in."""
    from django.db import transaction

    from directory import numbering, outward, writing
    from directory.models.service import Service
    from directory.states import State

    count = max(2, size // SHARE)
    with transaction.atomic():
        found = [
            document
            for _row, document in writing.documents_of(Service.objects.filter(pk__in=_some(count, "e")))
        ]
        changed = [{**one, "description": f"{one['description']} Also at night."} for one in found]
        new = [
            {**_bare(found[0]), "id": _key(number), "name": f"New line {number}"} for number in range(count)
        ]
        keys = writing.write_documents([*changed, *new], state=State.SOURCED, feed="bench")
        outward.refresh(keys, version=numbering.locked())
    print(f"           in one: {len(changed)} edited, {len(new)} new")


def _bare(document: dict[str, Any]) -> dict[str, Any]:
    ours = {
        name: value for name, value in document["waypost"].items() if name in ("country", "kind", "grade")
    }
    return {"status": "active", "description": "Somebody listens.", "waypost": ours}


def _key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _withdraw(size: int) -> None:
    from django.db import transaction

    from directory import numbering, outward, publishing
    from directory.models.service import Service, Withdrawal

    with transaction.atomic():
        version, keys = numbering.locked(), _some(max(2, size // SHARE), "w")
        for row in Service.objects.select_for_update().filter(pk__in=keys):
            publishing.take_away(row, why=Withdrawal.NOT_SAFE, by=None)
        outward.refresh(keys, version=version)
    print(f"           in one: {len(keys)} withdrawn")


def _people(_size: int) -> None:
    from staff.roles import Role
    from tests.people import make_person

    make_person(EDITOR.partition("@")[0], Role.LISTING_EDITOR)
    make_person(SECOND.partition("@")[0], Role.VERIFIER)


def _agree(_size: int) -> None:
    from staff import agreement
    from staff.models.person import User
    from staff.models.proposal import Proposal

    began = time.perf_counter()
    for proposal in Proposal.objects.filter(state=Proposal.State.OPEN):
        digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
        agreement.agree(person=User.objects.get(email=SECOND), proposal=proposal, digest=digest)
    print(f"           a second person agreed in two: {time.perf_counter() - began:.1f} s")


# --- the steps ---


@dataclass(slots=True)
class Two:
    """The two installations, and what was found wrong between them."""

    folder: Path
    size: int
    one: Mapping[str, str]
    two: Mapping[str, str]
    line: Wire | None = None
    faults: list[str] = field(default_factory=list)

    def manage(self, where: Mapping[str, str], *words: str, fails: bool = False) -> str:
        """Run a command in an installation; return what it printed."""
        done = subprocess.run(
            [sys.executable, __file__, "--weigh", str(self.folder / "weight"), "manage.py", *words],
            cwd=ROOT, env={**os.environ, **where}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if bool(done.returncode) != fails:
            raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def inside(self, where: Mapping[str, str], what: str) -> None:
        """Do something inside an installation."""
        command = [sys.executable, __file__, "--inside", what, str(self.size)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **where}, check=True)

    def pull(self, step: str, *, fails: bool = False) -> None:
        """Pull into two, and print what that took."""
        assert self.line is not None
        url, before, began = (
            f"http://127.0.0.1:{self.line.port}/api/hsds",
            self.line.passed,
            time.perf_counter(),
        )
        words = ("hsds_pull", url, "--source", "one", "--yes", "--as", "sourced", "--by", EDITOR)
        said = self.manage(self.two, *words, fails=fails)
        took, passed = time.perf_counter() - began, (self.line.passed - before) / 1e6
        kept = [
            one for one in said.splitlines() if one.startswith(("read ", "rows ", "listings", "withdrawn"))
        ]
        print(f"{step}: {took:.1f} s, {passed:.1f} MB over the line", *kept, sep="\n           ", flush=True)
        if not fails:
            weighed = float((self.folder / "weight").read_text())
            judged = "under" if weighed < MOST_MB else "OVER"
            print(f"           most memory {weighed:.0f} MB ({judged} {MOST_MB})")

    def compare(self, step: str, *, equal: bool = True) -> None:
        """Export both and print whether they are the same bytes."""
        told = [self._export(name) for name in ("one", "two")]
        is_equal = told[0][1] == told[1][1]
        judged = "EQUAL" if is_equal else "different"
        print(f"           exports: {told[0][0]} and {told[1][0]} services, {judged}", flush=True)
        if is_equal != equal:
            self.faults.append(step)

    def _export(self, name: str) -> tuple[int, str]:
        folder = self.folder / f"out-{name}"
        self.manage(getattr(self, name), "hsds_export", str(folder), "--as", "ndjson")
        digest, count = hashlib.sha256(), 0
        with (folder / "ndjson" / "services.ndjson").open("rb") as file:
            for line in file:
                digest.update(line)
                count += 1
        return count, digest.hexdigest()


def _environment(folder: Path, name: str) -> dict[str, str]:
    url = os.environ.get(f"EXCHANGE_{name.upper()}", f"sqlite:///{folder}/{name}.sqlite3")
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": url,
        "WAYPOST_KEYS_URL": f"sqlite:///{folder}/{name}-keys.sqlite3", "WAYPOST_DATA_DIR": str(folder / name),
    }  # fmt: skip


def _made(folder: Path, size: int) -> Two:
    """Return two installations: one with services, the other empty."""
    both = Two(folder, size, _environment(folder, "one"), _environment(folder, "two"))
    for where in (both.one, both.two):
        both.manage(where, "migrate", "--verbosity", "0")
    importing.write_feed(folder / "services.ndjson", size)
    began = time.perf_counter()
    options = ("--yes", "--as", "sourced", "--feed", "bench", "--verbosity", "0")
    both.manage(both.one, "hsds_import", str(folder / "services.ndjson"), *options)
    print(f"one has {size:,} services, loaded in {time.perf_counter() - began:.1f} s", flush=True)
    both.inside(both.two, "people")
    return both


def main(size: int) -> int:
    """Go through all steps; return 0 when the two were equal whenever they should be."""
    from tests.running.site import serving

    with tempfile.TemporaryDirectory(prefix="waypost-exchange-") as name:
        both = _made(Path(name), size)
        with serving("config.wsgi:application", environment=both.one) as site, wire(site.port) as line:
            both.line = line
            both.pull("first pull")
            both.compare("first pull")
            both.pull("nothing changed")
            both.inside(both.one, "edit")
            both.pull("after edits")
            both.inside(both.two, "agree")
            both.compare("after edits")
            both.inside(both.one, "withdraw")
            both.pull("after withdrawals")
            both.compare("after withdrawals")
            _cut(both, line)
    print("equal whenever they should be" if not both.faults else f"NOT EQUAL: {', '.join(both.faults)}")
    return 1 if both.faults else 0


def _cut(both: Two, line: Wire) -> None:
    """Cut the line in the middle of a whole reading: two stays as it was, and is equal after the next."""
    both.inside(both.one, "withdraw")
    both.manage(both.two, "hsds_pull", "--forget", "one")
    line.left = both.size * 400  # bytes: somewhere between the first page and the last
    both.pull("the line is cut", fails=True)
    both.compare("the line is cut", equal=False)
    line.left = None
    both.pull("the line stands again")
    both.compare("the line stands again")


def weigh(note: Path, arguments: list[str]) -> None:
    """Run a command of Django in this process, and note the most megabytes that it held."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    note.write_text(str(int(status.partition("VmHWM:")[2].split()[0]) / 1024))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:2] == ["--weigh"]:
        weigh(Path(sys.argv[2]), sys.argv[3:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
