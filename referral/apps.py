from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "referral"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from referral import desk_complaints, desk_coverage, editing_panel, editing_review

        desk_complaints.register()
        desk_coverage.register()
        editing_panel.register()
        editing_review.register()
