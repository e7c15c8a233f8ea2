from django.apps import AppConfig
from django.conf import settings


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if settings.WAYPOST_DOORS == "public":
            return  # what follows is the desk's, and of commands that no public account runs
        from directory import admin, health, intake, keeping, publishing, reports_panel, today, verification  # noqa: F401 - admin registers itself

        keeping.register()
        intake.register()
        publishing.register()
        verification.register()
        reports_panel.register()
        today.register()
        health.register()
