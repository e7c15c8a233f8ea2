"""Switch off every defence, one at a time, and see that the test of its attack fails (`make audit`).

Usage: off.py [WORD...]; with words, only the attackers and defences in whose names one of them stands.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.attacks import switching  # noqa: E402 - the path above comes first
from tests.attacks.defences import ATTACKS  # noqa: E402
from tests.attacks.switches import Attack  # noqa: E402

Findings = Mapping[str, list[dict[str, Any]]]


def found_off(attacks: Collection[Attack], *, minutes: int = 60) -> Findings:
    """Run the tests of these attacks, each with its defence off, and return what was found by defence."""
    with tempfile.TemporaryDirectory(prefix="waypost-attacks-") as folder:
        report = Path(folder) / "report"
        environment = {
            **os.environ,
            switching.REPORT: str(report),
            switching.CHOSEN: json.dumps([attack.defence for attack in attacks]),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        tests = list(dict.fromkeys(attack.test for attack in attacks))
        command = [sys.executable, "-m", "pytest", "-p", "tests.attacks.switching", *tests]
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60 * minutes
        )
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in report.read_text(encoding="utf-8").splitlines() if report.exists() else ():
            one = json.loads(line)
            found[one["defence"]].append(one)
        if len(found) < len(attacks):
            print(ended.stdout[-4000:], ended.stderr[-2000:], file=sys.stderr)
        return found


def shown(attack: Attack, found: list[dict[str, Any]]) -> tuple[bool, str]:
    """Return whether the test failed as it should, and the line that says so."""
    best = next((one for one in found if one["as_expected"]), next(iter(found), None))
    if best is None:
        return False, "the test did not run"
    if best["failed"] and not best["as_expected"]:
        return False, f"failed for another reason than {attack.says!r}: {best['line']}"
    return bool(best["as_expected"]), str(best["line"])


def report(attacks: Collection[Attack], found: Findings) -> list[str]:
    """Print each attack with the line of its failing test, and return the defences that nothing misses."""
    unmissed, attacker = [], ""
    for attack in attacks:
        if attack.attacker != attacker:
            attacker = attack.attacker
            print(f"\n{attacker}")
        right, line = shown(attack, found.get(attack.defence, []))
        unmissed += [] if right else [attack.defence]
        print(f"  {'off' if right else 'NOT MISSED'}: {attack.defence}\n      {attack.test}\n      -> {line}")
    print(f"\nattacks: {len(attacks)} defences switched off, {len(attacks) - len(unmissed)} missed by a test")
    return unmissed


def main(words: list[str]) -> int:
    """Switch off what was asked for, report, and return 0 when a test missed each of them."""
    chosen = [
        one for one in ATTACKS if not words or any(word in f"{one.attacker} {one.defence}" for word in words)
    ]
    return 1 if not chosen or report(chosen, found_off(chosen)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
