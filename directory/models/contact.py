"""How a service is reached."""

from django.db import models
from django.db.models import Q

from directory.models.service import Service


class PhoneType(models.TextChoices):
    VOICE = "voice"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    VIDEO = "video"


class Phone(models.Model):
    """A number of a service (HSDS phone), as people of the country write it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=60)
    e164 = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=10, choices=PhoneType, default=PhoneType.VOICE)
    extension = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=60, blank=True)
    inside_country_only = models.BooleanField()
    free = models.BooleanField(null=True, blank=True)
    valid = models.BooleanField()
    short = models.BooleanField()
    shows_on_bill = models.BooleanField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="directory_phone_has_a_number"),
            models.CheckConstraint(
                condition=Q(e164="") | Q(e164__startswith="+"), name="directory_phone_full_number_has_a_plus"
            ),
            # A short code written as a full number would reach a stranger.
            models.CheckConstraint(
                condition=Q(short=False) | Q(e164=""), name="directory_phone_short_code_is_never_full"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class WebKind(models.TextChoices):
    CHAT = "chat"
    REPORT = "report"
    FORM = "form"
    SITE = "site"


class Url(models.Model):
    """A web address of a service (HSDS url)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="urls")
    kind = models.CharField(max_length=10, choices=WebKind, default=WebKind.SITE)
    url = models.CharField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="directory_url_is_a_web_address",
            )
        ]

    def __str__(self) -> str:
        return self.url
