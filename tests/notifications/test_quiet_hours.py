"""What can wait until the morning waits, by PostgreSQL's clock; what cannot goes out at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notifications import leases
from notifications.delivery import drain
from notifications.models import Message
from notifications.operations import post
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def told(person, **more) -> int:
    fields = {"kind": "committees.reminder", "words": lambda: ("今晚开会", ""), "url": "/", "subject": person}
    return post(to=[person], dedupe=f"{more}", **fields | more)


def database_hour(hours: float):
    """A time of the day so many hours from now, as PostgreSQL has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now = timezone.localtime(cursor.fetchone()[0])
    return (now + timedelta(hours=hours)).time()


@pytest.mark.parametrize("sleeps, wakes, is_night", [(-1, 2, True), (1, -2, False), (-3, -1, False)])
def test_at_night_only_what_cannot_wait_goes_out(settings, sleeps, wakes, is_night):
    settings.QUIET_HOURS = (database_hour(sleeps), database_hour(wakes))
    person = UserFactory(email="he.moli@example.org")
    told(person, by_day=True)
    told(person)
    drain()
    waits = Message.objects.filter(letter__by_day=True, channel="inbox").get()
    assert waits.state == ("pending" if is_night else "sent")
    assert Message.objects.filter(letter__by_day=False, channel="inbox").get().state == "sent"
    assert len(leases.claim("email", 10)) == 0, "what was due in the demo's outbox has gone"


def test_what_waited_goes_out_in_the_morning_once_and_not_when_it_is_over(settings):
    person = UserFactory()
    settings.QUIET_HOURS = (database_hour(-1), database_hour(1))
    told(person, by_day=True, expires_at=timezone.now() + timedelta(hours=3))
    drain()
    assert not Message.objects.filter(state="sent").exists()
    settings.QUIET_HOURS = (database_hour(-3), database_hour(-1))
    drain()
    drain()
    assert Message.objects.filter(state="sent").count() == 1
