"""How long complaints and pathways live. Cases, handovers and referrals say so beside their own verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from referral import complaining, table_rights
from referral.inventory import TABLES
from referral.models.complaint import Complaint
from referral.models.pathway import BookEdition, PathwayDraft, PathwayFile
from referral.models.proof import PathwayProof
from safety import database_rights, inventory, retention

COMPLAINT: Final = "complaint"
BY_NUMBER: Final = "as long as the pathways: people are named by number alone"


def register() -> None:
    """Declare the tables of complaints and pathways."""
    inventory.declare(TABLES)
    database_rights.declare(table_rights.TABLES)
    database_rights.declare_functions(table_rights.FUNCTIONS)
    retention.register(
        Complaint, kind=COMPLAINT, keep_for=COMPLAINT, due=_complaints_due, destroy=complaining.destroy,
        on_record="count",
    )  # fmt: skip
    retention.not_personal(PathwayFile, why="a text that anybody may read")
    retention.lasting(BookEdition, until=BY_NUMBER)
    retention.lasting(PathwayDraft, until=BY_NUMBER)
    retention.lasting(PathwayProof, until="90 days, until the next run: people are named by number alone")


def _complaints_due(now: datetime) -> Iterable[Any]:
    return complaining.due(now).values_list("pk", flat=True)
