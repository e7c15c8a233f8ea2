"""A smoke run of `make audit`."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.audit.all import CHECKS, ROOT, production

# Django looks for its own middleware by name. Ours forbid frames in every policy (safety/headers.py) and
# guard the forms of the desk (safety/doors.py); on the public side nothing rides on a forged form.
ANSWERED_OTHERWISE = {"security.W002", "security.W003"}


def test_production_settings_pass_every_check_for_deployment():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    around = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    environment = {**around, **production()}  # a browser of these tests leaves a word for Django there
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"\((\w+\.[A-Z]\d+)\)", done.stderr)) <= ANSWERED_OTHERWISE


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_audit_proves_the_pathways():
    assert ["pathway_check", "--plans"] in [command for command, _ in CHECKS.values()]
