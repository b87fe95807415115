"""While an emergency is told to very many, which takes a while, nobody has to wait until all have it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from issues.models import Category, Issue
from issues.operations import report_issue
from issues.operations.categories import load_categories
from notices.models import NoticeRead
from notices.operations import acknowledge, mark_read, publish_notice, repeat_due
from notices.operations.shares import tell
from notices.tasks import announce_due as announce_due_task
from notices.tasks import repeat_due as repeat_due_task
from tests.notices.ground import again, new_ground

pytestmark = pytest.mark.django_db(transaction=True)
URGENT = {"is_urgent": True, "repeats": 1, "repeat_minutes": 15}


@contextmanager
def under_way(act: Callable[[], object]) -> Iterator[None]:
    """On a connection of its own it is done, and not yet committed: as among 700,000 for half a minute."""
    begun, go_on, went_wrong = threading.Event(), threading.Event(), []

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                begun.set()
                go_on.wait(timeout=30)
        except Exception as error:
            went_wrong.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait(timeout=30)
    try:
        yield
    finally:
        go_on.set()
        thread.join(timeout=30)
    assert not went_wrong


@contextmanager
def impatient() -> Iterator[None]:
    """Whoever waits for a lock fails, here and at the commit."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        yield


def test_readers_open_it_while_it_is_told_again():
    ground = new_ground()
    notice = ground.publish(**URGENT, asks_acknowledgement=True)
    later = timezone.now() + timedelta(minutes=16)
    with under_way(lambda: repeat_due(now=later)), impatient():
        mark_read(by=ground.neighbour, notice=notice)
        acknowledge(by=again(ground.resident), notice=notice)
    assert NoticeRead.objects.filter(notice=notice).count() == 2


def test_neighbours_report_to_the_organisation_that_tells():
    load_categories()
    ground = new_ground()
    notice = ground.draft(**URGENT)
    with under_way(lambda: publish_notice(by=ground.writer, notice=notice)), impatient():
        report_issue(
            by=ground.resident,
            category=Category.objects.get(code="falling_object"),
            place=ground.first,
            text="树倒了，压住门口",
            is_danger=True,
        )
    assert Issue.objects.get().holder_organisation == ground.committee


def test_a_worker_is_not_cut_off_while_it_tells_a_district():
    """119 seconds were measured (docs/adr/0015): cut off in the midst, it would begin anew each time."""
    for task in (announce_due_task, repeat_due_task):
        assert task.soft_time_limit > 10 * 119
        assert task.time_limit > task.soft_time_limit


def test_an_emergency_elsewhere_is_told_at_once():
    """And where one place lies in the other, they are counted one after the other."""
    ground = new_ground()
    here = ground.draft(**URGENT, places=[ground.first])
    beside, around = (
        ground.draft(**URGENT, places=[place]) for place in (ground.second, ground.first.parent)
    )
    with under_way(lambda: publish_notice(by=ground.writer, notice=here)):
        with impatient():
            tell(beside, now=timezone.now())
        with pytest.raises(OperationalError, match="lock timeout"), impatient():
            tell(around, now=timezone.now())
    with impatient():
        tell(around, now=timezone.now())
