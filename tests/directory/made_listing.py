"""A published listing made up for the tests of the desk: two people never agreed to it, a test wrote it."""

import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from directory import numbering, outward, writing
from directory.models.service import Service
from directory.states import State

OLD: Final = "020 7946 0100"
NEW: Final = "020 7946 0200"


def document(name: str = "Harbour line", **said: Any) -> dict[str, Any]:
    """Return a listing of the United Kingdom with one number; keys of `waypost` are given in `waypost`."""
    ours = {
        "listing": f"gb-{name.lower().replace(' ', '-')}",
        "country": "GB",
        "kind": "crisis",
        "hours_known": "always",
        "seen": "2026-10",
        "grade": "A",
        "sources": [{"name": "its own site", "locator": "https://example.org/about"}],
        **said.pop("waypost", {}),
    }
    return {
        "id": str(uuid.uuid4()),
        "name": name,
        "description": "Somebody to talk to, day and night.",
        "status": "active",
        "minimum_age": 16,
        "phones": [
            {
                "id": str(uuid.uuid4()),
                "number": OLD,
                "type": "voice",
                "waypost": {"e164": "+442079460100", "valid": True},
            }
        ],
        "service_areas": [{"id": str(uuid.uuid4()), "waypost": {"country": "GB"}}],
        "languages": [{"id": str(uuid.uuid4()), "code": "en"}],
        "waypost": ours,
        **said,
    }


def published(name: str = "Harbour line", *, state: State = State.PUBLISHED, **said: Any) -> Service:
    """Return a listing that people read now, verified today."""
    made = document(name, **said)
    with transaction.atomic():
        version = numbering.locked()
        writing.write_documents([made], state=state)
        row = Service.objects.get(pk=made["id"])
        row.verified_at, row.due_on = timezone.now(), timezone.now().date().replace(year=2099)
        row.save(update_fields=["verified_at", "due_on"])
        outward.refresh([row.pk], version=version)
    return row


def taken_away(row: Service) -> None:
    """Leave nothing of a made listing."""
    with transaction.atomic():
        version = numbering.locked()
        key = row.pk
        Service.objects.filter(pk=key).delete()
        outward.refresh([key], version=version)
