"""Django's sessions in the database, in a table of ours, with a last hour (settings.SESSION_ENGINE)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from staff.models.session import DeskSession

STARTED: Final = "desk-started"  # seconds since 1970, set when somebody signs in


class SessionStore(DatabaseStore):
    """Ends after half an hour without a request, and after a shift however many there were."""

    @classmethod
    def get_model_class(cls) -> type[DeskSession]:
        return DeskSession

    def load(self) -> dict[str, Any]:
        data = super().load()
        if STARTED in data and self._left(data) <= timedelta():
            self.delete(self.session_key)
            self._session_key = None
            return {}
        return data

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds until this session ends if nobody comes back."""
        age = super().get_expiry_age(**kwargs)
        data = self._get_session()
        return max(0, min(age, int(self._left(data).total_seconds()))) if STARTED in data else age

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return timezone.now() + timedelta(seconds=self.get_expiry_age())

    def create_model_instance(self, data: dict[str, Any]) -> DeskSession:
        session: DeskSession = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        if STARTED in data:
            session.started_at = datetime.fromtimestamp(data[STARTED], tz=UTC)
        return session

    @staticmethod
    def _left(data: dict[str, Any]) -> timedelta:
        started = datetime.fromtimestamp(data[STARTED], tz=UTC)
        return started + timedelta(hours=settings.WAYPOST_SESSION_HOURS) - timezone.now()
