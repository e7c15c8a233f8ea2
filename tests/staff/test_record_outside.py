"""What somebody outside can do with a file and no code of ours, and what the guards of the tables tell."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.verifying import missing_guards
from tests.emptying import unguarded

PROCESSES = 8
EACH = 25
pytestmark = pytest.mark.django_db
WRITE = f"""
import django
django.setup()
from django.db import transaction
from staff.audit import Act, record
for page in range({EACH}):
    with transaction.atomic():
        record(act=Act.RECORD_READ, actor=None, subject_kind="record", subject_id="entries", page=page)
"""


@pytest.fixture
def exported(hana: User, signed_in) -> list[list[str]]:
    for page in range(3):
        with transaction.atomic():
            audit.record(
                act=Act.TEAM_MADE,
                actor=hana if page else None,
                subject_kind="team",
                subject_id=page,
                before=page,
            )
    client: Client = signed_in(hana, proved=True)
    answer = client.post("/desk/record/export/")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.promise("S9")
def test_an_outsider_can_make_every_digest_again_from_the_file(exported: list[list[str]]):
    *entries, head = exported[1:]
    assert len(entries) >= 4
    for number, at, act, actor, kind, subject, facts, previous, digest in entries:
        parts = ["waypost-record-1", int(number), at, act, int(actor) if actor else None]
        text = json.dumps([*parts, kind, subject, facts, previous], separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == digest
    assert [before[8] for before in entries[:-1]] == [after[7] for after in entries[1:]]
    assert head[:3] == ["head", entries[-1][0], entries[-1][8]]


@pytest.mark.promise("S9")
@pytest.mark.django_db(transaction=True)
def test_many_processes_at_once_leave_a_whole_chain_without_gaps(root: Path):
    environment = {**os.environ, **databases(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE], cwd=root, env=environment) for _ in range(PROCESSES)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * PROCESSES
    numbers = list(AuditEntry.objects.in_order().values_list("number", flat=True))
    assert numbers == list(range(1, PROCESSES * EACH + 1))
    call_command("audit_verify", verbosity=0)


def databases() -> dict[str, str]:
    """The test database, as another process is told of it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{database['NAME']}"}
    host = quote(database["HOST"], safe="")
    return {"DATABASE_URL": f"postgres://{database['USER']}@{host}/{database['NAME']}"}


# --- the guards ---


def test_every_guard_is_in_place_after_the_migrations():
    assert missing_guards() == []


@pytest.mark.promise("S9")
def test_a_guard_that_was_lifted_is_named(capsys: pytest.CaptureFixture[str]):
    with transaction.atomic(), unguarded():
        assert "staff_auditentry_never_changes" in missing_guards()
        with pytest.raises(CommandError, match="not guarded"):
            call_command("audit_verify")
    assert "a guard is missing: staff_auditentry_never_goes" in capsys.readouterr().out
    assert missing_guards() == []
