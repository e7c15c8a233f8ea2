"""The made-up questions of this folder, many more of them than in `make test` (`make audit`).

Usage: all.py [FACTOR]
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FACTOR: Final = 25  # times as many, made anew at each run


def main(arguments: list[str]) -> int:
    """Run pytest over the folder, and over the questions to each address of the interfaces."""
    factor = arguments[0] if arguments else str(FACTOR)
    command = [sys.executable, "-m", "pytest", "tests/fuzzing", "tests/directory/test_api_fuzz.py"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "WAYPOST_FUZZ": factor}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
