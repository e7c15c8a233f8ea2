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
}


def role(which: Role) -> Promise:
    """Return the name of a role."""
    return ROLES[which]


def ability(which: Ability) -> Promise:
    """Return the name of an ability; one that a later room forgot to name fails here, in every test of it."""
    return ABILITIES[which]
