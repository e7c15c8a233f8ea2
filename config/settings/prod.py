"""For people in need: refuses to start without each secret, over https only, and shows vetted listings
alone.
"""

from config import env
from config.settings.base import *  # noqa: F403 - settings build on each other

SECRET_KEY = env.text("WAYPOST_SECRET_KEY")
ALLOWED_HOSTS = env.words("WAYPOST_HOSTS")
env.text(
    "DATABASE_URL"
)  # production names its databases; a forgotten variable must not mean an empty SQLite file
env.text("WAYPOST_KEYS_URL")
WAYPOST_PRODUCTION = True
WAYPOST_DOORS = env.one_of("WAYPOST_DOORS", ("public", "desk", "both"), "public")
WAYPOST_CONTACT = env.text("WAYPOST_CONTACT")
WAYPOST_SOURCE_URL = env.web_address("WAYPOST_SOURCE_URL")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("WAYPOST_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("WAYPOST_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
