"""A dead channel falls over to the next, once each, and an emergency most of all."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from notifications.delivery import drain
from notifications.models import AddressMark, Letter, Message, Preference
from notifications.operations import fall_over
from tests.notifications.browsers import Browser
from tests.notifications.test_ways import person, told

pytestmark = pytest.mark.django_db


def rows(someone) -> dict[str, str]:
    outside = Message.objects.filter(recipient=someone).exclude(channel="inbox")
    return dict(outside.values_list("channel", "state"))


def ten_minutes_pass() -> None:
    then = timedelta(minutes=11)
    Message.objects.update(due_at=F("due_at") - then, sent_at=F("sent_at") - then)
    Letter.objects.update(created_at=F("created_at") - then)
    Message.objects.exclude(lease_until=None).update(lease_until=Now() - timedelta(seconds=1))


def test_what_a_screen_cannot_show_is_mailed(push, mail):
    someone = person(push=False, sms=False)
    Browser(push.url).of(someone)
    push.status = 410
    assert set(told(someone, channels=["inbox", "push"])) == {"inbox", "push"}
    drain()
    assert rows(someone) == {"push": "failed", "email": "sent"}
    after = Message.objects.get(channel="email")
    assert after.instead_of == Message.objects.get(channel="push")
    assert len(mail.mails) == 1
    drain()
    assert fall_over([after.instead_of_id]) == 0
    assert Message.objects.filter(recipient=someone).count() == 3


@pytest.mark.parametrize(
    "mode, expected", [("off", {"push": "failed"}), ("digest", {"push": "failed", "email": "held"})]
)
def test_what_is_not_essential_goes_on_as_the_person_chose(push, mode, expected):
    someone = person(push=False)
    Browser(push.url).of(someone)
    Preference.objects.create(user=someone, topic="issues", channel="email", mode=mode)
    push.status = 410
    told(someone, channels=["inbox", "push"])
    drain()
    assert rows(someone) == expected, "and never by text message"


def test_an_emergency_goes_where_it_was_switched_off(push, mail, gateway):
    someone = person(push=False)
    Browser(push.url).of(someone)
    for channel in ("email", "sms"):
        Preference.objects.create(user=someone, topic="notices", channel=channel, mode="off")
    assert set(told(someone, "notices.emergency", essential=True)) == {"inbox", "push"}
    push.status = 410
    mail.refusal = "550 5.1.1 no such box"
    drain()
    drain()
    assert rows(someone) == {"push": "failed", "email": "failed", "sms": "sent"}
    assert "题目" in gateway.requests[0].json["message"]
    assert AddressMark.objects.get().address == someone.email


def test_the_only_switched_on_channel_fails_and_a_better_one_takes_over(push, mail):
    """Down the chain first; then up: no channel is spared that reaches the person."""
    someone = person(push=False, sms=False)
    browser = Browser(push.url)
    browser.of(someone)
    Preference.objects.create(user=someone, topic="notices", channel="push", mode="off")
    told(someone, "notices.emergency", essential=True)
    mail.refusal = "550 no such box"
    drain()
    drain()
    assert rows(someone) == {"email": "failed", "push": "sent"}


def test_nothing_follows_where_another_channel_told_it(push, mail, gateway):
    someone = person(push=False)
    Browser(push.url).of(someone)
    Preference.objects.create(user=someone, topic="notices", channel="sms", mode="off")
    told(someone, "notices.emergency", essential=True)
    mail.refusal = "550 no such box"
    drain()
    drain()
    assert rows(someone) == {"push": "sent", "email": "failed"}
    assert gateway.requests == []


def test_an_emergency_does_not_wait_for_a_channel_that_is_dead(dead_mail, gateway):
    someone, other = person(push=False), person(push=False)
    for each in (someone, other):
        Preference.objects.create(user=each, topic="notices", channel="sms", mode="off")
        Preference.objects.create(user=each, topic="issues", channel="sms", mode="off")
    told(someone, "notices.emergency", essential=True)
    told(other, "issues.answered", "usual")
    drain()
    assert rows(someone) == {"email": "pending"}
    ten_minutes_pass()
    drain()
    drain()
    assert rows(someone) == {"email": "pending", "sms": "sent"}
    assert rows(other) == {"email": "pending"}
    assert len(gateway.requests) == 1


def test_a_long_queue_is_not_a_dead_channel(mail, settings):
    settings.DEMO = True
    someone, served = person(push=False), person(push=False)
    Preference.objects.create(user=someone, topic="notices", channel="sms", mode="off")
    told(served)
    drain()
    told(someone, "notices.emergency", essential=True)
    Message.objects.filter(recipient=someone).update(due_at=Now() - timedelta(minutes=11))
    drain(seconds=0)
    assert rows(someone) == {"email": "pending"}, "others are served, this one's turn comes"


def test_what_is_over_goes_nowhere_else(push):
    someone = person(push=False)
    Browser(push.url).of(someone)
    told(someone, channels=["inbox", "push"])
    message = Message.objects.get(channel="push")
    Message.objects.update(expires_at=Now() - timedelta(seconds=1), state="failed")
    assert fall_over([message.pk]) == 0


@pytest.mark.parametrize(
    "answer, marks",
    [
        ("550 5.1.1 no such box", 1),
        ("550 no such box", 1),
        ("450 later", 0),
        ("550 5.7.1 blocked", 0),
        ("550 5.1.8 <linli@localhost>: Sender address rejected", 0),
        ("553 not in my list of allowed rcpthosts (#5.7.1)", 0),
        ("550 relay not permitted, authentication required", 0),
        ("550 Ip frequency limited", 0),
    ],
)
def test_a_refusal_marks_the_address_when_it_is_about_the_address(mail, answer, marks):
    someone = person(push=False, sms=False)
    told(someone)
    mail.refusal = answer
    drain()
    assert AddressMark.objects.filter(channel="email", address=someone.email).count() == marks
    assert ("email" in told(someone, dedupe="next")) == (marks == 0)
