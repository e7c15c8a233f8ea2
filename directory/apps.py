from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory import admin, health, intake, keeping, publishing, reports_panel, today, verification  # noqa: F401 - admin registers itself

        keeping.register()
        intake.register()
        publishing.register()
        verification.register()
        reports_panel.register()
        today.register()
        health.register()
