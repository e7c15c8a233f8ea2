"""For people in need: refuses to start without each secret, over https only, and shows vetted listings
alone.
"""

from config import databases, doors, env
from config.settings.base import *  # noqa: F403 - settings build on each other

SECRET_KEY = env.text("WAYPOST_SECRET_KEY")
WAYPOST_SEAL_KEY = env.text("WAYPOST_SEAL_KEY")
ALLOWED_HOSTS = env.words("WAYPOST_HOSTS")
WAYPOST_PRODUCTION = True
WAYPOST_DOORS = env.one_of("WAYPOST_DOORS", ("public", "desk", "both", "watch"), "public")
INSTALLED_APPS, MIDDLEWARE = doors.apps(WAYPOST_DOORS), doors.middleware(WAYPOST_DOORS)
# Production names its databases: a forgotten variable must not mean an empty SQLite file.
DATABASES = databases.arranged(WAYPOST_DOORS, folder=None)
WAYPOST_READS_APART = databases.reads_apart(WAYPOST_DOORS)
WAYPOST_READ_URL_UNUSED = databases.is_unused(WAYPOST_DOORS)
WAYPOST_CONTACT = env.text("WAYPOST_CONTACT")
WAYPOST_SOURCE_URL = env.web_address("WAYPOST_SOURCE_URL")

SECURE_SSL_REDIRECT = True
if WAYPOST_DOORS == "watch":  # asked over http, by this machine alone
    ALLOWED_HOSTS, SECURE_REDIRECT_EXEMPT = ["127.0.0.1", "localhost", "[::1]"], [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("WAYPOST_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("WAYPOST_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# The prefix makes a browser refuse such a cookie from a sister site or over http. It demands the path /, so
# the cookie comes to the public door too, where nothing reads it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-desk", "__Host-desk-form"
WAYPOST_DEVICE_COOKIE = "__Host-desk-device"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
WAYPOST_PROXIES = env.number("WAYPOST_PROXIES", 1)

# Mail carries a link or says that something waits, and never what it is.
EMAIL_HOST = env.text("WAYPOST_MAIL_HOST", "localhost")
EMAIL_PORT = int(env.one_of("WAYPOST_MAIL_PORT", ("25", "465", "587"), "587"))
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_PORT == 465, EMAIL_PORT == 587
EMAIL_HOST_USER = env.text("WAYPOST_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("WAYPOST_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text(
    "WAYPOST_MAIL_FROM", f"desk@{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
