"""A smoke run of `make audit`."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.audit.all import CHECKS, ROOT, production


def test_production_settings_pass_every_check_for_deployment():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **production()}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_audit_proves_the_pathways():
    assert ["pathway_check"] in [command for command, _ in CHECKS.values()]
