"""What still waits for a worker is not said again; and a worker whose clock is off throws nothing away."""

import pytest
from django.utils import timezone

from launcher.faults import clocks
from notifications.models import Message
from notifications.nudge import TASK, _at_it, _publish
from notifications.waiting import names_of, waits
from portal.beat import Scheduler
from portal.celery import app
from portal.schedule import BEAT
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "celery"


def waiting() -> int:
    with app.connection_for_write() as link:
        return link.default_channel.client.llen(QUEUE)


def nudged() -> None:
    assert _at_it.acquire(timeout=30)
    _publish()


def test_a_nudge_that_nobody_took_up_is_not_said_again(celery):
    nudged()
    nudged()
    assert waiting() == 1
    with app.connection_for_write() as link:
        assert waits(TASK, link.default_channel, QUEUE)
        assert not waits("notices.tasks.announce_due", link.default_channel, QUEUE)


def test_beat_says_each_task_once_however_long_the_workers_are_away(celery, tmp_path):
    scheduler = Scheduler(app, schedule_filename=str(tmp_path / "schedule"))
    try:
        for _day in range(3):
            for entry in scheduler.schedule.values():
                scheduler.apply_entry(entry, producer=scheduler.producer)
        tasks = {entry.task for entry in scheduler.schedule.values()}
    finally:
        scheduler.close()
    assert waiting() == len(tasks) > len(BEAT) / 2


def test_nothing_of_the_clock_s_expires():
    assert [name for name, entry in BEAT.items() if "expires" in entry.get("options", {})] == []
    assert app.conf.beat_scheduler == "portal.beat:Scheduler"
    assert names_of([b'{"headers": {"task": "a"}}', b"{}"]) == {"a", ""}


def test_a_worker_whose_clock_is_a_day_ahead_delivers(celery, monkeypatch):
    monkeypatch.setitem(celery.environment, "PYTHONPATH", clocks.HERE)
    monkeypatch.setitem(celery.environment, "CLOCK_AHEAD", "86400")
    MessageFactory()
    celery.worker()
    nudged()
    celery.until(lambda: Message.objects.get().state == "sent")
    assert Message.objects.get().sent_at <= timezone.now()
