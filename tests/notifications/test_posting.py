from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from notifications.operations import post, post_to_address, settle, void
from people.models import User
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def words() -> tuple[str, str]:
    from django.utils.translation import gettext

    return gettext("Monday"), "body"


def tell(to, dedupe="meeting 1 r1 -2h", **more) -> int:
    subject = User(pk=7)
    return post(
        to=to,
        kind="committees.reminder",
        words=words,
        url="/meetings/1/",
        subject=subject,
        dedupe=dedupe,
        **more,
    )


def test_one_row_per_person_and_channel_in_their_language():
    chinese = UserFactory(email="a@example.org")
    english = UserFactory(language="en")
    assert tell([chinese, english]) == 3
    rows = {(row.recipient_id, row.channel): row for row in Message.objects.all()}
    assert set(rows) == {(chinese.pk, "inbox"), (chinese.pk, "email"), (english.pk, "inbox")}
    assert rows[english.pk, "inbox"].title == "Monday"
    assert rows[chinese.pk, "inbox"].title == "星期一"
    assert {row.subject for row in rows.values()} == {"people.user:7"}
    assert {row.state for row in rows.values()} == {"pending"}


def test_posting_twice_tells_once():
    person = UserFactory()
    assert tell([person]) == 1
    assert tell([person, UserFactory()]) == 1
    assert tell([person, person], dedupe="another") == 1


def test_a_closed_account_is_told_nothing():
    assert tell([UserFactory(is_active=False)]) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_cost_does_not_grow_with_the_people(count, django_assert_num_queries):
    UserFactory.create_batch(count, email=None)
    with django_assert_num_queries(4):  # whom, savepoint, two channels, savepoint
        assert tell(User.objects.all()) == count


def test_void_spares_what_was_sent_and_what_others_are_told():
    person, other = UserFactory.create_batch(2)
    tell([person, other])
    tell([person], dedupe="elsewhere")
    Message.objects.filter(letter__event__dedupe__startswith="elsewhere").update(
        state="sent", sent_at=timezone.now()
    )
    assert void(subject=User(pk=7), to=[person]) == 1
    assert set(Message.objects.values_list("recipient", "state")) == {
        (person.pk, "void"),
        (other.pk, "pending"),
        (person.pk, "sent"),
    }


def test_void_names_kinds():
    person = UserFactory()
    tell([person])
    assert void(subject=User(pk=7), kinds=["committees.invitation"]) == 0
    assert void(subject=User(pk=7), kinds=["committees.reminder"]) == 1


def test_an_address_without_an_account():
    message = post_to_address(
        channel="sms", address="10000000001", kind="people.code", title="t", body="123456", dedupe="c1"
    )
    assert (message.recipient, message.state) == (None, "pending")


def test_settled_history_is_read_and_never_mailed():
    now = timezone.now()
    old = MessageFactory(due_at=now - timedelta(days=30))
    mail = MessageFactory(due_at=now - timedelta(days=30), channel="email")
    fresh = MessageFactory(due_at=now)
    settle(before=now - timedelta(days=2))
    for row in (old, mail, fresh):
        row.refresh_from_db()
    then = old.letter.due_at
    assert (old.state, old.sent_at, old.read_at) == ("sent", then, then)
    assert mail.state == "void"
    assert fresh.state == "pending"
