"""What a bench serves: the settings of the tests, with editions kept as an installation keeps them."""

from config.settings.test import *  # noqa: F403 - settings build on each other; later wins

EDITION_DIR = DATA_DIR / "edition"  # noqa: F405 - of the settings above
KEPT_DIR = DATA_DIR / "pathways"  # noqa: F405 - the same
