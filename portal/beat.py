"""Beat, which does not say again what no worker has taken up yet (notifications/waiting.py)."""

from celery.beat import PersistentScheduler

from notifications.waiting import waits


class Scheduler(PersistentScheduler):
    def apply_async(self, entry, producer=None, advance=True, **kwargs):
        """With the workers away for a day, each task waits once and not a thousand times."""
        channel = (producer or self.producer).channel
        if waits(entry.task, channel, self.app.conf.task_default_queue):
            return None
        return super().apply_async(entry, producer=producer, advance=advance, **kwargs)
