"""What each column of the staff room's tables is for, and of those that its packages brought along (pure)."""

from typing import Final

from safety.inventory import Column, Ground, Table

COLLEAGUES: Final = "administrators; supervisors, of their own team"
AUDITOR: Final = "the auditor"
OWNER: Final = "the program; the person's own account page"
PROGRAM: Final = "the program"
LIST: Final = "a list that Django keeps; gives nobody a right here"
NEVER: Final = "never written here"


def _same(purpose: str, *names: str) -> dict[str, Column | str]:
    return dict.fromkeys(names, purpose)


PEOPLE: Final = {
    "staff.Team": Table(
        "who works together", Ground.NOBODY, "everybody at the desk",
        {"id": "names the row", "name": "what the team is called"},
    ),
    "staff.User": Table(
        "somebody who works here", Ground.WORK, COLLEAGUES,
        {
            "id": Column("the number by which the record names the person", keep="as long as the site"),
            "email": "where the invitation and letters go; what one signs in with",
            "name": "what colleagues call the person",
            "password": Column("a digest (Argon2) of the password", readers=PROGRAM),
            "team": "whose cases and people are theirs",
            "language": Column("the language of the desk", readers=OWNER),
            "is_active": "whether the account is open",
            "last_login": Column("the last sign-in, for resetting a password", readers=PROGRAM),
            "joined_at": "when the invitation was accepted",
            "last_seen_on": "the last day at the desk: unused accounts are closed",
            "asked_on": "the day on which we asked whether the account is needed",
            "left_at": "when access ended",
        },
    ),
    "staff.RoleGrant": Table(
        "a role that somebody has or had", Ground.ACCOUNT, COLLEAGUES,
        {
            "id": "names the row", "user": "whose role", "role": "which role",
            "granted_by": "who proposed it", "granted_at": "since when", "agreed_by": "who agreed",
            "ended_at": "until when", "ended_by": "who ended it",
        },
    ),
    "staff.Invitation": Table(
        "a link that sets a first password, once", Ground.WORK, "administrators",
        {
            "id": "names the row", "user": "who was invited",
            "digest": Column("a digest of the link; it opens nothing", readers=PROGRAM),
            "invited_by": "by whom", "made_at": "when", "expires_at": "until when it works",
            "used_at": "when it was accepted", "withdrawn_at": "when it was taken back",
        },
    ),
    "staff.DeskSession": Table(
        "a browser that is signed in; neither address nor browser", Ground.WORK, OWNER,
        {
            "session_key": Column("what the cookie says", readers=PROGRAM),
            "session_data": Column("what the desk remembers of the visit, filters among it", readers=PROGRAM),
            "expire_date": "when it ends", "user": "whose", "started_at": "since when",
        },
    ),
}  # fmt: skip
RECORD: Final = {
    "staff.Proposal": Table(
        "a change that waits for a second person, or was decided", Ground.ACCOUNT,
        "whoever may propose or agree to it",
        {
            **_same("names the row", "id"),
            "kind": "what would change", "subject_kind": "of what", "subject_id": "of which",
            "payload": "the change, in numbers and slugs", "payload_digest": "tells two alike apart",
            "digest": "of what the proposer was shown", "proposer_id": "who proposed", "proposed_at": "when",
            "expires_at": "until when it can be decided", "state": "how it stands",
            "decided_by_id": "who decided", "decided_at": "when", "reason": "why, from a list",
        },
    ),
    "staff.AuditEntry": Table(
        "one act of somebody at the desk, in numbers and words from lists; never content", Ground.ACCOUNT,
        AUDITOR,
        {
            "number": "its place in the record", "at": "when", "act": "what was done",
            "actor_id": "by whom, as a number", "subject_kind": "to what", "subject_id": "to which",
            "facts": "more from lists, never typed", "previous": "the digest before", "digest": "its own",
        },
    ),
    "staff.AuditHead": Table(
        "how far the record reaches", Ground.NOBODY, AUDITOR,
        {"id": "there is one row", "number": "the newest entry", "digest": "its digest", "at": "when"},
    ),
    "staff.AuditCut": Table(
        "where the record's beginning went when its time was over", Ground.NOBODY, AUDITOR,
        {"number": "the last entry that went", "digest": "its digest", "at": "when"},
    ),
}  # fmt: skip
_PLACE: Final = {
    "user_agent": "always empty here",
    "ip_address": "a digest under a key, in the form of an address; no address",
    "username": "a digest under a key of the name that was tried; no name",
    "http_accept": "always empty here",
    "path_info": "always the sign-in page",
    "attempt_time": "when",
}
PACKAGES: Final = {
    "axes.AccessAttempt": Table(
        "wrong passwords, counted to slow down guessing", Ground.WORK, PROGRAM,
        {
            "id": "names the row", **_PLACE, "get_data": "always empty here",
            "post_data": "names of fields, values masked", "failures_since_start": "how many",
        },
    ),
    "axes.AccessAttemptExpiration": Table(
        "until when a count holds", Ground.WORK, PROGRAM,
        {"access_attempt": "which count", "expires_at": "until when"},
    ),
    "axes.AccessFailureLog": Table(
        NEVER, Ground.NOBODY, PROGRAM, {"id": NEVER, **dict.fromkeys(_PLACE, NEVER), "locked_out": NEVER}
    ),
    "axes.AccessLog": Table(
        NEVER, Ground.NOBODY, PROGRAM,
        {"id": NEVER, **dict.fromkeys(_PLACE, NEVER), "logout_time": NEVER, "session_hash": NEVER},
    ),
    "account.EmailAddress": Table(
        "the address of an account, as the package of signing in keeps it", Ground.WORK, PROGRAM,
        {
            "id": "names the row", "user": "whose", "email": "the same as in the account",
            "verified": "not asked here", "primary": "there is one",
        },
    ),
    "account.EmailConfirmation": Table(
        NEVER, Ground.WORK, PROGRAM, _same(NEVER, "id", "email_address", "created", "sent", "key"),
    ),
    "mfa.Authenticator": Table(
        "a second factor", Ground.WORK, OWNER,
        {
            "id": "names the row", "user": "whose", "type": "app, passkey or codes",
            "data": Column("its secret, sealed; or a public key", readers=PROGRAM),
            "created_at": "since when", "last_used_at": "when it was last used",
        },
    ),
    "admin.LogEntry": Table(
        NEVER, Ground.NOBODY, PROGRAM,
        _same(NEVER, "id", "action_time", "user", "content_type", "object_id", "object_repr", "action_flag",
              "change_message"),
    ),
    "auth.Permission": Table(
        LIST, Ground.NOBODY, PROGRAM, _same(LIST, "id", "name", "content_type", "codename")
    ),
    "auth.Group": Table(LIST, Ground.NOBODY, PROGRAM, _same(LIST, "id", "name")),
    "auth.Group_permissions": Table(
        LIST, Ground.NOBODY, PROGRAM, _same(LIST, "id", "group", "permission")
    ),
    "contenttypes.ContentType": Table(
        "which kinds of row there are", Ground.NOBODY, PROGRAM,
        {"id": "names the row", "app_label": "the room", "model": "the kind"},
    ),
}  # fmt: skip
TABLES: Final = {**PEOPLE, **RECORD, **PACKAGES}
