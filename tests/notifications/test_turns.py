"""A queue that is long holds up nobody: not the other channels, not what somebody had in hand when they were killed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from notifications import delivery, leases
from notifications.delivery import drain
from notifications.models import Message
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

EMAILS = 12


def emails(count: int = EMAILS) -> list[Message]:
    people = [UserFactory(email=f"{number}.{count}@example.org") for number in range(count)]
    return [MessageFactory(channel="email", recipient=person) for person in people]


def test_a_text_message_waits_for_one_turn_of_a_long_queue_of_emails(mail, gateway, monkeypatch):
    """One drain is all there is, as where one process of a worker is left."""
    monkeypatch.setattr(delivery, "TURN", 0.2)
    emails()
    person, came_after = UserFactory(phone_verified=True), []

    def before_reply(_mail) -> None:
        if not mail.mails:
            MessageFactory(channel="sms", recipient=person)
            connection.close()
        if gateway.requests and not came_after:
            came_after.append(len(mail.mails))

    mail.before_reply, mail.delay = before_reply, 0.1
    assert drain() == EMAILS + 1
    assert came_after[0] < EMAILS / 2
    assert set(mail.message_ids().values()) == {1}


def test_what_a_killed_sender_had_in_hand_is_tried_again_while_the_queue_is_long(mail, monkeypatch):
    """Whoever finds it alone on the channel asks for it before each batch, not once in a minute."""
    monkeypatch.setattr(delivery, "BATCH", 2)
    emails()
    dead = leases.claim("email", 1)[0]
    assert leases.begin(dead)

    def before_reply(_mail) -> None:
        if not mail.mails:  # half a minute passes
            half_a_minute_ago = Now() + leases.LEASE - leases.GONE_AFTER - timedelta(seconds=1)
            Message.objects.filter(pk=dead.pk).update(lease_until=half_a_minute_ago)
            connection.close()

    mail.before_reply = before_reply
    assert drain() == EMAILS
    dead.refresh_from_db()
    assert dead.state == "sent"


def test_an_email_costs_three_statements(mail):
    """Each of them is a wait for the database: begun, still wanted, sent."""
    asked = []
    for count in (1, 11):
        emails(count)
        with CaptureQueriesContext(connection) as queries:
            assert drain() == count
        asked.append(len(queries))
    assert asked[1] - asked[0] == 3 * 10
