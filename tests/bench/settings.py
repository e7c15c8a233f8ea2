"""What a bench serves: the settings of the tests, with editions kept as an installation keeps them."""

from config.settings.base import DATA_DIR
from config.settings.test import *  # noqa: F403 - settings build on each other; later wins

EDITION_DIR = DATA_DIR / "edition"
KEPT_DIR = DATA_DIR / "pathways"
