"""Who runs a service."""

from django.db import models

from directory.models.entry import Entry


class Organization(Entry):
    """A body that runs one or more services (HSDS organization)."""

    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    website = models.CharField(max_length=2000, blank=True)
    tax_status = models.TextField(blank=True)
    tax_id = models.TextField(blank=True)
    year_incorporated = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_status = models.TextField(blank=True)
    logo = models.TextField(blank=True)
    uri = models.TextField(blank=True)
    # The name of another body may come in a later file, or never: no foreign key.
    parent_organization_id = models.UUIDField(null=True, blank=True)
    feed = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="directory_organization_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationIdentifier(Entry):
    """A number under which registers know a body (HSDS organization_identifier)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identifiers")
    identifier_scheme = models.TextField(blank=True)
    identifier_type = models.TextField(blank=True)
    identifier = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.identifier


class Program(Entry):
    """Several services under one name (HSDS program)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="programs"
    )
    name = models.TextField()
    alternate_name = models.TextField(blank=True)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
