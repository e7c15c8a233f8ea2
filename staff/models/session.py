"""Where a session of the desk is kept: whose it is and since when, never from where or with what browser."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.crypto import salted_hmac


class DeskSession(AbstractBaseSession):
    """One browser that is signed in, or about to be."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="desk_sessions"
    )
    started_at = models.DateTimeField(null=True)

    objects = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "desk session"
        verbose_name_plural = "desk sessions"

    def __str__(self) -> str:
        return f"session of staff {self.user_id}"

    @property
    def mark(self) -> str:
        """What stands for this session on a page: its key would be a way in."""
        return salted_hmac("staff.session.mark", self.session_key, algorithm="sha256").hexdigest()[:24]

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from staff.session_store import SessionStore

        return SessionStore
