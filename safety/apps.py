from django.apps import AppConfig
from django.core.checks import register


class SafetyConfig(AppConfig):
    name = "safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from safety import checks, health_measures, keeping

        keeping.register()
        health_measures.register()
        register(checks.production_is_safe)
        register(checks.what_is_not_offered)
