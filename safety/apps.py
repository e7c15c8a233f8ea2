from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register


class SafetyConfig(AppConfig):
    name = "safety"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from safety import checks

        register(checks.production_is_safe)
        register(checks.what_is_not_offered)
        if settings.WAYPOST_DOORS == "public":
            return  # what follows is of commands that no public account runs

        from safety import health_measures, keeping, sealing_anew

        keeping.register()
        sealing_anew.register()
        health_measures.register()
