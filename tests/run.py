"""Run everything that `make test` promises, and end with one line that counts it.

Two lanes run side by side, since two cores are enough for them: the tests on SQLite with the browser, and
the lints followed by what a database engine can change, on a PostgreSQL started for it. The longest of what
no engine can change runs in the second, so that both end at about the same time. A part that can't run
has failed.

Usage: tests/run.py [FILE_OR_FOLDER...]; with parts named, the lints are left out.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.running import chromium, firefox, postgres, programs  # noqa: E402 - the path above comes first

LINTS: Final = {
    "style": ["-m", "ruff", "check", "--quiet", "."],
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "arrows": [
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-logo",
    ],
    "types": ["-m", "mypy"],
}
WORDS: Final = ["-I", "config/prepare.py", "words"]
CHOSEN_HERE: Final = {
    "DATABASE_URL",
    "WAYPOST_KEYS_URL",
    "DJANGO_SETTINGS_MODULE",
}  # not by the shell that calls us
# What an engine can change, and one walk through the whole site; the rest says the same twice.
ON_POSTGRES: Final = "(database and not browser and not one_engine) or both_engines or on_postgresql"
# Without what no engine can change, where the other lane has the time for it.
ON_SQLITE: Final = "both_engines or not on_postgresql"
WITHOUT_BROWSER: Final = "not browser"


@dataclass(slots=True)
class Count:
    """How one part went."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)

    def fail(self, remark: str) -> None:
        """Count a failure that no test could count."""
        self.failed += 1
        self.remarks.append(remark)

    @property
    def total(self) -> int:
        """Return how many there were."""
        return self.passed + self.failed + self.skipped


class Terminal:
    """Lines of two lanes, each with its lane's name, whole."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def say(self, lane: str, line: str) -> None:
        """Print one line."""
        with self._one_at_a_time:
            print(f"{lane:>10} | {line.rstrip()}", flush=True)


TERMINAL: Final = Terminal()
STARTED: Final[list[subprocess.Popen[str]]] = []
STOPPED: Final = threading.Event()
INTERRUPTED: Final = 130  # what a shell calls a program ended by Ctrl-C


def follow(lane: str, *arguments: str, **environment: str) -> int:
    """Run Python with arguments, print what it prints as it comes, and return how it ended."""
    if STOPPED.is_set():
        return INTERRUPTED
    inherited = {name: value for name, value in os.environ.items() if name not in CHOSEN_HERE}
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # Ctrl-C reaches this program, which then asks each of its own to end, once
    )
    STARTED.append(process)
    for line in process.stdout or ():
        TERMINAL.say(lane, line)
    return process.wait()


def tests(count: Count, *arguments: str, parts: list[str], **environment: str) -> None:
    """Run pytest and add up what it reports.

    Source: the counts are those of pytest's own JUnit report.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="waypost-tests-") as folder:
        report = Path(folder) / "report.xml"
        ended = follow(count.name, "-m", "pytest", f"--junit-xml={report}", *arguments, *parts, **environment)
        if report.exists():
            add_up(count, report)
    count.seconds = time.monotonic() - begun
    nothing_chosen = ended == 5 and parts
    if ended and not count.failed and not nothing_chosen:
        count.fail(f"pytest ended with {ended}")
    if not count.total and not parts:
        count.fail("no test ran")


def add_up(count: Count, report: Path) -> None:
    """Add the counts of a JUnit report that pytest wrote a moment ago."""
    for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - our own pytest wrote it
        skipped = int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        count.skipped += skipped
        count.failed += failed
        count.passed += max(0, int(suite.get("tests", 0)) - skipped - failed)


def lint(count: Count, name: str, arguments: list[str]) -> None:
    """Run one lint; it counts as one test."""
    begun = time.monotonic()
    if follow(name, *arguments):
        count.fail(f"{name} found something")
    else:
        count.passed += 1
    count.seconds += time.monotonic() - begun


def found_browser(count: Count) -> str | None:
    """Return the Chromium to use; having none is a failure, and the rest runs without it."""
    try:
        firefox.found_or_installed()  # a few tests find it themselves; no lane installs while the other does
    except programs.Missing as refusal:
        count.fail(str(refusal))
    try:
        return chromium.found_or_installed()
    except programs.Missing as refusal:
        count.fail(str(refusal))
        return None


def on_sqlite(count: Count, parts: list[str], browser: str | None) -> None:
    """Run the tests on SQLite, the browser's among them."""
    TERMINAL.say(count.name, f"SQLite {sqlite3.sqlite_version}, {browser or 'no browser'}")
    if browser:
        tests(count, "-m", ON_SQLITE, parts=parts, WAYPOST_CHROMIUM=browser)
    else:
        tests(count, "-m", f"({ON_SQLITE}) and {WITHOUT_BROWSER}", parts=parts)


def on_postgres(count: Count, parts: list[str], browser: str | None) -> None:
    """Run what an engine can change on a PostgreSQL of this run's own."""
    chosen = ON_POSTGRES if browser else f"({ON_POSTGRES}) and {WITHOUT_BROWSER}"
    try:
        with postgres.running() as cluster:
            TERMINAL.say(count.name, f"{cluster.version()}, {browser or 'no browser'}")
            tests(
                count, "-m", chosen, parts=parts,
                DATABASE_URL=cluster.url("waypost"), WAYPOST_KEYS_URL=cluster.url("waypost_keys"),
                **({"WAYPOST_CHROMIUM": browser} if browser else {}),
            )  # fmt: skip
    except postgres.NoPostgres as refusal:
        count.fail(str(refusal))


def lints_and_postgres(lints: Count, count: Count, parts: list[str], browser: str | None) -> None:
    """Go through the second lane."""
    if not parts:
        for name, arguments in LINTS.items():
            lint(lints, name, arguments)
    on_postgres(count, parts, browser)


def main(parts: list[str]) -> int:
    """Run both lanes, report, and return 0 if everything ran and nothing failed."""
    lints, sqlite, postgres_count = Count("lints"), Count("sqlite"), Count("postgresql")
    lint(lints, "words", WORDS)  # before the lanes: the tests read the compiled catalogues
    browser = found_browser(sqlite)  # before the lanes as well: both use it
    lane = threading.Thread(target=lints_and_postgres, args=(lints, postgres_count, parts, browser))
    lane.start()
    on_sqlite(sqlite, parts, browser)
    lane.join()
    return report([lints, sqlite, postgres_count])


def report(counts: list[Count]) -> int:
    """Print the counts of each part, and the sum as the last line."""
    print(flush=True)
    for count in counts:
        words = in_words(count.passed, count.failed, count.skipped)
        print(f"{count.name:>10}: {words} in {count.seconds:.0f} s")
        for remark in count.remarks:
            print(f"{'':>10}  {remark}")
    passed, failed = sum(count.passed for count in counts), sum(count.failed for count in counts)
    skipped = sum(count.skipped for count in counts)
    print(in_words(passed, failed, skipped), flush=True)
    return 1 if failed or skipped or not passed else 0


def in_words(passed: int, failed: int, skipped: int) -> str:
    """Return counts as the closing line has them."""
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def stop(*_: object) -> None:
    """End what this run started; the lanes then stop PostgreSQL and come to their end."""
    STOPPED.set()
    for process in STARTED:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, stop)
    sys.exit(main(sys.argv[1:]))
