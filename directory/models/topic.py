"""What things are called: taxonomies, their terms, and what is tagged with them."""

from django.db import models

from directory.models.entry import Entry


class Taxonomy(Entry):
    """A list of terms (HSDS taxonomy)."""

    name = models.TextField()
    description = models.TextField(blank=True)
    uri = models.TextField(blank=True)
    version = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Entry):
    """A term of a taxonomy (HSDS taxonomy_term). A parent may come later in a file: no foreign key.

    `taxonomy_name` is the HSDS field `taxonomy`, the name of a list that is not in the file as such.
    """

    taxonomy = models.ForeignKey(
        Taxonomy, on_delete=models.CASCADE, null=True, blank=True, related_name="terms"
    )
    taxonomy_name = models.TextField(blank=True)
    code = models.CharField(max_length=200, blank=True, db_index=True)
    name = models.TextField()
    description = models.TextField(blank=True)
    parent_id = models.UUIDField(null=True, blank=True, db_index=True)
    language = models.CharField(max_length=35, blank=True)
    term_uri = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Attribute(Entry):
    """A term tied to any row (HSDS attribute). `link_entity` names the entity, `link_id` the row."""

    link_entity = models.CharField(max_length=40)
    link_id = models.UUIDField()
    taxonomy_term = models.ForeignKey(
        TaxonomyTerm, on_delete=models.CASCADE, null=True, blank=True, related_name="attributes"
    )
    link_type = models.TextField(blank=True)
    value = models.TextField(blank=True)
    label = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["link_entity", "link_id"], name="directory_attribute_link")]

    def __str__(self) -> str:
        return self.label or str(self.pk)


class Metadata(Entry):
    """A change that somebody else recorded before the row came here (HSDS metadata).

    `previous_value` can hold what was made confidential later: it is kept inside and never leaves (S5).
    """

    resource_type = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    last_action_date = models.CharField(max_length=40)
    last_action_type = models.TextField()
    field_name = models.TextField()
    previous_value = models.TextField(blank=True)
    replacement_value = models.TextField(blank=True)
    updated_by = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["resource_type", "resource_id"], name="directory_metadata_resource")]

    def __str__(self) -> str:
        return str(self.pk)


class TermRule(models.Model):
    """What a foreign term means here: a rule that a person can read and edit.

    `pattern` is a folded word or phrase, or a code with a trailing star; `kind` and `need` are ours.
    """

    taxonomy = models.CharField(max_length=200, blank=True)  # folded name; empty is any
    pattern = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "pattern"], name="directory_term_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.pattern}: {self.kind}"
