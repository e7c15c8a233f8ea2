"""What a forensic test serves: the settings of the tests, under a name that can be found on a disk."""

from config.settings.test import *  # noqa: F403 - settings build on each other; later wins

# Browsers lead every name below `localhost` to this machine, and treat it like a site behind https.
ALLOWED_HOSTS = ["quietharbour.localhost", "127.0.0.1"]
