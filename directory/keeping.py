"""How long what the directory holds lives. By name, since nobody but its verbs may import what is sealed."""

from typing import Final

from django.apps import apps

from directory import table_rights
from directory.inventory import OUTSIDE, TABLES
from safety import database_rights, inventory, retention

WHILE_LISTED: Final = "as long as its listing stands in the directory"
LASTING: Final = {
    "Organization": WHILE_LISTED,
    "Service": WHILE_LISTED,
    "Contact": WHILE_LISTED,
    "Phone": WHILE_LISTED,
    "Metadata": WHILE_LISTED,
    "Shelter": WHILE_LISTED,
    "OutwardService": "while it is published",
    "OutwardOrganization": "while it is published",
    "OutwardPlace": "while it is published",
    "Edition": "as long as the listing: people are named by number alone",
    "CallBack": "as long as its draft: people are named by number alone",
    "Checklist": "as long as its draft: people are named by number alone",
    "Verification": "as long as the listing: people are named by number alone",
    "Room": "as long as the listing, until it is said anew: people are named by number alone",
}
OF_A_BODY: Final = "tells of a body or a service, and of nobody in it"
FOR_THE_PROGRAM: Final = "tells the program what changed, or what to read again"
A_LIST: Final = "a list that people at the desk look after; nobody is in it"
NOT_PERSONAL: Final = {
    **dict.fromkeys(
        (
            "OrganizationIdentifier", "Program", "Location", "Address", "Accessibility", "ServiceAtLocation",
            "Url", "Language", "Schedule", "ServiceArea", "CostOption", "RequiredDocument", "Funding", "Unit",
            "ServiceCapacity", "Attribute", "OutwardTerm", "OutwardGone",
        ),
        OF_A_BODY,
    ),
    **dict.fromkeys(
        ("Taxonomy", "TaxonomyTerm", "EmergencyNumber", "PlatformRoute", "Synonym", "TermRule"), A_LIST
    ),
    **dict.fromkeys(
        (
            "DirectoryVersion", "VersionStep", "SeedFile", "SynonymSeed", "SearchRow", "SearchWord",
            "SearchSlip", "Followed",
        ),
        FOR_THE_PROGRAM,
    ),
    "Feedback": "a day and a button; nothing of who pressed it, and no order that could tell who came when",
}  # fmt: skip


def register() -> None:
    """Declare this room's tables."""
    inventory.declare(TABLES)
    database_rights.declare(table_rights.TABLES)
    inventory.outside_models(OUTSIDE)
    for name, until in LASTING.items():
        retention.lasting(apps.get_model("directory", name), until=until)
    for name, why in NOT_PERSONAL.items():
        retention.not_personal(apps.get_model("directory", name), why=why)
