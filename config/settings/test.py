"""For the tests: the production arrangement with throw-away secrets; DATABASE_URL chooses the engine."""

import os

os.environ.setdefault("WAYPOST_SHOW_SOURCED", "yes")

from config.settings.base import *  # noqa: E402, F403 - settings build on each other; later wins
from config.settings.base import DATABASES, STATIC_ROOT

EDITION_DIR = None
KEPT_DIR = None  # no run leaves its pathways to another; a test that is about it names a folder
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "tests only: signs nothing that leaves the test run"
WAYPOST_SEAL_KEY = "tests only: seals nothing that leaves the test run"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # speed; no real password is ever hashed here
WAYPOST_SECOND_FACTOR = False  # a test that is about it turns it on
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
WAYPOST_API_EACH = WAYPOST_API_ALL = 0  # a run asks thousands of times from one place
WAYPOST_API_STEP_EACH = WAYPOST_API_STEP_ALL = 0
WAYPOST_CODE_COST = (8, 1, 1)  # speed; a test that measures sets its own
# SQLite's own default, which some distributions change: so it is seen that the clean-up cleans.
if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA secure_delete=OFF;"
