"""How the acts on record are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.acts import Act

ACTS: Final[dict[str, Promise]] = {
    Act.FIRST_PEOPLE_MADE: _("First administrators made"),
    Act.PERSON_INVITED: _("Somebody invited"),
    Act.PERSON_JOINED: _("Invitation accepted"),
    Act.PERSON_LEFT: _("Access ended"),
    Act.PERSON_CHANGED: _("Account changed"),
    Act.PERSON_ASKED_DORMANT: _("Asked whether an account is still needed"),
    Act.PERSON_CLOSED_DORMANT: _("Unused account closed"),
    Act.INVITATION_WITHDRAWN: _("Invitation withdrawn"),
    Act.INVITATION_FAILED: _("Invitation tried in vain"),
    Act.TEAM_MADE: _("Team made"),
    Act.TEAM_CHANGED: _("Team changed"),
    Act.ROLE_PROPOSED: _("Role proposed"),
    Act.ROLE_GRANTED: _("Role given"),
    Act.ROLE_REVOKED: _("Role ended"),
    Act.SIGNIN_OK: _("Signed in"),
    Act.SIGNIN_FAILED: _("Sign-in tried in vain"),
    Act.SIGNIN_LOCKED: _("Sign-in locked for a while"),
    Act.SIGNIN_UNLOCKED: _("Sign-in unlocked"),
    Act.SIGNIN_ENDED: _("Signed out"),
    Act.PASSWORD_CHANGED: _("Password changed"),
    Act.PASSWORD_RESET_ASKED: _("New password asked for"),
    Act.PASSWORD_RESET_FAILED: _("New password tried in vain"),
    Act.PASSWORD_RESET: _("New password set"),
    Act.SECOND_FACTOR_ADDED: _("Second factor added"),
    Act.SECOND_FACTOR_REMOVED: _("Second factor removed"),
    Act.SECOND_FACTOR_RESET: _("Second factor taken off after a loss"),
    Act.SECOND_FACTOR_FAILED: _("Second factor tried in vain"),
    Act.SESSION_REVOKED: _("Session ended from elsewhere"),
    Act.PROPOSAL_MADE: _("Proposal made"),
    Act.PROPOSAL_AGREED: _("Proposal agreed to"),
    Act.PROPOSAL_REFUSED: _("Proposal refused"),
    Act.PROPOSAL_WITHDRAWN: _("Proposal withdrawn"),
    Act.PROPOSAL_EXPIRED: _("Proposal ran out"),
    Act.LISTING_WITHDRAWN: _("Listing withdrawn"),
    Act.LISTING_RESTORED: _("Listing restored"),
    Act.LISTING_PUBLISHED: _("Listing published"),
    Act.LISTING_DRAFTED: _("Draft of a listing written"),
    Act.LISTING_SUBMITTED: _("Draft of a listing put before a second person"),
    Act.LISTING_TAKEN_BACK: _("Draft of a listing taken back"),
    Act.LISTING_DISCARDED: _("Draft of a listing put aside"),
    Act.LISTING_REFUSED: _("Draft of a listing refused"),
    Act.LISTING_VERIFIED: _("Listing verified"),
    Act.LISTING_AGED: _("Listing moved on by its date"),
    Act.CALL_BACK_RECORDED: _("Call to the old number recorded"),
    Act.COOLING_SHORTENED: _("Cooling-off time shortened"),
    Act.CHECKLIST_TICKED: _("Checklist worked through"),
    Act.SHELTER_READ: _("Confidential details read"),
    Act.SHELTER_SEALED: _("Confidential details sealed"),
    Act.IMPORT_PROPOSED: _("Import proposed"),
    Act.IMPORT_DONE: _("Import done"),
    Act.EXPORT_DONE: _("Listings exported"),
    Act.FEEDBACK_SEEN: _("Reports from the public dealt with"),
    Act.COMPLAINTS_SEEN: _("Complaints dealt with"),
    Act.TERMS_CHANGED: _("Words for search or import changed"),
    Act.PATHWAY_DRAFTED: _("Draft of a pathway begun"),
    Act.PATHWAY_SAVED: _("Draft of a pathway written"),
    Act.PATHWAY_DISCARDED: _("Draft of a pathway put aside"),
    Act.PATHWAY_CHECKED: _("Draft of a pathway checked, walk by walk"),
    Act.PATHWAY_SUBMITTED: _("Draft of a pathway put before a second person"),
    Act.PATHWAY_TAKEN_BACK: _("Draft of a pathway taken back"),
    Act.PATHWAY_REFUSED: _("Draft of a pathway refused"),
    Act.PATHWAY_PUBLISHED: _("Pathway published"),
    Act.PATHWAY_ROLLED_BACK: _("Pathways taken back to the edition before"),
    Act.RETENTION_PROPOSED: _("Time of keeping proposed"),
    Act.RETENTION_CHANGED: _("Time of keeping changed"),
    Act.RECORD_READ: _("Record read"),
    Act.RECORD_EXPORTED: _("Record exported"),
    Act.RECORD_VERIFIED: _("Record verified"),
}


def said(act: str) -> str:
    """Return the words for an act; one that has none yet stands for itself."""
    return str(ACTS.get(act, act))
