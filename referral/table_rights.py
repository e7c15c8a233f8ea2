"""Who may do what with the tables of cases, codes and pathways (pure).

The public door reads the pathways that are walked, adds a handover or a complaint, and reads no handover:
what destroys one are functions of the database that are told what only its code yields.
"""

from typing import Final

from safety.database_rights import ALL, READ, Right, Role, Table, may

OF_THE_DESK: Final[Table] = {Role.DESK: ALL}
ADDED: Final = may(Right.INSERT)
TABLES: Final[dict[str, Table]] = {
    "referral.Handover": {Role.DESK: ALL, Role.PUBLIC: ADDED},
    "referral.HandoverPress": {Role.DESK: ALL, Role.PUBLIC: ADDED},
    "referral.Complaint": {Role.DESK: ALL, Role.PUBLIC: may(Right.INSERT, read="service_id wrong on")},
    "referral.PathwayFile": {Role.DESK: ALL, Role.PUBLIC: READ},
    "referral.BookEdition": {
        Role.DESK: ALL,
        Role.PUBLIC: may(read="id edition files is_current superseded_at rolled_back_at"),
        Role.METRICS: may(read="is_current"),
    },
    **dict.fromkeys(
        (
            "referral.Case", "referral.Note", "referral.Contact", "referral.RemovalRequest",
            "referral.GlassBroken", "referral.Training", "referral.Duty", "referral.Counter",
            "referral.Figure", "referral.CaseDraw", "referral.PathwayLesson", "referral.PathwayDraft",
            "referral.PathwayProof", "referral.Referral", "referral.Step", "referral.Consent",
            "referral.ToldNumber", "referral.PartnerDesk",
        ),
        OF_THE_DESK,
    ),
}  # fmt: skip
FUNCTIONS: Final = {
    "referral_handover_key(text)": (Role.DESK, Role.PUBLIC),
    "referral_handover_destroy(text)": (Role.DESK, Role.PUBLIC),
}
