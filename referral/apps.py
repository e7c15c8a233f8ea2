from django.apps import AppConfig
from django.conf import settings


class ReferralConfig(AppConfig):
    name = "referral"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if settings.WAYPOST_DOORS == "public":
            return  # what follows is the desk's, and of commands that no public account runs
        from referral import (
            case_keeping,
            desk_cases,
            desk_codes,
            desk_complaints,
            desk_coverage,
            desk_figures,
            desk_inbox,
            desk_partners,
            desk_review,
            editing_panel,
            editing_review,
            figure_keeping,
            handover_keeping,
            health,
            keeping,
            partner_desks,
            referral_keeping,
        )

        case_keeping.register()
        desk_cases.register()
        desk_codes.register()
        desk_complaints.register()
        desk_coverage.register()
        desk_figures.register()
        desk_inbox.register()
        desk_partners.register()
        desk_review.register()
        editing_panel.register()
        editing_review.register()
        figure_keeping.register()
        handover_keeping.register()
        keeping.register()
        partner_desks.register()
        referral_keeping.register()
        health.register()
