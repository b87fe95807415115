"""Asks a worker to empty the outbox now, not within ten seconds. Best effort: beat asks again in any case."""

import logging
import threading

from celery import current_app
from django.db import transaction

from notifications.waiting import waits

TASK = "notifications.tasks.drain"

log = logging.getLogger(__name__)
_at_it = threading.Lock()


def nudge() -> None:
    """After the commit, and never in the page's own thread: a Redis that hangs must not hold up a page."""
    transaction.on_commit(_start)


def _start() -> None:
    # One at a time: while a Redis hangs, pages must not pile up threads behind it.
    if _at_it.acquire(blocking=False):
        threading.Thread(target=_publish, name="nudge", daemon=True).start()


def _publish() -> None:
    try:
        with current_app.producer_or_acquire() as producer:
            if not waits(TASK, producer.channel, current_app.conf.task_default_queue):
                current_app.send_task(TASK, producer=producer, retry=False)
    except Exception as error:  # whatever the broker does, the message is in the outbox already
        log.warning("no nudge, the outbox is emptied within ten seconds: %s", error)
    finally:
        _at_it.release()
