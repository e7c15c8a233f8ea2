"""How roles and abilities are called on pages and in the docs."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.roles import Ability, Role

ROLES: Final[dict[Role, Promise]] = {
    Role.HELPLINE: _("Helpline worker"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.PARTNER: _("Partner worker"),
    Role.LISTING_EDITOR: _("Listing editor"),
    Role.VERIFIER: _("Verifier"),
    Role.PATHWAY_EDITOR: _("Pathway editor"),
    Role.PATHWAY_REVIEWER: _("Pathway reviewer"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Auditor"),
    Role.FUNDER: _("Funder"),
}
WORK: Final[dict[Role, Promise]] = {
    Role.HELPLINE: _("Answers people and takes their cases"),
    Role.SUPERVISOR: _("Looks after a team and sees its people"),
    Role.PARTNER: _("Takes referrals for a partner organisation"),
    Role.LISTING_EDITOR: _("Writes listings and proposes them"),
    Role.VERIFIER: _("Checks listings and agrees to them"),
    Role.PATHWAY_EDITOR: _("Writes pathways and proposes them"),
    Role.PATHWAY_REVIEWER: _("Reads pathways and agrees to them"),
    Role.ADMINISTRATOR: _("Looks after accounts, roles, teams and retention; sees no case"),
    Role.AUDITOR: _("Reads the record, and has no other role"),
    Role.FUNDER: _("Reads the figures that may be published, and nothing else"),
}
ABILITIES: Final[dict[Ability, Promise]] = {
    Ability.USE_DESK: _("Use the desk"),
    Ability.SEE_OWN_ACCOUNT: _("See the own account"),
    Ability.SEE_PEOPLE: _("See people"),
    Ability.INVITE: _("Invite somebody"),
    Ability.PROPOSE_ROLE: _("Propose a role"),
    Ability.AGREE_ROLE: _("Agree to a role"),
    Ability.REVOKE_ROLE: _("End a role"),
    Ability.END_ACCESS: _("End somebody's access"),
    Ability.RESET_SECOND_FACTOR: _("Help after a lost second factor"),
    Ability.MANAGE_TEAMS: _("Make and change teams"),
    Ability.CHANGE_RETENTION: _("Propose another time of keeping"),
    Ability.AGREE_RETENTION: _("Agree to another time of keeping"),
    Ability.SEE_INVENTORY: _("See what is stored, how long, and what was destroyed"),
    Ability.READ_RECORD: _("Read the record"),
    Ability.EXPORT_RECORD: _("Export the record"),
    Ability.VERIFY_RECORD: _("Verify the record"),
    Ability.SEE_LISTINGS: _("See listings"),
    Ability.WITHDRAW_LISTING: _("Withdraw a listing"),
    Ability.PROPOSE_LISTING: _("Propose to publish or restore a listing"),
    Ability.AGREE_LISTING: _("Agree to a listing"),
    Ability.EDIT_LISTING: _("Write a listing"),
    Ability.VERIFY_LISTING: _("Verify that a listing is still true"),
    Ability.SHORTEN_COOLING: _("Shorten a cooling-off time"),
    Ability.READ_SHELTER: _("Read confidential details of a listing"),
    Ability.IMPORT_LISTINGS: _("Import listings"),
    Ability.AGREE_IMPORT: _("Agree to an import"),
    Ability.EXPORT_LISTINGS: _("Export listings"),
    Ability.EDIT_TERMS: _("Change the words of search and import"),
    Ability.SEE_PLATFORMS: _("Look up how to report on a platform"),
    Ability.SEE_PATHWAYS: _("See how pathways are made, and walk drafts"),
    Ability.EDIT_PATHWAY: _("Write a pathway"),
    Ability.PROPOSE_PATHWAY: _("Propose to publish a pathway or an older edition"),
    Ability.AGREE_PATHWAY: _("Agree to a pathway"),
    Ability.ROLL_BACK_PATHWAY: _("Take pathways back to the edition before"),
    Ability.SEE_PROPOSALS: _("See what waits for a second person"),
    Ability.SEE_COMPLAINTS: _("See complaints, and put them away"),
    Ability.SEE_COVERAGE: _("See where help is missing"),
    Ability.OPEN_HANDOVER: _("Open a code that somebody was given"),
    Ability.SEE_CASES: _("See the cases of the own team"),
    Ability.WORK_CASE: _("Start cases and work on them"),
    Ability.LOWER_URGENCY: _("Lower the urgency of a case"),
    Ability.CLOSE_CASE: _("Close a case, and open it again"),
    Ability.BREAK_GLASS: _("Open a case outside the own work, with a reason"),
    Ability.REVIEW_CASES: _("Look after the cases of a team"),
    Ability.SEE_QUEUE_TIMES: _("See how long people wait"),
    Ability.REFER: _("Refer a person to a service"),
    Ability.CHECK_CONSENT: _("Check the consent of a child before anything is sent"),
    Ability.EXPORT_REFERRAL: _("Print or export a referral"),
    Ability.ANSWER_REFERRAL: _("Answer the referrals to the own team"),
    Ability.REPORT_CAPACITY: _("Say how much room the own services have"),
    Ability.PROPOSE_PARTNER: _("Propose which team answers for a service"),
    Ability.AGREE_PARTNER: _("Agree to which team answers for a service"),
    Ability.END_PARTNER: _("End that a team answers for a service"),
    Ability.SEE_FIGURES: _("See the figures"),
    Ability.EXPORT_FIGURES: _("Take the figures out"),
}


def role(which: Role) -> Promise:
    """Return the name of a role."""
    return ROLES[which]


def ability(which: Ability) -> Promise:
    """Return the name of an ability; one that a later room forgot to name fails here, in every test of it."""
    return ABILITIES[which]
