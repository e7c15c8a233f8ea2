"""The application that a WSGI server runs (granian with one thread a worker)."""

import os

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from safety import aside, forgetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = forgetting.noted(get_wsgi_application())
aside.begin()  # a server's pages wait for no database that stands still; whoever asks once does so itself

if getattr(settings, "WAYPOST_PRODUCTION", False):  # no server runs Django's checks by itself
    faults = [f"{fault.msg}. {fault.hint}" for fault in run_checks() if fault.level >= ERROR]
    if faults:
        raise ImproperlyConfigured("This would be unsafe to run: " + " ".join(faults))

forgetting.begin()
