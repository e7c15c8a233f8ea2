"""Who may do what: the roles, the abilities, and the one table between them (pure). What it does not say is
forbidden.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What somebody is here for."""

    HELPLINE = "helpline-worker"
    SUPERVISOR = "supervisor"
    PARTNER = "partner-worker"
    LISTING_EDITOR = "listing-editor"
    VERIFIER = "verifier"
    PATHWAY_EDITOR = "pathway-editor"
    PATHWAY_REVIEWER = "pathway-reviewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    FUNDER = "funder"


class Ability(StrEnum):
    """Something that a page or a verb asks for."""

    USE_DESK = "use-desk"
    SEE_OWN_ACCOUNT = "see-own-account"
    SEE_PEOPLE = "see-people"
    INVITE = "invite"
    PROPOSE_ROLE = "propose-role"
    AGREE_ROLE = "agree-role"
    REVOKE_ROLE = "revoke-role"
    END_ACCESS = "end-access"
    RESET_SECOND_FACTOR = "reset-second-factor"
    MANAGE_TEAMS = "manage-teams"
    CHANGE_RETENTION = "change-retention"
    AGREE_RETENTION = "agree-retention"
    SEE_INVENTORY = "see-inventory"
    READ_RECORD = "read-record"
    EXPORT_RECORD = "export-record"
    VERIFY_RECORD = "verify-record"
    SEE_LISTINGS = "see-listings"
    WITHDRAW_LISTING = "withdraw-listing"
    PROPOSE_LISTING = "propose-listing"
    AGREE_LISTING = "agree-listing"
    EDIT_LISTING = "edit-listing"
    VERIFY_LISTING = "verify-listing"
    SHORTEN_COOLING = "shorten-cooling"
    READ_SHELTER = "read-shelter"
    IMPORT_LISTINGS = "import-listings"
    AGREE_IMPORT = "agree-import"
    EXPORT_LISTINGS = "export-listings"
    EDIT_TERMS = "edit-terms"
    SEE_PLATFORMS = "see-platforms"
    SEE_PATHWAYS = "see-pathways"
    EDIT_PATHWAY = "edit-pathway"
    PROPOSE_PATHWAY = "propose-pathway"
    AGREE_PATHWAY = "agree-pathway"
    ROLL_BACK_PATHWAY = "roll-back-pathway"
    SEE_PROPOSALS = "see-proposals"
    SEE_COMPLAINTS = "see-complaints"
    SEE_COVERAGE = "see-coverage"
    OPEN_HANDOVER = "open-handover"
    SEE_CASES = "see-cases"
    WORK_CASE = "work-case"
    LOWER_URGENCY = "lower-urgency"
    CLOSE_CASE = "close-case"
    BREAK_GLASS = "break-glass"
    REVIEW_CASES = "review-cases"
    SEE_QUEUE_TIMES = "see-queue-times"
    REFER = "refer"
    CHECK_CONSENT = "check-consent"
    EXPORT_REFERRAL = "export-referral"
    ANSWER_REFERRAL = "answer-referral"
    REPORT_CAPACITY = "report-capacity"
    PROPOSE_PARTNER = "propose-partner"
    AGREE_PARTNER = "agree-partner"
    END_PARTNER = "end-partner"
    SEE_FIGURES = "see-figures"
    EXPORT_FIGURES = "export-figures"


class NotAllowed(Exception):
    """Somebody tried what none of their roles allows."""

    def __init__(self, ability: Ability | None = None) -> None:
        super().__init__(ability or "a page that names no ability")
        self.ability = ability


# What an account has before its first role: somebody has to be able to set up a second factor and sign out.
WITHOUT_ROLE: Final = frozenset({Ability.SEE_OWN_ACCOUNT})
_EVERYBODY: Final = WITHOUT_ROLE | {Ability.USE_DESK}

