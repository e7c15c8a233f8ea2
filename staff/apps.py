from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register


class StaffConfig(AppConfig):
    name = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from staff import checks

        register(checks.no_throwaway_accounts)
        register(checks.the_gate_stands)
        if settings.WAYPOST_DOORS == "public":
            return  # what follows is the desk's, and of commands that no public account runs

        from staff import (
            agreement,
            keeping,
            leaving,
            people,
            retention_change,
            retention_pages,
            second_factor,
            today,
        )

        keeping.register()
        for kind in (*people.KINDS, retention_change.KIND):
            agreement.register(kind)
        leaving.when_somebody_leaves(leaving.withdraw_proposals)
        today.register()
        retention_pages.register()
        second_factor.register()
