"""How long referrals are kept, and what each of their columns is for."""

from referral import case_keeping
from referral.models.referral import Consent, PartnerDesk, Referral, Step, ToldNumber
from safety import inventory, retention
from safety.inventory import Column, Ground, Table

SENDERS = "the team's workers and its supervisor"
PARTNERS = "the partner workers of the team that it went to, until the last day"
TABLES = {
    "referral.Referral": Table(
        "one referral of a case to the inbox of a partner",
        Ground.CONSENT,
        SENDERS,
        {
            "id": "names the row",
            "reference": Column(
                "what the partner calls it by, drawn at random", readers=f"{SENDERS}; {PARTNERS}"
            ),
            "case": "the case that it belongs to",
            "to_team": "which partner's team it went to",
            "urgency": Column("how soon an answer is needed", readers=f"{SENDERS}; {PARTNERS}"),
            "state": Column("where it stands", readers=f"{SENDERS}; {PARTNERS}"),
            "key": Column(
                "names the key of what the partner reads; empty once destroyed", readers="the server"
            ),
            "shared": Column(
                "what the person agreed to share, sealed under that key",
                readers=PARTNERS,
                keep="readable until its last day, its end, or until the person takes it back",
            ),
            "kept": "the same for the case, with the service, sealed under the key of the case",
            "until": Column("the last day on which the partner reads it", readers=f"{SENDERS}; {PARTNERS}"),
            "made_by": "who wrote it",
            "made_at": "when it was written",
            "checked_by": "the supervisor who checked a child's consent",
            "sent_at": Column("when it reached the inbox", readers=f"{SENDERS}; {PARTNERS}"),
            "answer_by": Column("when it comes back unanswered", readers=f"{SENDERS}; {PARTNERS}"),
            "answered_at": "when the partner first answered",
            "ended_at": "when it ended",
            "follow_up_on": "when somebody asks what became of it",
        },
    ),
    "referral.Step": Table(
        "one move of a referral",
        Ground.CONSENT,
        SENDERS,
        {
            "id": "names the row",
            "referral": "the referral that moved",
            "move": "what was done",
            "to": "where it stood then",
            "at": "when",
            "by": "who did it, nobody where a clock ended",
            "detail": "reason, expected wait or what was asked for, sealed under the key of the case",
        },
    ),
    "referral.Consent": Table(
        "what a person agreed to for one referral",
        Ground.CONSENT,
        SENDERS,
        {
            "id": "names the row",
            "referral": "the referral that it is for",
            "agreement": "the need, the agency and the items, sealed under the key of the case",
            "given_at": "when it was given",
            "until": "the last day on which it holds",
            "kept_by": "who wrote it down",
            "checked_by": "the supervisor who checked it",
            "withdrawn_at": "when the person took it back",
        },
    ),
    "referral.ToldNumber": Table(
        "that a person was given the contact of a service",
        Ground.HELP,
        SENDERS,
        {
            "id": "names the row",
            "case": "the case that it belongs to",
            "which": "the service and the need, sealed under the key of the case",
            "told_by": "who gave it",
            "told_at": "when",
            "follow_up_on": "when somebody asks what became of it",
        },
    ),
    "referral.PartnerDesk": Table(
        "which team answers at this desk for a listed service",
        Ground.WORK,
        "administrators and the helpline's workers",
        {
            "id": "names the row",
            "service": "the listing",
            "team": "the team that answers",
            "set_at": "since when",
            "proposed_by": "who proposed it",
            "agreed_by": "who agreed",
        },
    ),
}


def register() -> None:
    """Have referrals go with their case, and name their keys; each destroys its own earlier."""
    inventory.declare(TABLES)
    retention.key_column(Referral, "key")
    case_keeping.also_keys(Referral.objects.keys_of)
    for model in (Referral, Step, Consent, ToldNumber):
        retention.part_of(model, kind="case")
    retention.lasting(PartnerDesk, until="as long as the team answers for the service")
