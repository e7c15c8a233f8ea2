"""Run every bench beside its yardstick, print one table, write it as JSON, draw it (`make bench`).

Each figure is a median of at least three where the row says so; what one run cannot tell is said in the row.
Between the benches the same tiny work is timed: a machine with other work, or a throttled one, is named.

Usage: all.py [--quick] [--sizes 1000,100000] [--engines sqlite,postgresql] [--out FILE]
       all.py --draw FILE: the pictures and the tables of the docs, from figures that were measured before
--quick takes tiny sizes and short rounds, to see that it runs; it writes to var/ unless --out is named.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import figures, machine, pictures, told  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure  # noqa: E402 - the same
from tests.bench.noise import Watch  # noqa: E402 - the same

BENCH: Final = "tests/bench"
LARGEST_SITE: Final = 100_000  # services of a whole site; only the search is measured beyond
OUT: Final = ROOT / "docs" / "performance.json"
QUICK_OUT: Final = ROOT / "var" / "performance-quick.json"
# Rows that are to be reached and that this run does not measure.
ELSEWHERE: Final = (
    Figure(
        "public reads while the primary is killed", "postgresql", None, "",
        goal="none failed, p99 at most doubled",
        note="measured by the run of faults, on the whole stack",
    ),
    Figure(
        "search page, 100,000 rows, beside Datasette's HTML page", "sqlite", None, "times",
        goal="at least 25 times",
        note="not run here: Datasette is no part of the tools. Measured once beside a prototype of this "
        "search: 1,907 pages a second to 53, 36 times",
    ),
)  # fmt: skip


def benches(sizes: str, engines: str, *, quick: bool) -> dict[str, list[str]]:
    """Return what is run: a name, and the words of its command."""
    pace = ["--seconds", "0.3"] if quick else []
    whole = [size for size in sizes.split(",") if int(size) <= LARGEST_SITE]
    both, one = ["--engines", engines], ["--engine", engines.split(",")[-1]]
    return {
        "pages": [f"{BENCH}/pages.py", *both, *pace, "--workers", "1,2"],
        "interface": [f"{BENCH}/interface.py", *both, *pace],
        "searching": [f"{BENCH}/searching.py", *both, "--sizes", sizes],
        "a whole site": [f"{BENCH}/many.py", *both, *pace, "--sizes", ",".join(["0", *whole])],
        "weights": [f"{BENCH}/weights.py"],
        "costs": [f"{BENCH}/costing.py", *one, *(["--sizes", "0", "--visits", "5"] if quick else [])],
        "growth": [
            f"{BENCH}/growing.py",
            *one,
            *(["--cases", "5,10", "--countries", "1,4"] if quick else []),
        ],
    }


def run(name: str, command: list[str], folder: Path) -> tuple[list[Figure], str]:
    """Run one bench, and return its figures and why it ended early, if it did."""
    print(f"\nbench: {name}", flush=True)
    path = folder / f"{name.replace(' ', '-')}.jsonl"
    done = subprocess.run([sys.executable, *command, "--json", str(path)], cwd=ROOT)
    return figures.read(path), f"{name} ended with {done.returncode}" if done.returncode else ""


def main(sizes: str, engines: str, out: Path, *, quick: bool) -> int:
    """Run every bench, also after one that failed; return 0 if all of them ran."""
    found: list[Figure] = []
    broken: list[str] = []
    watch = Watch()
    began = time.time()
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        for name, command in benches(sizes, engines, quick=quick).items():
            watch.sample()
            more, why = run(name, command, Path(folder))
            found += more
            broken += [why] if why else []
    noise = watch.noise()
    result = {
        "machine": machine.described(),
        "noise": {**asdict(noise), "says": noise.says},
        "quick": quick,
        "minutes": round((time.time() - began) / 60, 1),
        "broken": broken,
        "figures": [asdict(one) for one in (*found, *ELSEWHERE)],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    report(result)
    draw(out)
    return 1 if broken else 0


def report(result: dict[str, Any]) -> None:
    """Print one table of all rows, what was missed, and how noisy the machine was."""
    found = [Figure(**one) for one in result["figures"]]
    missed = [f"{figures.named(one)} {one.engine}".strip() for one in found if one.reached is False]
    print(f"\n{figures.table(found)}\n")
    print(f"{sum(one.reached is True for one in found)} reached, {len(missed)} missed")
    for name in missed:
        print(f"  missed: {name}")
    for why in result["broken"]:
        print(f"  BROKEN: {why}")
    print(f"machine: {machine.words(result['machine'])}")
    print(f"noise: {result['noise']['says']}", flush=True)


def draw(out: Path) -> None:
    """Draw the pictures beside a file of figures; where that is the one of the docs, fill in their tables."""
    result = json.loads(out.read_text(encoding="utf-8"))
    for name, picture in pictures.drawn([Figure(**one) for one in result["figures"]]).items():
        out.with_name(f"{out.stem}-{name}.svg").write_text(picture, encoding="utf-8")
    if out == OUT:
        told.fill(result, ROOT / "docs")


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--sizes", default="")
    reader.add_argument("--engines", default="sqlite,postgresql")
    reader.add_argument("--out", type=Path)
    reader.add_argument("--draw", type=Path)
    given = reader.parse_args()
    if given.draw:
        draw(given.draw.resolve())
        sys.exit(0)
    target = (given.out or (QUICK_OUT if given.quick else OUT)).resolve()
    sizes = given.sizes or ("300" if given.quick else "1000,100000")
    sys.exit(main(sizes, given.engines, target, quick=given.quick))
