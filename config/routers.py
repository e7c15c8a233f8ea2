"""Which database answers: keys live apart from what they open, so that a stolen copy of one opens nothing.

A public process may read from a copy; what it writes, and what it reads in order to write, goes to the
primary (safety/reach.py).
"""

from typing import Any

from django.apps import apps
from django.db.models import Model

from safety import reach

KEYS = "keys"


class Keys:
    """Send a model that says `database = "keys"` to the keys database, and everything else away from it."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        home: str | None = getattr(model, "database", None)
        return home or (reach.primary() if reach.is_on_primary() else None)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Raises: safety.reach.NoRoute, where there is no way to write."""
        return getattr(model, "database", None) or reach.primary()

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        # A migration hands over a model of its own time, which does not say where it lives: today's does.
        model = apps.all_models[app_label].get(model_name) if model_name else None
        home = getattr(model or hints.get("model"), "database", None)
        return (db == KEYS) == (home == KEYS)
