"""What the search reads: a row for each listing that may be shown, the words in them, and what words mean.

Made from the public form of a listing and nothing else, so that a word which may not leave is not found
either (S5). The rows are written in the transaction that publishes; `manage.py search_rebuild` makes them
anew.
"""

from django.db import models


class SearchRow(models.Model):
    """One listing as the search sees it.

    `terms` are index terms with single spaces between them (directory/search/terms.py). On SQLite a full-text
    table over this column stands beside the row, on PostgreSQL a text vector in it; both come with the
    migration. `form` is that of the program which wrote the row: one of another form is read from the
    listing instead.
    """

    number = models.BigAutoField(primary_key=True)
    service_id = models.UUIDField(unique=True)
    listing = models.CharField(max_length=120, unique=True)
    form = models.PositiveSmallIntegerField()
    sourced = models.BooleanField()  # nobody here checked it: found only where the installation shows such
    worth = models.CharField(max_length=160)  # sorts the better supported listing first
    terms = models.TextField()
    facets = models.TextField(blank=True)
    guard = (
        models.TextField()
    )  # whom it may be shown to, and when it answers: what safety rules are asked with
    points = models.TextField(blank=True)  # where it is, of places that may be told

    def __str__(self) -> str:
        return self.listing


class SearchWord(models.Model):
    """How many listings have a word: what a slip is corrected to, and what a beginning stands for."""

    word = models.CharField(max_length=60, primary_key=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word


class SearchSlip(models.Model):
    """A word with one letter left out, and the word: two words with one in common are a slip apart."""

    slip = models.CharField(max_length=60, db_index=True)
    word = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.slip


class Synonym(models.Model):
    """What people type, and which kinds of listing they mean by it: a list that a person can read and edit.

    `phrases` has one word or phrase a line. `language` decides how its words are inflected: a phrase is
    understood in whatever language the page is.
    """

    language = models.CharField(max_length=10)
    phrases = models.TextField()
    kinds = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    # The key it has in the seeds; empty once a person changed it, so that the seeds leave it alone.
    seed_key = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seed_key"], condition=~models.Q(seed_key=""), name="directory_synonym_seed_once"
            )
        ]

    def __str__(self) -> str:
        return self.phrases.partition("\n")[0]


class SynonymSeed(models.Model):
    """An entry of the seeds that came into the list once: who changed it or took it out has the last word."""

    key = models.CharField(max_length=60, primary_key=True)

    def __str__(self) -> str:
        return self.key
