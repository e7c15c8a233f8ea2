from django.apps import AppConfig
from django.conf import settings


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if settings.WAYPOST_DOORS == "public":
            return  # what follows is the desk's, and of commands that no public account runs
        from directory import (
            admin,  # noqa: F401 - registers itself
            health,
            intake,
            keeping,
            publishing,
            reports_panel,
            sheltering,
            today,
            verification,
        )

        keeping.register()
        intake.register()
        publishing.register()
        verification.register()
        reports_panel.register()
        sheltering.register()
        today.register()
        health.register()
