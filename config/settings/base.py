"""What is true everywhere. Nothing secret has a default here; docs/settings.md explains each variable."""

from datetime import timedelta
from pathlib import Path

from config import databases, doors, env, languages

BASE_DIR = Path(__file__).resolve().parents[2]
SEEDS_DIR = BASE_DIR / "seeds"
DATA_DIR = Path(env.text("WAYPOST_DATA_DIR", str(BASE_DIR / "var"))).resolve()
EDITION_DIR: Path | None = DATA_DIR / "edition"  # the listings that are shown (directory/kept_edition.py)
KEPT_DIR: Path | None = DATA_DIR / "pathways"  # the edition that was walked last (referral/kept.py)
# What one account of the machine leaves for another that watches (safety/health_notes.py).
NOTES_DIR = Path(env.text("WAYPOST_NOTES_DIR", str(DATA_DIR / "notes")))

DEBUG = False  # everywhere: the pages of debugging repeat what a visitor sent
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.User"

# W002: safety/headers.py sends X-Frame-Options and frame-ancestors with every answer, files included.
# W003: safety/desk_doors.py runs Django's own forgery guard under its name there, for the desk.
# axes.W002: a locked sign-in gets the words of a wrong one (0005), so axes' own answer must never be given.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "axes.W002"]

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
        "APP_DIRS": True,  # behind ours: what the admin and allauth show that we have no page for
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "staff.navigation.context",
            ]
        },
    },
]

WAYPOST_DOORS = env.one_of("WAYPOST_DOORS", ("public", "desk", "both", "watch"), "both")
INSTALLED_APPS, MIDDLEWARE = doors.apps(WAYPOST_DOORS), doors.middleware(WAYPOST_DOORS)
DATABASES = databases.arranged(WAYPOST_DOORS, folder=DATA_DIR)
WAYPOST_READS_APART = databases.reads_apart(WAYPOST_DOORS)  # default is a copy; primary, if any, takes writes
WAYPOST_READ_URL_UNUSED = databases.is_unused(WAYPOST_DOORS)
DATABASE_ROUTERS = ["config.routers.Keys"]

