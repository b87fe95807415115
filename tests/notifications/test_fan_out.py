"""One notice for very many: in their inboxes with the commit, in rows that are narrow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Letter, Message
from notifications.operations import post
from notifications.operations.posting import AT_ONCE
from people.models import User

pytestmark = pytest.mark.django_db

HEADER, POINTER = 24 + 8, 4  # with the bits that say what is NULL


@pytest.fixture
def people():
    return User.objects.bulk_create(
        User(phone=f"1000002{n:04d}", display_name=f"街坊{n}", password="!") for n in range(AT_ONCE)
    )


def tell(people, **more) -> int:
    words = {"kind": "notices.published", "words": lambda: ("停水", "明早九点"), "url": "/notices/1/"}
    return post(to=people, subject=User(pk=7), dedupe="notice 1", channels=["inbox"], **words | more)


def test_a_thousand_have_it_at_once_from_one_letter(people):
    assert tell(people) == AT_ONCE
    assert Message.objects.inbox_of(people[0]).get().title == "停水"
    assert Message.objects.filter(state="sent", sent_at__lte=timezone.now()).count() == AT_ONCE
    assert Letter.objects.count() == 1
    assert tell(people) == 0
    assert Letter.objects.count() == 1, "nobody is told, so nothing is said"


def test_what_is_for_later_or_for_the_day_waits(people, settings):
    settings.QUIET_HOURS = (timezone.now().time(), timezone.now().time())
    tell(people, by_day=True)
    assert not Message.objects.filter(state="sent").exists()
    post(to=people, kind="k", words=lambda: ("t", ""), url="/", subject=User(pk=7), dedupe="later",
         channels=["inbox"], due_at=timezone.now() + timedelta(hours=1))  # fmt: skip
    assert not Message.objects.filter(state="sent").exists()


def test_few_can_be_spared_it_until_the_next_drain(people):
    tell(people[:-1])
    assert set(Message.objects.values_list("state", flat=True)) == {"pending"}


def test_a_row_in_the_inbox_takes_no_more_than_it_needs(people):
    """The heap only: what it takes with its indexes is measured on a city (docs/adr/0015)."""
    tell(people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pg_column_size(row)) FROM notifications_delivery AS row")
        (size,) = cursor.fetchone()
    assert size <= HEADER + 32
