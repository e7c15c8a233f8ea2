"""Everything is pressed in every role, until nothing new is left (`make audit`).

Usage: all.py [PAGES_AND_FORMS_FOR_EACH_ROLE]
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MOST: Final = 1_500  # pages and forms of each role; the walks of a visitor alone would never end


def main(arguments: list[str]) -> int:
    """Run pytest over the folder; it prints how many pages and forms each role came by."""
    most = arguments[0] if arguments else str(MOST)
    command = [sys.executable, "-m", "pytest", "-s", "tests/crawling"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "WAYPOST_CRAWL": most}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
