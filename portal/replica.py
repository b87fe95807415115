"""Lists and the search may be read from a replica (DATABASE_REPLICA_URL), and each reads what they wrote.

Whoever changed something carries the position of the write-ahead log behind it in a cookie. While the replica
has not come that far, it is not asked. When it fails in the middle of a page, the primary makes it again.
"""

import logging
import re
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
REPLICA = "replica"
COOKIE, KEPT = "linli_wal", 60  # seconds; by then a replica has either come so far or is not asked at all
POSITION = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
LOOK_AGAIN = 1.0  # seconds that an answer about the replica's health holds for those who wrote nothing
LEAVE_ALONE = 30.0  # seconds, after it could not be asked: each try may take the patience of a connection
# Read by everyone, changed by nobody while they are read.
READS = {
    "search",
    "notices:list",
    "notices:archive",
    "notices:month",
    "notices:feed",
    "issues:list",
    "committees:list",
    "ballots:list",
    "buildings:list",
    "buildings:place",
}
_reads_from: ContextVar[str] = ContextVar("reads_from", default=DEFAULT_DB_ALIAS)
_has_written: ContextVar[bool] = ContextVar("has_written", default=False)


class Router:
    """For DATABASE_ROUTERS. A page that begins to write reads from the primary from there on."""

    def db_for_read(self, model, **hints) -> str:
        return _reads_from.get()

    def db_for_write(self, model, **hints) -> str:
        _has_written.set(True)
        _reads_from.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints) -> bool:
        return True  # two names of one database

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool | None:
        return None if db == DEFAULT_DB_ALIAS else False


class ReplicaMiddleware:
    """Stands after everything that reads the session: who asks is always read from the primary."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.looked_at, self.was_well, self.left_until = 0.0, False, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        written, reads = _has_written.set(False), _reads_from.set(DEFAULT_DB_ALIAS)
        try:
            response = self.get_response(request)
            if _has_written.get():
                secure = settings.SESSION_COOKIE_SECURE
                response.set_cookie(
                    COOKIE, _position(), max_age=KEPT, httponly=True, samesite="Lax", secure=secure
                )
            return response
        finally:
            _reads_from.reset(reads)
            _has_written.reset(written)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if request.method not in ("GET", "HEAD") or request.resolver_match.view_name not in READS:
            return
        bool(getattr(request, "user", None))  # a session begun a moment ago may not have come over yet
        if _has_written.get():
            return
        after = request.COOKIES.get(COOKIE, "")
        if self.is_well(after if POSITION.fullmatch(after) else ""):
            _reads_from.set(REPLICA)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if _reads_from.get() != REPLICA or not isinstance(exception, Error):
            return None
        log.warning("the replica failed; the primary answers: %s", exception)
        self.left_until = time.monotonic() + LEAVE_ALONE
        _reads_from.set(DEFAULT_DB_ALIAS)
        found = request.resolver_match
        return found.func(request, *found.args, **found.kwargs)

    def is_well(self, after: str) -> bool:
        """For who wrote up to `after` it is asked each time; for all others its last answer holds a while."""
        now = time.monotonic()
        if now < self.left_until:
            return False
        if not after and now - self.looked_at < LOOK_AGAIN:
            return self.was_well
        try:
            well = _follows(after)
        except Error as error:
            log.warning("the replica is not asked: %s", error)
            connections[REPLICA].close()  # so that it is tried anew
            self.left_until = time.monotonic() + LEAVE_ALONE
            return False
        if not after:
            self.looked_at, self.was_well = now, well
        return well


def _follows(after: str) -> bool:
    """It receives the log, has caught up within the last half minute, and has come as far as `after`."""
    question = """
        SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)
           AND (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                OR now() - pg_last_xact_replay_timestamp() < interval '30 seconds')
           AND (%(after)s = '' OR pg_last_wal_replay_lsn() >= NULLIF(%(after)s, '')::pg_lsn)"""
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(question, {"after": after})
        return bool(cursor.fetchone()[0])


def _position() -> str:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return cursor.fetchone()[0]