WAYPOST_SITE_NAME = env.text("WAYPOST_SITE_NAME", "Waypost")
WAYPOST_EXIT_URL = env.web_address("WAYPOST_EXIT_URL", "https://www.wikipedia.org/")
WAYPOST_EXIT_URL_2 = env.web_address("WAYPOST_EXIT_URL_2", "https://duckduckgo.com/")
WAYPOST_CONTACT = env.text("WAYPOST_CONTACT", "")
WAYPOST_HELPLINE = env.text("WAYPOST_HELPLINE", "")
WAYPOST_COMPLAINT_BODY = env.text("WAYPOST_COMPLAINT_BODY", "")
WAYPOST_SOURCE_URL = env.text("WAYPOST_SOURCE_URL", "")
WAYPOST_MIRROR_DIR = env.text("WAYPOST_MIRROR_DIR", "")
WAYPOST_LIVE_URL = env.text("WAYPOST_LIVE_URL", "")
# What is watched besides: copies of the main database, folders on other disks, the certificate; who is told.
WAYPOST_WATCH_REPLICAS = env.words("WAYPOST_WATCH_REPLICAS")
WAYPOST_WATCH_DISKS = env.words("WAYPOST_WATCH_DISKS")
WAYPOST_WATCH_CERTIFICATE = env.text("WAYPOST_WATCH_CERTIFICATE", "")
# The keys of before, while what they sealed is sealed anew (safety/sealing_anew.py).
WAYPOST_SEAL_KEY_OLD = env.text("WAYPOST_SEAL_KEY_OLD", "")
WAYPOST_SECRET_KEY_OLD = env.text("WAYPOST_SECRET_KEY_OLD", "")
WAYPOST_WATCH_MAIL = env.words("WAYPOST_WATCH_MAIL")
WAYPOST_SHOW_SOURCED = env.flag("WAYPOST_SHOW_SOURCED", default=False)
# A listing that nobody verified for so long is hidden; a changed number waits so long before it is shown.
WAYPOST_VERIFY_DAYS = env.number("WAYPOST_VERIFY_DAYS", 180, least=7, most=730)
WAYPOST_COOLING_HOURS = env.number("WAYPOST_COOLING_HOURS", 24, least=1, most=168)
WAYPOST_PROOF_DAYS = env.number("WAYPOST_PROOF_DAYS", 7, least=1, most=90)
WAYPOST_ROLL_BACK_HOURS = env.number("WAYPOST_ROLL_BACK_HOURS", 72, least=1, most=720)
# Within which time somebody answers a case first, by its urgency; SHORT: a medical or meeting clock runs.
WAYPOST_CLOCK_U0_MINUTES = env.number("WAYPOST_CLOCK_U0_MINUTES", 15, least=1, most=240)
WAYPOST_CLOCK_U1_HOURS = env.number("WAYPOST_CLOCK_U1_HOURS", 24, least=1, most=72)
WAYPOST_CLOCK_SHORT_HOURS = env.number("WAYPOST_CLOCK_SHORT_HOURS", 1, least=1, most=24)
WAYPOST_CLOCK_U2_DAYS = env.number("WAYPOST_CLOCK_U2_DAYS", 3, least=1, most=14)
WAYPOST_CLOCK_U3_DAYS = env.number("WAYPOST_CLOCK_U3_DAYS", 7, least=1, most=60)
# A safeguarding training holds so long; whoever gave a reason reads a case of others for so long.
WAYPOST_TRAINING_DAYS = env.number("WAYPOST_TRAINING_DAYS", 365, least=30, most=1095)
WAYPOST_GLASS_MINUTES = env.number("WAYPOST_GLASS_MINUTES", 60, least=5, most=240)
# Within which time a partner answers a referral before the case comes back, by the urgency of the case.
WAYPOST_REFERRAL_U0_MINUTES = env.number("WAYPOST_REFERRAL_U0_MINUTES", 30, least=5, most=240)
WAYPOST_REFERRAL_U1_HOURS = env.number("WAYPOST_REFERRAL_U1_HOURS", 4, least=1, most=72)
WAYPOST_REFERRAL_U2_DAYS = env.number("WAYPOST_REFERRAL_U2_DAYS", 2, least=1, most=14)
WAYPOST_REFERRAL_U3_DAYS = env.number("WAYPOST_REFERRAL_U3_DAYS", 5, least=1, most=30)
# After which time somebody asks what became of a referral: of the two urgent kinds, and of the others.
WAYPOST_FOLLOW_UP_SOON_DAYS = env.number("WAYPOST_FOLLOW_UP_SOON_DAYS", 2, least=1, most=14)
WAYPOST_FOLLOW_UP_LATER_DAYS = env.number("WAYPOST_FOLLOW_UP_LATER_DAYS", 10, least=1, most=60)
# Requests a minute to the open interface, from one place and from all, in each process; 0 is no limit.
WAYPOST_API_EACH = env.number("WAYPOST_API_EACH", 120, most=1_000_000)
WAYPOST_API_ALL = env.number("WAYPOST_API_ALL", 6_000, most=1_000_000)
# The same for steps of a pathway, each of which is worked out anew.
WAYPOST_API_STEP_EACH = env.number("WAYPOST_API_STEP_EACH", 60, most=1_000_000)
WAYPOST_API_STEP_ALL = env.number("WAYPOST_API_STEP_ALL", 600, most=1_000_000)

# How slow trying out a code is: 64 MiB, six passes, one lane; some 0.35 s of one core (0016, RFC 9106).
WAYPOST_CODE_COST = (64 * 1024, 6, 1)

