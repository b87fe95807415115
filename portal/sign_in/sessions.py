"""Django's sessions in the database; the one statement that every request asks is written out and kept."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connections, router
from django.utils import timezone

from kit.kept_plans import KeptPlan

NOBODYS = 60 * 60  # seconds: a code on its way, and words that wait for whoever wrote them (kit/drafts.py)
STILL_HOLDS = KeptPlan(
    "linli_session",
    "SELECT session_key::text, session_data::text, expire_date::timestamptz FROM django_session"
    " WHERE session_key = %(key)s AND expire_date > %(now)s",
    key="text",
    now="timestamptz",
)


class SessionStore(db.SessionStore):
    """By the same name as Django's, which is part of what signs a session."""

    def get_session_cookie_age(self) -> int:
        """Where nobody is signed in, a number typed and words begun lie an hour, not a month."""
        return super().get_session_cookie_age() if SESSION_KEY in self else NOBODYS

    def _get_session_from_db(self) -> Session | None:
        with connections[router.db_for_read(Session)].cursor() as cursor:
            STILL_HOLDS.run(cursor, {"key": self.session_key, "now": timezone.now()})
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(*row)
