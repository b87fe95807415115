"""A mail server that ends the line with its answer: the next e-mail is not in doubt for it."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from notifications.delivery import drain
from notifications.models import Message
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_after_a_421_the_next_one_goes_on_a_new_line(mail):
    for number in range(3):
        MessageFactory(channel="email", recipient=UserFactory(email=f"{number}@example.org"))
    mail.refusal = "421 4.3.2 closing"
    drain()
    rows = Message.objects.filter(channel="email").values_list("state", "error", "attempts")
    assert set(rows) == {("pending", "421 4.3.2 closing", 1)}


def test_a_server_that_does_not_take_us_loses_no_letter(mail):
    """A wrong MAIL_FROM, or too many in an hour: of the next one it would say the same, so all of them wait."""
    for number in range(3):
        MessageFactory(channel="email", recipient=UserFactory(email=f"{number}@example.org"))
    mail.sender_refusal = "550 5.7.1 not an address of yours"
    drain()
    rows = Message.objects.filter(channel="email").values_list("state", "error", "attempts")
    assert set(rows) == {("pending", "550 5.7.1 not an address of yours", 1)}
    mail.sender_refusal = None
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert drain() == 3


def test_a_letter_that_is_too_large_for_a_server_fails_alone(mail):
    MessageFactory(channel="email", recipient=UserFactory(email="1@example.org"))
    mail.sender_refusal = "552 5.3.4 too large"
    drain()
    assert Message.objects.get().state == "failed"
