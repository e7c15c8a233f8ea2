"""Every act that goes on record, and the only facts each may carry. Pure: no Django, no database."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Act(StrEnum):
    """What can be done at the desk that must stay known (S9)."""

    FIRST_PEOPLE_MADE = "first-people.made"
    PERSON_INVITED = "person.invited"
    PERSON_JOINED = "person.joined"
    PERSON_LEFT = "person.left"
    PERSON_CHANGED = "person.changed"
    PERSON_ASKED_DORMANT = "person.asked-dormant"
    PERSON_CLOSED_DORMANT = "person.closed-dormant"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    INVITATION_FAILED = "invitation.failed"
    TEAM_MADE = "team.made"
    TEAM_CHANGED = "team.changed"
    ROLE_PROPOSED = "role.proposed"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    SIGNIN_OK = "signin.ok"
    SIGNIN_FAILED = "signin.failed"
    SIGNIN_LOCKED = "signin.locked"
    SIGNIN_UNLOCKED = "signin.unlocked"
    SIGNIN_ENDED = "signin.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - names an act, opens nothing
    PASSWORD_RESET_ASKED = "password.reset-asked"  # noqa: S105 - names an act, opens nothing
    PASSWORD_RESET_FAILED = "password.reset-failed"  # noqa: S105 - names an act, opens nothing
    PASSWORD_RESET = "password.reset"  # noqa: S105 - names an act, opens nothing
    SECOND_FACTOR_ADDED = "second-factor.added"
    SECOND_FACTOR_REMOVED = "second-factor.removed"
    SECOND_FACTOR_RESET = "second-factor.reset"
    SECOND_FACTOR_FAILED = "second-factor.failed"
    SESSION_REVOKED = "session.revoked"
    PAGE_REFUSED = "page.refused"  # at most one a day for a person and a kind of page, and so is
    PAGE_MISSED = "page.missed"  # what is not there, or is not theirs: nobody at the desk is told which
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_AGREED = "proposal.agreed"
    PROPOSAL_REFUSED = "proposal.refused"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn"
    PROPOSAL_EXPIRED = "proposal.expired"
    LISTING_WITHDRAWN = "listing.withdrawn"
    LISTING_RESTORED = "listing.restored"
    LISTING_PUBLISHED = "listing.published"
    LISTING_DRAFTED = "listing.drafted"
    LISTING_SUBMITTED = "listing.submitted"
    LISTING_TAKEN_BACK = "listing.taken-back"
    LISTING_DISCARDED = "listing.discarded"
    LISTING_REFUSED = "listing.refused"
    LISTING_VERIFIED = "listing.verified"
    LISTING_AGED = "listing.aged"  # its date moved it; nobody did
    CALL_BACK_RECORDED = "listing.call-back"
    COOLING_SHORTENED = "listing.cooling-shortened"
    CHECKLIST_TICKED = "listing.checklist-ticked"
    SHELTER_READ = "shelter.read"
    SHELTER_SEALED = "shelter.sealed"
    IMPORT_PROPOSED = "import.proposed"
    IMPORT_DONE = "import.done"
    EXPORT_DONE = "export.done"
    FEEDBACK_SEEN = "feedback.seen"
    COMPLAINTS_SEEN = "complaint.seen"
    TERMS_CHANGED = "terms.changed"
    PATHWAY_DRAFTED = "pathway.drafted"
    PATHWAY_SAVED = "pathway.saved"
    PATHWAY_DISCARDED = "pathway.discarded"
    PATHWAY_CHECKED = "pathway.checked"
    PATHWAY_PROOF_BEGUN = "pathway.proof-begun"
    PATHWAY_PROVED = "pathway.proved"
    PATHWAY_SUBMITTED = "pathway.submitted"
    PATHWAY_TAKEN_BACK = "pathway.taken-back"
    PATHWAY_REFUSED = "pathway.refused"
    PATHWAY_PUBLISHED = "pathway.published"
    PATHWAY_ROLLED_BACK = "pathway.rolled-back"
    PATHWAY_LESSON_DONE = "pathway.lesson-done"
    FIGURES_EXPORTED = "figures.exported"
    RETENTION_PROPOSED = "retention.proposed"
    RETENTION_CHANGED = "retention.changed"
    RETENTION_PURGED = "retention.purged"
    PERSON_FORGOTTEN = "person.forgotten"
    INVENTORY_READ = "inventory.read"
    HANDOVER_MISSED = "handover.missed"  # a code was tried at the desk that opened nothing
    CASE_STARTED = "case.started"
    CASE_LISTED = "case.listed"
    CASE_SEEN = "case.seen"
    CASE_TAKEN = "case.taken"
    CASE_RELEASED = "case.released"
    CASE_PASSED = "case.passed"
    CASE_URGENCY = "case.urgency"
    CASE_FACTS_CHANGED = "case.facts-changed"
    CASE_NOTED = "case.noted"
    CASE_CONTACT_SET = "case.contact-set"
    CASE_CONTACT_SEEN = "case.contact-seen"
    CASE_CONTACT_REMOVED = "case.contact-removed"
    CASE_GLASS_BROKEN = "case.glass-broken"
    CASE_GLASS_SEEN = "case.glass-seen"
    CASE_RUNG = "case.rung"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    CASE_DESTROYED = "case.destroyed"
    CASE_DRAWN = "case.drawn"  # by chance, for a review
    CASE_NOT_REVIEWED = "case.not-reviewed"  # a draw was given back
    CASE_REVIEWED = "case.reviewed"
    REMOVAL_ASKED = "removal.asked"
    REMOVAL_ANSWERED = "removal.answered"
    REMOVAL_REFUSED = "removal.refused"
    TRAINING_CONFIRMED = "training.confirmed"
    DUTY_SET = "duty.set"
    CONSENT_GIVEN = "consent.given"
    CONSENT_CHECKED = "consent.checked"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    REFERRAL_DRAFTED = "referral.drafted"
    REFERRAL_SENT = "referral.sent"
    REFERRAL_LISTED = "referral.listed"
    REFERRAL_SEEN = "referral.seen"
    REFERRAL_READ = "referral.read"
    REFERRAL_ASKED = "referral.asked"
    REFERRAL_ANSWERED = "referral.answered"
    REFERRAL_ACCEPTED = "referral.accepted"
    REFERRAL_WAITLISTED = "referral.waitlisted"
    REFERRAL_STARTED = "referral.started"
    REFERRAL_COMPLETED = "referral.completed"
    REFERRAL_DECLINED = "referral.declined"
    REFERRAL_RETURNED = "referral.returned"
    REFERRAL_UNREACHABLE = "referral.unreachable"
    REFERRAL_EXPIRED = "referral.expired"
    REFERRAL_REVOKED = "referral.revoked"
    REFERRAL_SHUT = "referral.shut"  # its last day is over: what was shared cannot be read any more
    REFERRAL_FOLLOWED = "referral.followed"
    REFERRAL_PRINTED = "referral.printed"
    REFERRAL_EXPORTED = "referral.exported"
    NUMBER_TOLD = "number.told"
    CAPACITY_REPORTED = "capacity.reported"
    PARTNER_DESK_SET = "partner-desk.set"
    PARTNER_DESK_ENDED = "partner-desk.ended"
    RECORD_READ = "record.read"
    RECORD_EXPORTED = "record.exported"
    RECORD_VERIFIED = "record.verified"
    RECORD_CUT = "record.cut"  # its beginning went, because its time was over


# What a fact may be called, whatever the act. A key that is not here is free text waiting to happen.
NUMBERS: Final = frozenset(
    {"proposal", "team", "before", "after", "count", "first", "last", "page", "person", "invitation", "days"}
) | frozenset({"added", "changed", "gone", "refused", "repaired"})  # services or rows of an import
SLUGS: Final = frozenset(
    {
        "about",  # the id of what a proposal is about
        "about_kind",
        "edition",  # its id
        "feed",  # the slug of an import
        "format",  # of a file that came in or went out
        "how",  # totp, webauthn, recovery-codes, password
        "kind",
        "language",
        "outcome",  # of a call, a check
        "only",  # the act that a look at the record was narrowed to
        "part",  # which field of a thing changed
        "reason",
        "role",
        "shown",  # the digest of what the second person was shown
        "since",
        "state",
        "until",
    }
)

_PROPOSAL: Final = frozenset({"kind", "about_kind", "about", "reason", "shown"})
_PERSON: Final = frozenset({"role", "team", "invitation", "reason", "count", "person"})
_ACCESS: Final = frozenset({"how", "reason", "count", "kind"})
_LISTING: Final = frozenset(
    {"reason", "proposal", "state", "edition", "how", "outcome", "shown", "feed", "count", "until"}
)
_SHELTER: Final = frozenset({"kind", "edition", "count"})
_IMPORT: Final = frozenset({"added", "changed", "gone", "refused", "repaired", "proposal", "shown", "state"})
_MANY: Final = frozenset({"feed", "format", "count"})  # what came in or went out
_PATHWAY: Final = frozenset({"part", "kind", "edition", "state", "shown", "reason", "count"})
_RECORD: Final = frozenset({"only", "person", "kind", "since", "until", "page", "first", "last", "count"})

BY_BEGINNING: Final[Mapping[str, frozenset[str]]] = {
    "first-people": _PERSON,
    "person": _PERSON | {"days", "part"},
    "invitation": _PERSON | {"days"},
    "team": frozenset({"part", "before", "after", "person"}),
    "role": frozenset({"role", "proposal", "reason", "person"}),
    "signin": _ACCESS,
    "password": _ACCESS,
    "second-factor": _ACCESS | {"person"},
    "session": _ACCESS | {"person"},
    "page": frozenset(),
    "proposal": _PROPOSAL,
    "listing": _LISTING,
    "shelter": _SHELTER,
    "import": _MANY | _IMPORT,
    "export": _MANY,
    "feedback": frozenset({"count", "kind"}),
    "complaint": frozenset({"count"}),
    "terms": frozenset({"kind", "language", "part", "count", "before", "after"}),
    "pathway": _PATHWAY,
    "retention": frozenset({"kind", "before", "after", "proposal", "count"}),
    "inventory": frozenset({"count"}),
    "figures": frozenset({"count", "format", "since"}),
    "handover": frozenset({"how"}),
    "case": frozenset(
        {"how", "reason", "state", "team", "person", "count", "page", "part", "before", "after", "until"}
    ),
    "removal": frozenset({"state", "days", "reason"}),
    "training": frozenset({"until"}),
    "duty": frozenset({"until", "state"}),
    # Never a reason, a need or a service: those say something of the person, and are sealed with the case.
    "consent": frozenset({"state", "count", "until", "about", "about_kind"}),
    "referral": frozenset({"state", "team", "count", "until", "about", "about_kind", "format", "how"}),
    "number": frozenset({"count"}),
    "capacity": frozenset({"state", "days", "count"}),
    "partner-desk": frozenset({"team", "person", "count"}),
    "record": _RECORD | {"shown"},
}


def facts_of(act: Act) -> frozenset[str]:
    """Return the names of the facts that an act may carry."""
    return BY_BEGINNING[act.value.partition(".")[0]]
