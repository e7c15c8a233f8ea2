"""How long what was handed over with a code is kept, and what each of its columns is for."""

from referral import handover
from referral.models.handover import Handover, HandoverPress
from safety import inventory, retention, sealing_anew
from safety.inventory import Column, Ground, Table

TABLES = {
    "referral.Handover": Table(
        "answers of a visitor that wait for the helper who is given their code",
        Ground.HELP,
        "nobody at rest; once, the worker who is given the code",
        {
            "lookup": "a digest that only the code yields, slowly, with a secret of the site: finds the row",
            "outer": Column("the answers, sealed by the code and, within, by a key of the keys database"),
            "key": Column("names that key", readers="the server"),
            "edition": Column(
                "which edition of the pathways has to be kept to read them", readers="the server"
            ),
            "expires_at": Column("the full hour after which nothing opens it", readers="the server"),
        },
    ),
    "referral.HandoverPress": Table(
        "that a form has had its code, so that loading its answer again makes no second one",
        Ground.HELP,
        "the server",
        {
            "digest": "a keyed digest of a random number that stood in the form: nothing of the visitor",
            "expires_at": "the full hour after which it is forgotten",
        },
    ),
}


def register() -> None:
    """Give handovers their clock; nothing about one stands in the record."""
    sealing_anew.passes("codes of visitors", lambda: retention.keep(handover.PURPOSE))
    inventory.declare(TABLES)
    retention.key_column(Handover, "key")
    retention.register(
        Handover, kind=handover.PURPOSE, keep_for=handover.PURPOSE, due=handover.due, destroy=handover.remove,
        keys=handover.keys_of, on_record="nowhere",
    )  # fmt: skip
    retention.register(
        HandoverPress, kind="handover-press", keep_for=handover.PURPOSE, due=handover.presses_due,
        destroy=handover.forget_press, on_record="nowhere",
    )  # fmt: skip
