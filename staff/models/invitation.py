"""Invitations: how somebody whom an administrator named gets to a password of their own."""

from datetime import datetime

from django.db import models

from staff.models.person import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def unanswered(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn; some of them may be too old."""
        return self.filter(used_at=None, withdrawn_at=None)

    def open(self, *, now: datetime) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.unanswered().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A link that sets a first password, once. Only the digest of its token is kept: the table opens nothing.

    `invited_by` is empty for the first administrators only.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="staff_invitation_one_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
