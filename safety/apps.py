from django.apps import AppConfig
from django.core.checks import register


class SafetyConfig(AppConfig):
    name = "safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from safety import checks, keeping

        keeping.register()
        register(checks.production_is_safe)
