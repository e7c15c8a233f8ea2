"""What was left, as a table for a terminal and for docs/trace-report.md; and the database of such a run."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.running import chromium, firefox
from tests.traces.device import Name
from tests.traces.trying import LEFT, Remains, Try, as_row

ROOT: Final = Path(__file__).resolve().parents[2]
REPORT: Final = ROOT / "docs" / "trace-report.md"
HEAD: Final = """# What a visit left on the device

Made by `make audit` (`tests/traces/all.py`); not written by hand. Each line is one visit in a fresh profile
of a real browser: from another page, through a pathway, a code that was taken and destroyed, and a search in
typed words with its listings open, to the end that the line names. Afterwards everything that the browser
wrote was searched: databases row by row and with their logs, caches and session files unfolded, in letters of
one byte and of two. *Others asked* is how often Chromium asked a third for something on account of our pages.
What may remain is in [trace-budget.yaml](trace-budget.yaml), each with its reason.

"""
COLUMNS: Final = (
    "visit", "words found", "history", "Back", "tabs opened again",
    "cookies, storage, forms, icons, pictures", "cache", "Referer", "others asked", "hidden after",
)  # fmt: skip


def database(folder: Path) -> dict[str, str]:
    """Make a database with the seeds in a folder; return the environment that names it."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.traces.settings",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "WAYPOST_KEYS_URL": f"sqlite:///{folder}/keys.sqlite3",
        "WAYPOST_DATA_DIR": str(folder / "data"),
    }
    for command in (
        ["migrate", "--verbosity", "0"],
        ["migrate", "--database", "keys", "--verbosity", "0"],
        ["seed"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True,
        )  # fmt: skip
    return environment


def cells(one: Try, found: Remains) -> list[str]:
    """Return a line of the table."""
    words = "; ".join(f"{kind.value}: {len(places)} files" for kind, places in sorted(found.canaries.items()))
    kept = found.cookies + found.storage + found.autofill + found.favicons + found.pictures
    hidden = f"{found.hidden_ms:.0f} ms" if found.hidden_ms is not None else "-"
    if one.way in LEFT and not found.left:
        hidden = "did not leave"
    return [
        str(one), words or "0", str(found.history), str(found.back), str(found.restored), str(kept),
        str(found.cache), str(found.referers), _asked(one, found), hidden,
    ]  # fmt: skip


def _asked(one: Try, found: Remains) -> str:
    return str(found.asked) if one.browser is Name.CHROMIUM else "-"


def line(one: Try, found: Remains, seconds: float) -> str:
    """Return the same for a terminal."""
    told = ", ".join(f"{name} {cell}" for name, cell in zip(COLUMNS[1:], cells(one, found)[1:], strict=True))
    return f"traces: {one}: {told} ({seconds:.0f} s)"


def version(program: str) -> str:
    """Return a browser's name and version, as it says them itself."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"(Chromium|Google Chrome|Mozilla Firefox) [\d.]+\w*", said)
    return found.group() if found else "a browser that does not say its version"


def write(done: Sequence[tuple[Try, Remains]], wrong: Sequence[str]) -> None:
    """Write the report."""
    browsers = " and ".join(version(one) for one in (chromium.executable(), firefox.executable()))
    lines = [
        HEAD + f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {browsers}: {len(done)} visits, "
        f"{len(wrong)} findings beyond the budget.\n",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
        *(f"| {' | '.join(cells(one, found))} |" for one, found in done),
        "\n## Where the bare address stood\n",
        "| visit | files |",
        "|---|---|",
        *(
            f"| {one} | {', '.join(f'`{place}`' for place in as_row(one, found)['address'])} |"
            for one, found in done
        ),
    ]
    if wrong:
        lines += ["\n## Beyond the budget\n", *(f"- {one}" for one in wrong)]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
