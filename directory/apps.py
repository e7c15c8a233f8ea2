from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory import admin, publishing, today  # noqa: F401 - admin registers itself

        publishing.register()
        today.register()
