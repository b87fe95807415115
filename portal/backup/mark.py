"""While a site is being restored nobody should ask a page of it: `/healthz` says so to proxy and monitor.

A lock of PostgreSQL's, held by the connection that restores: gone with it, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from zlib import crc32

from django.db import DatabaseError, connection

from portal.backup.stop import Stop

KEY = crc32(b"portal.backup.restoring")


@contextmanager
def restoring() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if not cursor.fetchone()[0]:
            raise Stop("Somebody is restoring into this database already.")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # without a connection there is no lock
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def is_restoring() -> bool:
    """Also whether the database answers: one question for both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND objsubid = 1"
            " AND classid = 0 AND mode = 'ExclusiveLock' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [KEY],
        )
        return cursor.fetchone()[0]
