"""What each column of the tables of pathways and complaints is for (pure)."""

from typing import Final

from safety.inventory import Ground, Table

EDITORS: Final = "whoever works on pathways"
BY_NUMBER: Final = "who, as a number"
ROW: Final = "names the row"
TABLES: Final = {
    "referral.Complaint": Table(
        "what somebody complained of, by nobody known", Ground.HELP, "supervisors",
        {"id": "a random number", "service": "about which listing, or the site", "wrong": "from a list",
         "on": "the day, no hour", "seen_at": "when a supervisor dealt with it"},
    ),
    "referral.PathwayFile": Table(
        "the text of a pathway", Ground.NOBODY, "anybody, once it is published",
        {"digest": ROW, "text": "what the pages say"},
    ),
    "referral.BookEdition": Table(
        "all pathways as they were at one time", Ground.ACCOUNT, EDITORS,
        {
            "id": ROW, "edition": "its name", "files": "which texts", "origin": "where it came from",
            "folder": "which pathway changed", "kind": "what of it", "before": "which one it replaced",
            "proposer_id": BY_NUMBER, "agreer_id": BY_NUMBER, "published_at": "when",
            "superseded_at": "until when", "rolled_back_at": "when it was taken back",
            "is_current": "whether walks begin on it",
        },
    ),
    "referral.PathwayDraft": Table(
        "a change of a pathway on its way", Ground.ACCOUNT, EDITORS,
        {
            "id": ROW, "folder": "which pathway", "kind": "what of it", "state": "how it stands",
            "based_on": "which edition", "files": "the texts", "base": "of what", "digest": "of the texts",
            "report": "what the check found", "created_by_id": BY_NUMBER, "created_at": "when",
            "saved_by_id": BY_NUMBER, "writers": "who wrote in it, as numbers", "saved_at": "when",
            "submitted_at": "when it was proposed", "decided_at": "when it was decided",
        },
    ),
    "referral.PathwayProof": Table(
        "one run over every walk of the pathways", Ground.ACCOUNT, EDITORS,
        {
            "id": ROW, "digest": "of the texts", "edition": "which edition", "draft_id": "which draft",
            "state": "how it stands", "begun_by_id": BY_NUMBER,
            **dict.fromkeys(
                ("begun_at", "beat_at", "ended_at", "is_taken", "at", "done", "total", "walks", "plans",
                 "services", "people", "seconds", "directory", "broken", "breaches"),
                "how far the run came, and what it found",
            ),
        },
    ),
}  # fmt: skip
