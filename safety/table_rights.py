"""Who may do what with the tables of this room, in either database (pure). The purge runs as their owner."""

from typing import Final

from safety.database_rights import READ, Right, Role, Table, may

KEYS: Final = "safety.DataKey"
TABLES: Final[dict[str, Table]] = {
    # Keys are made and destroyed and never changed; the public door can add one and read none.
    KEYS: {
        Role.KEYS_DESK: may(Right.SELECT, Right.INSERT, Right.DELETE),
        Role.KEYS_PUBLIC: may(Right.INSERT),
    },
    "safety.RetentionSetting": {
        Role.DESK: may(Right.SELECT, Right.INSERT, Right.UPDATE),
        Role.PUBLIC: READ,
    },
    "safety.Destroyed": {Role.DESK: READ},
    "safety.LastPurge": {Role.DESK: READ, Role.METRICS: READ},
    "django_migrations": {Role.METRICS: READ},
}
FUNCTIONS: Final = {"safety_key_destroy(uuid)": (Role.KEYS_DESK, Role.KEYS_PUBLIC)}
