"""Sessions in the database, read without the ORM: every request begins with this one look."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_LOAD = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store but for the reading."""

    def load(self) -> dict[str, Any]:
        """The session's values; a session not there or past its time begins anew without its key."""
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        values: dict[str, Any] = self.decode(row[0])
        return values
