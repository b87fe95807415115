"""Beat, which does not say again what no worker has taken up yet (notifications/waiting.py)."""

import logging
from contextlib import suppress

from celery.beat import PersistentScheduler

from notifications.waiting import waits

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    def setup_schedule(self) -> None:
        """Nothing is needed of a file that a power cut filled with zeros; Celery falls over it each time."""
        try:
            super().setup_schedule()
        except Exception:
            log.exception("%s cannot be read, and is begun anew", self.schedule_filename)
            with suppress(Exception):
                self._store.close()
            self._remove_db()
            super().setup_schedule()

    def tick(self, *args, **kwargs):
        self._forget_a_future()
        return super().tick(*args, **kwargs)

    def _forget_a_future(self) -> None:
        """When a clock was set back, now or between two starts, what ran "tomorrow" would wait for it."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # its times are those of the clock before

    def apply_async(self, entry, producer=None, advance=True, **kwargs):
        """With the workers away for a day, each task waits once and not a thousand times."""
        channel = (producer or self.producer).channel
        if waits(entry.task, channel, self.app.conf.task_default_queue):
            return None
        return super().apply_async(entry, producer=producer, advance=advance, **kwargs)