TABLE: Final[Mapping[Role, frozenset[Ability]]] = MappingProxyType(
    {
        Role.HELPLINE: _EVERYBODY
        | {
            Ability.SEE_PLATFORMS, Ability.OPEN_HANDOVER, Ability.SEE_CASES, Ability.WORK_CASE,
            Ability.LOWER_URGENCY, Ability.CLOSE_CASE, Ability.BREAK_GLASS,
            Ability.REFER, Ability.EXPORT_REFERRAL,
        },
        Role.SUPERVISOR: _EVERYBODY
        | {
            Ability.SEE_PEOPLE,  # people of the own team
            Ability.SEE_LISTINGS, Ability.WITHDRAW_LISTING, Ability.SHORTEN_COOLING,
            Ability.EXPORT_LISTINGS, Ability.SEE_PLATFORMS, Ability.SEE_COMPLAINTS,
            Ability.SEE_COVERAGE,
            Ability.OPEN_HANDOVER, Ability.SEE_CASES, Ability.WORK_CASE, Ability.LOWER_URGENCY,
            Ability.CLOSE_CASE, Ability.BREAK_GLASS, Ability.REVIEW_CASES, Ability.SEE_QUEUE_TIMES,
            Ability.REFER, Ability.CHECK_CONSENT, Ability.EXPORT_REFERRAL,
            Ability.SEE_FIGURES, Ability.EXPORT_FIGURES,
        },
        # of the own team only, and what the person agreed to
        Role.PARTNER: _EVERYBODY
        | {Ability.ANSWER_REFERRAL, Ability.REPORT_CAPACITY, Ability.EXPORT_REFERRAL},
        Role.LISTING_EDITOR: _EVERYBODY
        | {
            Ability.SEE_LISTINGS, Ability.PROPOSE_LISTING, Ability.WITHDRAW_LISTING, Ability.SEE_PROPOSALS,
            Ability.EDIT_LISTING, Ability.VERIFY_LISTING, Ability.READ_SHELTER, Ability.IMPORT_LISTINGS,
            Ability.EXPORT_LISTINGS, Ability.EDIT_TERMS, Ability.SEE_PLATFORMS,
        },
        Role.VERIFIER: _EVERYBODY
        | {
            Ability.SEE_LISTINGS, Ability.AGREE_LISTING, Ability.WITHDRAW_LISTING, Ability.SEE_PROPOSALS,
            Ability.VERIFY_LISTING, Ability.READ_SHELTER, Ability.AGREE_IMPORT, Ability.EXPORT_LISTINGS,
            Ability.SEE_PLATFORMS,
        },
        Role.PATHWAY_EDITOR: _EVERYBODY
        | {
            Ability.SEE_PATHWAYS, Ability.EDIT_PATHWAY, Ability.PROPOSE_PATHWAY, Ability.ROLL_BACK_PATHWAY,
            Ability.SEE_PROPOSALS,
        },
        Role.PATHWAY_REVIEWER: _EVERYBODY
        | {
            Ability.SEE_PATHWAYS, Ability.AGREE_PATHWAY, Ability.ROLL_BACK_PATHWAY, Ability.SEE_PROPOSALS,
        },
        Role.ADMINISTRATOR: _EVERYBODY  # people, never content
        | {
            Ability.SEE_PEOPLE, Ability.INVITE, Ability.PROPOSE_ROLE, Ability.AGREE_ROLE,
            Ability.REVOKE_ROLE, Ability.END_ACCESS, Ability.RESET_SECOND_FACTOR, Ability.MANAGE_TEAMS,
            Ability.CHANGE_RETENTION, Ability.AGREE_RETENTION, Ability.SEE_INVENTORY, Ability.SEE_PROPOSALS,
            Ability.PROPOSE_PARTNER, Ability.AGREE_PARTNER, Ability.END_PARTNER,
        },
        Role.AUDITOR: _EVERYBODY
        | {
            Ability.READ_RECORD, Ability.EXPORT_RECORD, Ability.VERIFY_RECORD, Ability.SEE_INVENTORY,
        },
        Role.FUNDER: _EVERYBODY | {Ability.SEE_FIGURES, Ability.EXPORT_FIGURES},
    }
)  # fmt: skip

# Whoever reads the record does nothing that could stand in it.
ALONE: Final = frozenset({Role.AUDITOR})


def may(roles: Iterable[Role], ability: Ability) -> bool:
    """Return whether one of the roles has the ability."""
    return ability in WITHOUT_ROLE or any(ability in TABLE[role] for role in roles)


def fits(role: Role, *, beside: Iterable[Role]) -> bool:
    """Return whether one person may have the role beside the others."""
    held = frozenset(beside) - {role}
    return not held or (role not in ALONE and not held & ALONE)


def rows() -> list[tuple[Ability, tuple[bool, ...]]]:
    """Return the table as it is printed: a row for each ability, a yes or no for each role."""
    return [(ability, tuple(may([role], ability) for role in Role)) for ability in Ability]
