"""What this room keeps itself, how long, and what each column is for."""

from typing import Final

from safety import database_rights, inventory, retention, table_rights
from safety.inventory import Ground, Table
from safety.models import DataKey, Destroyed, LastPurge, RetentionSetting

NOBODY_READS: Final = "nobody at the desk; the program"
TABLES: Final = {
    "safety.DataKey": Table(
        "the key of one sealed thing; never in a backup", Ground.HELP, NOBODY_READS,
        {"id": "names the key", "wrapped": "the key, sealed itself", "made_at": "tells a left-over key"},
    ),
    "safety.RetentionSetting": Table(
        "a time of keeping that two people changed", Ground.NOBODY, "administrators",
        {"slug": "which time", "value": "how long", "changed_at": "since when"},
    ),
    "safety.Destroyed": Table(
        "how much the purge destroyed", Ground.NOBODY, "administrators, the auditor",
        {"id": "names the row", "kind": "of what", "on": "the day", "count": "how many"},
    ),
    "safety.LastPurge": Table(
        "when the purge last ran", Ground.NOBODY, "administrators, the auditor",
        {"id": "there is one row", "at": "when", "left": "how much it could not destroy"},
    ),
}  # fmt: skip


def register() -> None:
    """Declare this room's tables, and the one that Django keeps of migrations."""
    retention.lasting(DataKey, until="as long as what it opens; an hour, where no row names it")
    retention.not_personal(RetentionSetting, why="a number that the installation chose")
    retention.not_personal(Destroyed, why="a count of a day")
    retention.not_personal(LastPurge, why="a moment and a count")
    inventory.declare(TABLES)
    database_rights.declare(table_rights.TABLES)
    database_rights.declare_functions(table_rights.FUNCTIONS)
    inventory.outside_models({"django_migrations": "which changes of the tables were carried out, and when"})
