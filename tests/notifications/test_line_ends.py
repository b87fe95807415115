"""A mail server that ends the line with its answer: the next e-mail is not in doubt for it."""

import pytest

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
