"""A listing on its way to being public, for the tests alone: drafted, submitted, ticked, agreed to."""

import copy
import datetime as dt
from typing import Any

from directory import vetting, writing
from directory.models.edition import Edition, Origin
from directory.models.service import Service
from staff import agreement
from staff.models.person import User
from staff.models.proposal import Proposal

SERVICE = "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f01"
PHONE = "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f02"
ALL = frozenset(vetting.CHECKS)


def document(**said: Any) -> dict[str, Any]:
    """Return a small listing: one number, one web address, helping in one country."""
    whole = {
        "id": SERVICE,
        "name": "A line",
        "description": "Somebody listens.",
        "url": "https://line.example.org/",
        "status": "active",
        "phones": [
            {
                "id": PHONE,
                "number": "020 7946 0000",
                "type": "voice",
                "waypost": {"e164": "+442079460000", "valid": True},
            }
        ],
        "service_areas": [{"id": "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b2f03", "waypost": {"country": "GB"}}],
        "waypost": {"listing": "gb-drafted", "country": "GB", "kind": "crisis", "grade": "B"},
    }
    return {**whole, **said}


def with_number(of: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the document with another first number."""
    changed = copy.deepcopy(of)
    changed["phones"][0]["number"] = number
    return changed


def draft(person: User, *, service: Service | None = None, **said: Any) -> Edition:
    """Return a draft: of a new listing, or of what a listing says now with some fields changed."""
    base = writing.document_of(service) if service else document()
    return writing.save_draft(person=person, document={**base, **said}, service=service, origin=Origin.DESK)


def submitted(person: User, *, service: Service | None = None, **said: Any) -> Edition:
    """Return an edition in review."""
    edition = draft(person, service=service, **said)
    vetting.submit(person=person, edition=edition)
    return fresh(edition)


def fresh(edition: Edition) -> Edition:
    """Return the edition as it stands in the table, with its service."""
    return Edition.objects.select_related("service").get(pk=edition.pk)


def agree(person: User, edition: Edition) -> Proposal:
    """Agree to an edition as the page does: to what is shown at this moment."""
    proposal = vetting.proposal_of(edition)
    assert proposal is not None
    kind = agreement.kind_of(proposal)
    digest = agreement.digest_now(kind, proposal.contents)
    return agreement.agree(person=person, proposal=proposal, digest=digest)


def published(editor: User, verifier: User, **said: Any) -> Service:
    """Return a listing that two people made public."""
    edition = submitted(editor, **said)
    vetting.tick(person=verifier, edition=edition, checked=ALL)
    agree(verifier, edition)
    return Service.objects.get(pk=edition.service_id)


def cooled(edition: Edition, *, by: dt.timedelta = dt.timedelta(hours=25)) -> Edition:
    """Return an edition in review as if it had been submitted so long ago."""
    row = fresh(edition)
    row.submitted_at -= by
    row.cooling_until -= by
    row.save(update_fields=["submitted_at", "cooling_until"])
    return row
