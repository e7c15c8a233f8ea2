"""Which other directories are followed, and how far each was read."""

from django.db import models


class Followed(models.Model):
    """A directory elsewhere whose listings come in by `manage.py hsds_pull`, under the name of its feed.

    `since` is the moment, by the clock of the other side, from which the next pull asks for changes, and
    `mark` what its answer was known by then; both are of the last pull that was carried out to its end.
    `whole_at` is the same moment of the last one that read everything.
    """

    name = models.CharField(max_length=60, primary_key=True)
    url = models.CharField(max_length=500)
    tells_gone = models.BooleanField(default=False)  # it says what it withdrew, as our profile has it
    mark = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True)
    whole_at = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(null=True)  # by our own clock: when a pull last came to its end

    def __str__(self) -> str:
        return self.name
