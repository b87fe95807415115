"""What staff have to look at is few: it is found by itself, not by going through all people and all messages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import AddressMark, Channel, Letter, Message, State
from notifications.operations.insert import event_of
from notifications.queries import marked_among, troubled
from people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def mark(channel: str, address: str, days_ago: int, **fields) -> AddressMark:
    at = timezone.now() - timedelta(days=days_ago)
    return AddressMark.objects.create(channel=channel, address=address, what="bounced", at=at, **fields)


def test_marks_lead_to_their_people_the_newest_first():
    by_mail, by_text, both, cleared, other = (UserFactory(email=f"n{n}@example.org") for n in range(5))
    mark("email", by_mail.email, 3)
    mark("sms", by_text.phone, 2)
    mark("email", both.email, 9)
    mark("sms", both.phone, 1)
    mark("email", cleared.email, 1, cleared_at=timezone.now())
    mark("sms", other.email, 1)  # of another channel: it is no number of theirs
    mark("email", "nobody@example.org", 1)
    with CaptureQueriesContext(connection) as asked:
        found = marked_among(User.objects.all(), 50)
    assert [person.person for person in found] == [both, by_text, by_mail, both]
    assert [row.person for row in marked_among(User.objects.filter(pk=by_mail.pk), 50)] == [by_mail]
    assert {row.person for row in marked_among(User.objects.all(), 1)} == {both}
    people = asked.captured_queries[0]["sql"]
    assert '"people_user"."id" = ANY(ARRAY(' in people, "found before anybody else is looked at"
    assert "EXISTS" not in people


def test_messages_in_trouble_have_an_index_of_their_own():
    rows = [
        Message.objects.create(
            letter=Letter.objects.create(event_id=event_of(f"event {n}"), kind="a.b", title="停水", body=""),
            channel=Channel.EMAIL,
            address=f"n{n}@example.org",
            state=state,
            attempts=attempts,
            due_at=timezone.now(),
            sent_at=timezone.now() if state == State.SENT else None,
        )
        for n, (state, attempts) in enumerate(
            [(State.FAILED, 3), (State.PENDING, 1), (State.UNKNOWN, 1), (State.PENDING, 0), (State.SENT, 1)]
        )
    ]
    found = troubled(Message.objects.all()).order_by("-id")
    assert {message.pk for message in found} == {row.pk for row in rows[:3]}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    assert "delivery_troubled" in found.all()[:21].explain()
