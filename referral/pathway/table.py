"""The stored table of all walks (check 15), small enough to be read when it changes. (pure)

One file for each start. It counts the walks whose plan has each need at each urgency and each card, and ends
with a digest of the whole table of different plans with their counts: a change that moves no count still
changes the digest.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path

from referral.pathway.cover import Coverage


def text(coverage: Coverage) -> str:
    """Return the file of one start."""
    counts: Counter[str] = Counter()
    rows = []
    for (needs, cards), walks in coverage.table.items():
        rows.append(f"{' '.join(needs)} | {' '.join(cards)} | {walks}")
        for name in (*needs, *(f"card:{card}" for card in cards)):
            counts[name] += walks
    digest = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16]
    lines = [
        f"start {coverage.start}",
        f"walks {coverage.walks}, under 18 {coverage.walks_under18}, longest {coverage.longest}",
        f"plans that differ in needs, urgency or cards {len(rows)}, digest {digest}",
        *(f"{name:<40}{counts[name]:>14}" for name in sorted(counts)),
    ]
    return "\n".join(lines) + "\n"


def changed(coverage: Coverage, folder: Path) -> list[str]:
    """Return the lines that are no longer as stored, and those that are new; none if the table holds."""
    path = folder / f"{coverage.start}.txt"
    stored = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    now = text(coverage).splitlines()
    gone = [f"- {line}" for line in stored if line not in now]
    return gone + [f"+ {line}" for line in now if line not in stored]


def write(coverage: Coverage, folder: Path) -> None:
    """Store the table of one start."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{coverage.start}.txt").write_text(text(coverage), encoding="utf-8")


def structure(folder: Path) -> str:
    """Return a digest of the files that decide where walks lead: flows, shared questions and cards."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*/*.json")):
        if path.name in ("flow.json", "cards.json"):
            content = json.loads(path.read_text(encoding="utf-8"))
            total.update(path.parent.name.encode() + json.dumps(content, sort_keys=True).encode())
    return total.hexdigest()[:16]
