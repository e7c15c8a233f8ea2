"""Who may do what with the tables of people at the desk (pure). The public door has no business with any."""

from typing import Final

from safety.database_rights import ADD, ALL, READ, Right, Role, Table, may

NOBODY: Final[Table] = {}
OF_THE_DESK: Final[Table] = {Role.DESK: ALL}
READ_AT_THE_DESK: Final[Table] = {Role.DESK: READ}
TABLES: Final[dict[str, Table]] = {
    **dict.fromkeys(
        (
            "staff.Team", "staff.User", "staff.RoleGrant", "staff.Invitation", "staff.Proposal",
            "staff.DeskSession", "account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator",
            "axes.AccessAttempt", "axes.AccessAttemptExpiration",
        ),
        OF_THE_DESK,
    ),
    # The record only grows (S9); its old end is cut by the owner of the tables.
    "staff.AuditEntry": {Role.DESK: ADD},
    "staff.AuditHead": {Role.DESK: may(Right.SELECT, Right.UPDATE)},
    "staff.AuditCut": READ_AT_THE_DESK,
    # Lists of Django's own, which nobody has a right by here.
    **dict.fromkeys(
        ("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
        READ_AT_THE_DESK,
    ),
    # Never written: the settings keep axes from it, and the record takes the place of the admin's log.
    "admin.LogEntry": READ_AT_THE_DESK,
    "axes.AccessLog": READ_AT_THE_DESK,
    "axes.AccessFailureLog": READ_AT_THE_DESK,
}  # fmt: skip
