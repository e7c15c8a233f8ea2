"""What is true everywhere. Nothing secret has a default here; docs/settings.md explains each variable."""

from pathlib import Path

import dj_database_url

from config import env

BASE_DIR = Path(__file__).resolve().parents[2]
SEEDS_DIR = BASE_DIR / "seeds"
DATA_DIR = BASE_DIR / "var"

DEBUG = False  # everywhere: the pages of debugging repeat what a visitor sent
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.User"

INSTALLED_APPS = [
    "safety.apps.SafetyConfig",
    "staff.apps.StaffConfig",
    "directory.apps.DirectoryConfig",
    "referral.apps.ReferralConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "safety.headers.Headers",  # outermost: no answer leaves without its headers, errors and files included
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safety.doors.PublicDoor",  # before anything reads a body: refuses what no form of ours can be
    "safety.doors.PublicCompression",
    "safety.doors.DeskSessions",
    "safety.doors.DeskForgeryGuard",
    "safety.doors.DeskAuthentication",
    "safety.doors.DeskSignInRequired",
    "safety.doors.DeskMessages",
]

# W002: safety/headers.py sends X-Frame-Options and frame-ancestors with every answer, files included.
# W003: safety/doors.py runs Django's own forgery guard under its name there, for the desk.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]

TEMPLATES = [
    {
        "NAME": "public",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "referral.rendering.environment"},
    },
    {
        "NAME": "desk",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "desk"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'waypost.sqlite3'}"), conn_max_age=600
    ),
    "keys": dj_database_url.parse(
        env.text("WAYPOST_KEYS_URL", f"sqlite:///{DATA_DIR / 'keys.sqlite3'}"), conn_max_age=600
    ),
}
DATABASE_ROUTERS = ["config.routers.Keys"]
for _database in DATABASES.values():
    if _database["ENGINE"].endswith("sqlite3"):
        _database.setdefault("OPTIONS", {}).update(transaction_mode="IMMEDIATE", timeout=20)

WAYPOST_SITE_NAME = env.text("WAYPOST_SITE_NAME", "Waypost")
WAYPOST_DOORS = env.one_of("WAYPOST_DOORS", ("public", "desk", "both"), "both")
WAYPOST_EXIT_URL = env.web_address("WAYPOST_EXIT_URL", "https://www.wikipedia.org/")
WAYPOST_EXIT_URL_2 = env.web_address("WAYPOST_EXIT_URL_2", "https://duckduckgo.com/")
WAYPOST_CONTACT = env.text("WAYPOST_CONTACT", "")
WAYPOST_SOURCE_URL = env.text("WAYPOST_SOURCE_URL", "")
WAYPOST_SHOW_SOURCED = env.flag("WAYPOST_SHOW_SOURCED", default=False)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "templates" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_MAX_AGE = 0  # a cached style sheet is a trace; headers.py adds no-store

# A visitor's form holds ticks and one search box: what is larger is no form of ours.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 120
FILE_UPLOAD_HANDLERS = [
    "safety.doors.NoFiles"
]  # S2: a part that is a file would be written to a temporary folder

SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 30 * 60  # seconds; half an hour away from the desk ends the session
SESSION_SAVE_EVERY_REQUEST = True
CSRF_COOKIE_NAME = "desk-form"
CSRF_COOKIE_PATH = "/desk/"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "referral.errors.refused"
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:today"

DEFAULT_EXCEPTION_REPORTER = "safety.quiet.QuietReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "safety.quiet.NothingOfTheRequest"
LOGGING_CONFIG = "safety.quiet.configure"
LOGGING = {"level": env.one_of("WAYPOST_LOG_LEVEL", ("INFO", "WARNING", "ERROR"), "INFO")}
