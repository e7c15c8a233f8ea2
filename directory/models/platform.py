"""Where and how to report on a platform."""

from django.db import models
from django.db.models import Q


class Issue(models.TextChoices):
    """The harm that a way of reporting is for."""

    NCII = "ncii"
    CSAM = "csam"
    SEXTORTION_GROOMING = "sextortion_grooming"
    HARASSMENT_DOXING = "harassment_doxing"
    IMPERSONATION = "impersonation"


class PlatformRoute(models.Model):
    """One way of reporting one harm on one platform. What is unknown stays empty."""

    id = models.UUIDField(primary_key=True)
    seed_id = models.CharField(max_length=120, unique=True)
    platform = models.CharField(max_length=120)
    issue = models.CharField(max_length=30, choices=Issue)
    url = models.CharField(max_length=500, blank=True)
    steps = models.TextField(blank=True)
    needs_account = models.BooleanField(null=True, blank=True)
    third_party = models.BooleanField(null=True, blank=True)
    minor = models.BooleanField(null=True, blank=True)
    partners = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    seen = models.CharField(max_length=10, blank=True)
    doubts = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [models.Index(fields=["platform", "issue"], name="directory_platform_and_issue")]
        constraints = [
            models.CheckConstraint(condition=~Q(platform=""), name="directory_platform_has_a_name"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="directory_platform_url_is_a_web_address",
            ),
        ]

    def __str__(self) -> str:
        return self.seed_id
