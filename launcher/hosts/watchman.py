"""Looks after the two databases as a manager of clusters does (Patroni, repmgr): asks every half second.

Nothing that was acknowledged may be lost, so the first waits for the second at each commit. When the second
is gone it is told to go on alone, and when the second has caught up, to wait again. When the first does not
answer three times, the second takes its place; but only if it has all that was acknowledged.
"""

import threading
import time
from collections.abc import Callable

import psycopg2

from launcher.hosts import machines

EVERY, MISSED = 0.5, 3  # seconds, tries
ASKING = 2.0  # seconds that one try may take
GONE_AFTER = 2.0  # seconds: wal_sender_timeout
# At most: until the first goes on alone, and until the second leads.
ALONE_AFTER = 2 * GONE_AFTER + 2 * EVERY
LEADS_AFTER = MISSED * (ASKING + EVERY) + 2.0
STATE = """SELECT current_setting('synchronous_standby_names'),
  EXISTS (SELECT FROM pg_stat_replication WHERE application_name = 'db2' AND state = 'streaming')"""


class Watchman:
    def __init__(self, note: Callable[[str], None], promoted: Callable[[], None]) -> None:
        self.note, self.promoted = note, promoted
        self.waits_for_both = False  # as far as we know, and only then
        self.leads, self.missed = "db1", 0
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchman", daemon=True)

    def __enter__(self) -> "Watchman":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._enough.set()
        self._thread.join(30)

    def _watch(self) -> None:
        while not self._enough.is_set():
            begun = time.monotonic()
            try:
                self._look()
                self.missed = 0
            except psycopg2.Error:
                self.missed += 1
                if self.missed >= MISSED and self.leads == "db1" and self.waits_for_both:
                    self._promote()
            self._enough.wait(max(0.0, EVERY - (time.monotonic() - begun)))

    def _look(self) -> None:
        ((names, follows),) = machines.ask(self.leads, STATE)
        if self.leads != "db1":
            return
        if follows and not names:
            self._wait_for("db2")
        elif names and not follows:
            self.waits_for_both = False
            self._wait_for("")
            self.note("db1 goes on alone")
        else:
            self.waits_for_both = bool(names)

    def _wait_for(self, name: str) -> None:
        machines.ask("db1", f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        machines.ask("db1", "SELECT pg_reload_conf()")

    def _promote(self) -> None:
        machines.ask("db2", "SELECT pg_promote(true, 10)", seconds=12)
        self.leads = "db2"
        self.promoted()
        self.note("db2 leads")
