"""How a service is reached."""

from django.db import models
from django.db.models import Q

from directory.models.entry import Entry
from directory.models.organization import Organization
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service


class PhoneType(models.TextChoices):
    VOICE = "voice"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    VIDEO = "video"
    FAX = "fax"
    CELL = "cell"
    PAGER = "pager"
    TEXTPHONE = "textphone"


class Contact(Entry):
    """A person or desk to ask for (HSDS contact). A confidential one is sealed in shelter.py instead."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    name = models.TextField(blank=True)
    title = models.TextField(blank=True)
    department = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title or self.department or str(self.pk)


class Phone(Entry):
    """A number (HSDS phone), as people of the country write it. A confidential one is in shelter.py."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="phones"
    )
    number = models.CharField(max_length=100)
    e164 = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=10, choices=PhoneType, default=PhoneType.VOICE)
    extension = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True)
    text = models.CharField(max_length=60, blank=True)
    inside_country_only = models.BooleanField()
    free = models.BooleanField(null=True, blank=True)
    valid = models.BooleanField()
    short = models.BooleanField()
    shows_on_bill = models.BooleanField(null=True, blank=True)
    handset_log = models.BooleanField(
        null=True, blank=True
    )  # whether it stays in the phone's own list of calls
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


class Url(Entry):
    """A web address of a service or a body (HSDS url)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="urls")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="additional_websites"
    )
    kind = models.CharField(max_length=10, choices=WebKind, default=WebKind.SITE)
    label = models.TextField(blank=True)
    url = models.CharField(max_length=2000)
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
