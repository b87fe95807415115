"""Each notice is told of exactly once, at its hour, whoever is at work."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kit.subjects import subject_key
from notices.models import Notice
from notices.operations import announce_due, withdraw_notice
from notices.operations.announcing import BATCH
from notices.operations.locking import lock
from notices.tasks import announce_due as task
from notifications.messages import in_short
from notifications.models import Message


def come_due(*notices: Notice) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(publish_at=past)


def scheduled(ground, **words) -> Notice:
    return ground.publish(publish_at=timezone.now() + timedelta(hours=1), **words)


def together(*jobs) -> list:
    """Runs the jobs at the same time; returns what they returned."""
    start, results = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            start.wait(10)
            results.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == len(jobs), "one of them failed"
    return results


def test_the_task_tells_at_its_hour_and_only_once(ground):
    notice = scheduled(ground)
    assert task() == 0
    come_due(notice)
    assert task() == 1
    assert task() == 0
    assert (
        Message.objects.about(subject_key(notice)).filter(recipient=ground.resident, channel="inbox").count()
        == 1
    )
    notice.refresh_from_db()
    assert notice.announced_at is not None


def test_the_task_is_the_one_that_beat_calls(settings):
    assert task.name == settings.CELERY_BEAT_SCHEDULE["announce notices whose hour has come"]["task"]


def test_the_clock_is_postgresqls(ground, monkeypatch):
    """A worker whose own clock runs ahead announces nothing early."""
    scheduled(ground)
    ahead = timezone.now() + timedelta(days=365)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    assert announce_due() == 0


def test_a_withdrawn_one_is_not_told(ground):
    notice = scheduled(ground)
    come_due(notice)
    withdraw_notice(by=ground.writer, notice=notice, reason="不办了")
    assert announce_due() == 0
    assert not Message.objects.exists()


def test_one_nudge_tells_of_a_batch_and_the_next_of_the_rest(ground):
    come_due(*[scheduled(ground) for _ in range(BATCH + 3)])
    assert announce_due() == BATCH
    assert announce_due() == 3


def test_a_failure_in_one_takes_nothing_back_from_another(ground, monkeypatch):
    from notices import messages

    first, second = scheduled(ground), scheduled(ground)
    come_due(first, second)
    tell = messages.tell_people

    def break_at_second(notice, *people, **more):
        tell(notice, *people, **more)
        if notice == second:
            raise RuntimeError("the worker died here")

    monkeypatch.setattr(messages, "tell_people", break_at_second)
    with pytest.raises(RuntimeError):
        announce_due()
    told = set(Message.objects.values_list("letter__subject", flat=True))
    assert told == {subject_key(first)}
    monkeypatch.undo()
    assert announce_due() == 1
    assert (
        Message.objects.about(subject_key(second)).filter(recipient=ground.resident, channel="inbox").count()
        == 1
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_once(transactional_db):
    from tests.notices.ground import new_ground

    ground = new_ground()
    notices = [scheduled(ground) for _ in range(12)]
    come_due(*notices)
    assert sum(together(announce_due, announce_due, announce_due)) == 12
    for notice in notices:
        rows = Message.objects.about(subject_key(notice)).filter(recipient=ground.resident, channel="inbox")
        assert rows.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_holds_is_left_to_it(transactional_db):
    from tests.notices.ground import new_ground

    ground = new_ground()
    held, free = scheduled(ground), scheduled(ground)
    come_due(held, free)
    has_it, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock(held)
            has_it.set()
            assert let_go.wait(20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert has_it.wait(20)
    try:
        assert announce_due() == 1
        assert set(Message.objects.values_list("letter__subject", flat=True)) == {subject_key(free)}
    finally:
        let_go.set()
        other.join(20)
    assert announce_due() == 1


@pytest.mark.django_db
def test_what_a_phone_shows_of_an_emergency_says_once_that_it_is_one(ground):
    notice = ground.publish(title="今天下午停水", is_urgent=True)
    announce_due()
    rows = Message.objects.filter(letter__subject=subject_key(notice), recipient=ground.resident)
    assert {in_short(row) for row in rows} == {"紧急：今天下午停水"}
