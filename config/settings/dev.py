"""For one person's machine: SQLite files under var/, loopback only, seeds shown and labelled as nobody's
check.
"""

import os

os.environ.setdefault("WAYPOST_SHOW_SOURCED", "yes")

from config.settings.base import *  # noqa: E402, F403 - settings build on each other; later wins
from config.settings.base import STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # var/ holds the databases too
SECRET_KEY = "development only: signs nothing that leaves this machine"
WAYPOST_SEAL_KEY = "development only: seals nothing that leaves this machine"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WAYPOST_SECOND_FACTOR = False  # the throw-away accounts have none
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http on one's own machine
WAYPOST_THROWAWAY = True  # accounts whose passwords are printed; staff/checks.py refuses them elsewhere
