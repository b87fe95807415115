"""Asks a worker to empty the outbox now, not within ten seconds. Best effort: beat asks again in any case."""

import logging
import threading
from functools import partial

from celery import current_app
from django.db import transaction

from notifications.waiting import waits

TASK = "notifications.tasks.drain"

log = logging.getLogger(__name__)
_at_it = threading.Lock()


def nudge(task: str = TASK) -> None:
    """After the commit, and never in the page's own thread: a Redis that hangs must not hold up a page.

    `task`: another one without arguments that beat begins as well.
    """
    transaction.on_commit(partial(_start, task))


def _start(task: str) -> None:
    # One at a time: while a Redis hangs, pages must not pile up threads behind it.
    if _at_it.acquire(blocking=False):
        threading.Thread(target=_publish, args=[task], name="nudge", daemon=True).start()


def _publish(task: str = TASK) -> None:
    try:
        with current_app.producer_or_acquire() as producer:
            if not waits(task, producer.channel, current_app.conf.task_default_queue):
                current_app.send_task(task, producer=producer, retry=False)
    except Exception as error:  # whatever the broker does, what is to be done stands in a row already
        log.warning("no nudge for %s, beat asks within ten seconds: %s", task, error)
    finally:
        _at_it.release()