# The open interface (0012). An endpoint is shut unless it opens itself, and knows nobody.
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["directory.api_guard.Nobody"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["directory.api_guard.Patience"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],  # no browsable pages
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "directory.api_guard.OneForm",
    "EXCEPTION_HANDLER": "directory.api_guard.explained",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # `format` is a parameter of HSDS
}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "seeds" / "languages"]
WAYPOST_LANGUAGES = languages.found(LOCALE_PATHS[0])
LANGUAGES = [(one.code, one.name) for one in WAYPOST_LANGUAGES]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no page of anybody else's reads our files
WHITENOISE_MAX_AGE = 0  # a cached style sheet is a trace; headers.py adds no-store

# A visitor's form holds ticks and one search box: what is larger is no form of ours.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024
# A listing with many numbers, hours and places has so many fields at the desk; the bytes bound them all.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# The largest file that an import at the desk takes. No other page takes any file.
WAYPOST_IMPORT_MEGABYTES = env.number("WAYPOST_IMPORT_MEGABYTES", 64, least=1, most=4096)
FILE_UPLOAD_HANDLERS = [
    "safety.doors.NoFiles"
]  # S2: a part that is a file would be written to a temporary folder

SESSION_ENGINE = "staff.session_store"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 30 * 60  # seconds; half an hour away from the desk ends the session
SESSION_SAVE_EVERY_REQUEST = True
WAYPOST_SESSION_HOURS = 12  # the longest shift; after it everybody signs in anew, busy or not
CSRF_COOKIE_NAME = "desk-form"
CSRF_COOKIE_PATH = "/desk/"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "referral.errors.refused"
WAYPOST_DEVICE_COOKIE = "desk-device"  # says that an account signed in here before; see staff/lockout.py
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:today"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "staff.passwords.Guessable"},  # knows the common ones, and the words of this house
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds; a link in an open mailbox should not work tomorrow
AUTHENTICATION_BACKENDS = ["staff.lockout.Brake", "django.contrib.auth.backends.ModelBackend"]

# The second factor of every account (0008). Development and tests have it off; nothing else may.
WAYPOST_SECOND_FACTOR = True
MFA_ADAPTER = "staff.second_factor.Adapter"
MFA_FORMS = {
    "authenticate": "staff.account_forms.SecondFactor",
    "reauthenticate": "staff.account_forms.SecondFactorAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False  # no device is trusted to leave the second factor out
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account begins with an invitation by mail; there is nothing to verify
MFA_TOTP_ISSUER = WAYPOST_SITE_NAME
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds; clocks of cheap phones go wrong by that much
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_RATE_LIMITS = False  # they keep addresses; staff/lockout.py counts

ACCOUNT_ADAPTER = "staff.sign_in.Adapter"
ACCOUNT_FORMS = {"change_password": "staff.account_forms.NewPassword"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "staff.sign_in.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's mistyped address gets no mail of ours
ACCOUNT_EMAIL_NOTIFICATIONS = False  # allauth's say from which address and browser
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "desk:sign-in"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False  # else a link in a mailbox would be a way in
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True  # asks nobody; the session ends as above either way
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds
ACCOUNT_RATE_LIMITS = False  # they keep addresses; staff/lockout.py counts

AXES_HANDLER = "staff.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger could prolong it for ever
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "staff.lockout.name_digest"
AXES_CLIENT_IP_CALLABLE = "staff.lockout.place_digest"
AXES_CLIENT_STR_CALLABLE = "staff.lockout.nobody"
AXES_SENSITIVE_PARAMETERS = [
    "login",
    "username",
    "email",
    "password",
    "ip_address",
    "code",
    "credential",
    "next",
]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
WAYPOST_PROXIES = env.number("WAYPOST_PROXIES", 0)

DEFAULT_EXCEPTION_REPORTER = "safety.quiet.QuietReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "safety.quiet.NothingOfTheRequest"
LOGGING_CONFIG = "safety.quiet.configure"
LOGGING = {"level": env.one_of("WAYPOST_LOG_LEVEL", ("INFO", "WARNING", "ERROR"), "INFO")}
